/**
 * The TTL of a SYN-ACK or RST as it arrives, without privileges: a socket with IP_MINTTL accepts only what comes with at least that
 * TTL (RFC 5082; measured on Linux 6.18: it holds in SYN-SENT, for SYN-ACK and RST, IPv4 and IPv6). The greatest TTL at which the port
 * still answers is the TTL of its answers.
 */
import type { SegmentObservation } from '../../shared/observation.ts'
import { type Asker, type Patience, askPatiently } from './ask-patiently.ts'
import type { ConnectTarget } from './dial.ts'

/** What systems start from; an answer has crossed as many routers as it is below the next of them. */
const INITIAL_TTLS = [255, 128, 64] as const
/** Longer paths than this are taken for a start from the next lower value. */
const MOST_ROUTERS = 40

export interface DistanceRequest {
  asker: Asker
  target: ConnectTarget
  patience: Patience
  /** The TTL that is expected, such as that of another port of the same address: one round then is enough. */
  expected?: number | undefined
}

/** Routers that a packet crossed that arrived with this TTL. */
export const routersCrossed = (ttl: number) => (INITIAL_TTLS.findLast((initial) => initial >= ttl) ?? 255) - ttl

/** Null when the port does not answer any more, or not the same way. */
export async function returnDistance(request: DistanceRequest): Promise<SegmentObservation | null> {
  const asked = new Map<number, Promise<'handshake' | 'rst' | null>>()
  const answers = (minTtl: number) => {
    const known = asked.get(minTtl) ?? ask(request, minTtl)
    asked.set(minTtl, known)
    return known
  }
  const { expected } = request
  if (expected !== undefined) {
    const [kind, beyond] = await Promise.all([answers(expected), expected < 255 ? answers(expected + 1) : null])
    if (kind && !beyond) return confirmed(request, kind, expected)
  }
  const [from255, from128] = await Promise.all([answers(255 - MOST_ROUTERS), answers(128 - MOST_ROUTERS)])
  const top = from255 ? 255 : from128 ? 128 : 64
  const found = await search(answers, Math.max(1, top - MOST_ROUTERS), top)
  return found && confirmed(request, found.kind, found.ttl)
}

/** Silence above a TTL counts only if the port still answers at it: a device that limits its answers, or a loss, is silent everywhere. */
async function confirmed(request: DistanceRequest, kind: 'handshake' | 'rst', ttl: number) {
  const again = await ask(request, ttl)
  return again === kind && !request.asker.signal.aborted ? segment(kind, ttl) : null
}

async function ask({ asker, target, patience }: DistanceRequest, minTtl: number) {
  const { kind } = await askPatiently(asker, { ...target, minTtl }, patience)
  return kind === 'handshake' || kind === 'rst' ? kind : null
}

/** Three thresholds at a time: silence costs the whole patience, however many questions wait for it together. */
async function search(
  answers: (minTtl: number) => Promise<'handshake' | 'rst' | null>,
  low: number,
  high: number,
): Promise<{ kind: 'handshake' | 'rst'; ttl: number } | null> {
  let [least, most] = [low, high]
  let kind = await answers(least)
  if (!kind) return null
  while (least < most) {
    const step = Math.max(1, Math.ceil((most - least) / 4))
    const thresholds = [...new Set([1, 2, 3].map((n) => Math.min(most, least + n * step)))]
    const kinds = await Promise.all(thresholds.map(answers))
    const last = kinds.findLastIndex((k) => k !== null)
    const next = thresholds[last]
    const silentAt = thresholds[last + 1]
    kind = kinds[last] ?? kind
    if (silentAt !== undefined) most = silentAt - 1
    if (next !== undefined) least = next
  }
  return { kind, ttl: least }
}

function segment(kind: 'handshake' | 'rst', ttl: number): SegmentObservation {
  return {
    observer: 'min-ttl',
    kind: kind === 'rst' ? 'RST' : 'SYN-ACK',
    ttl,
    hops: routersCrossed(ttl),
    window: null,
    mss: null,
    options: '',
  }
}
