/**
 * Whether something nearer than the destination answers in its name: a transparent proxy, a SYN proxy, a device that resets. A packet
 * whose TTL ends before the destination cannot be answered by it.
 */
import type { NearnessObservation } from '../../shared/observation.ts'
import { type LimitedAnswer, type LimitedAsk, askWithin, isEnd, isOfPort } from './limited-ask.ts'

/** Chance of five losses in a row at 5 % each way: 1e-5. */
const TRIES = 5
const CONFIRMED = 2
/** More tries once there is an answer to confirm. */
const MORE_TRIES = 3

export interface LeastTtlRequest extends LimitedAsk {
  /** The port is known or believed to be answered at this TTL. */
  ttlHigh: number
  /** How often a TTL is asked that nobody answers for. */
  tries?: number
}

/**
 * The least TTL at which the port is answered by a handshake or a RST; null where it is not answered even at `ttlHigh`. Halves the
 * range, so that a listener sees few connections: some of them accept only a burst from one address.
 */
export const leastAnsweringTtl = (request: LeastTtlRequest) => leastTtl(request, isOfPort)

/** The same, where an ICMP error about the packet counts as well. */
export const leastEndingTtl = (request: LeastTtlRequest) => leastTtl(request, isEnd)

async function leastTtl(request: LeastTtlRequest, counts: (answer: LimitedAnswer) => boolean): Promise<number | null> {
  const { ttlHigh, tries = TRIES } = request
  const isAnswered = async (ttl: number) => counts(await askUntilSure(request, ttl, tries, counts))
  if (!(await isAnswered(ttlHigh))) return null
  let unanswered = 0
  let answered = ttlHigh
  while (answered - unanswered > 1) {
    const middle = Math.floor((answered + unanswered) / 2)
    if (await isAnswered(middle)) answered = middle
    else unanswered = middle
  }
  return answered
}

/** A router that says that the TTL ended there settles it; silence may be a loss, and is asked again. */
export async function askUntilSure(
  ask: LimitedAsk,
  ttl: number,
  tries: number,
  counts: (answer: LimitedAnswer) => boolean,
): Promise<LimitedAnswer> {
  let answer: LimitedAnswer = { kind: 'silence' }
  for (let tried = 0; tried < tries; tried += 1) {
    answer = await askWithin(ask, ttl)
    if (counts(answer) || answer.kind === 'hop' || ask.signal?.aborted) break
  }
  return answer
}

export interface NearerRequest extends LimitedAsk {
  /** The TTL to set: one less than the least at which the destination itself answers. */
  ttl: number
  tries: number
}

/**
 * Asks a port with a TTL that cannot reach the destination. An answer counts only when a second one, from another source port, agrees:
 * paths of different length to the same destination exist (ECMP), and a router that says where the TTL ended outweighs it.
 */
export async function askNearer(request: NearerRequest): Promise<NearnessObservation> {
  const { ttl, tries } = request
  const seen: LimitedAnswer['kind'][] = []
  const observe = (saw: NearnessObservation['saw'], answeredAtTtl: number | null = null): NearnessObservation => ({
    observer: 'hop-limit',
    ttl,
    tries: seen.length,
    saw,
    answeredAtTtl,
  })
  // A destination on this very network leaves no room for anything nearer.
  let most = ttl < 1 ? 0 : tries
  while (seen.length < most && !request.signal?.aborted) {
    const answer = await askWithin(request, ttl)
    seen.push(answer.kind)
    if (answer.kind === 'hop') return observe('hop')
    if (isOfPort(answer)) most = tries + MORE_TRIES
    for (const kind of ['handshake', 'rst'] as const) {
      if (seen.filter((other) => other === kind).length < CONFIRMED) continue
      return observe(kind, await leastAnsweringTtl({ ...request, ttlHigh: ttl }))
    }
  }
  return observe('silence')
}
