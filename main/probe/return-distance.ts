/**
 * The TTL of a SYN-ACK or RST as it arrives, without privileges: a socket with IP_MINTTL accepts only what comes with at least that
 * TTL (RFC 5082; measured on Linux 6.18: it holds in SYN-SENT, for SYN-ACK and RST, IPv4 and IPv6). The greatest TTL at which the port
 * still answers is the TTL of its answers. Of those that it turns away the kernel keeps count (sk_drops, read by SO_MEMINFO; measured
 * on the same, as uid 65534), so that nobody waits for a silence.
 */
import { routersCrossed } from '../../shared/hop-words.ts'
import type { SegmentObservation } from '../../shared/observation.ts'
import { type Asker, type Patience, askPatiently } from './ask-patiently.ts'
import type { ConnectTarget } from './dial.ts'
import { type Kind, type Sides, askInPairs, isTold } from './paired-asks.ts'

/** Longer paths than this are taken for a start from the next lower value. */
const MOST_ROUTERS = 40
/** The second settles what losses left open: of twelve SYNs six answers are enough. */
const MOST_ROUNDS = 2
/** A search that met a loss ends too low by little. */
const MOST_RAISED = 3

export interface DistanceRequest {
  asker: Asker
  target: ConnectTarget
  patience: Patience
  /** The TTL that is expected, such as that of another port of the same address: one round then is enough. */
  expected?: number | undefined
  /** Many answers, each from another source port: over ways of different length one answer tells one way. */
  isThorough?: boolean
}

/** `below`: it was answered, and the kernel turned that away; `silence`: a loss, a limit, or a kernel that does not tell. */
type Accepted = Kind | 'below' | 'silence'

type Sure = SegmentObservation | 'nearer' | 'silent' | null

/** Null when the port does not answer any more, not the same way, or not steadily. */
export async function returnDistance(request: DistanceRequest): Promise<SegmentObservation | null> {
  const asked = new Map<number, Promise<Accepted>>()
  const answers = (minTtl: number) => {
    const known = asked.get(minTtl) ?? ask(request, minTtl)
    asked.set(minTtl, known)
    return known
  }
  const { expected, asker } = request
  let atLeast = 1
  if (expected !== undefined) {
    const sure = await sureOf(request, answers, expected)
    if (isFound(sure)) return sure
    if (asker.signal.aborted) return null
    if (sure === 'nearer') atLeast = expected + 1
  }
  const [from255, from128] = await Promise.all([answers(255 - MOST_ROUTERS), answers(128 - MOST_ROUTERS)])
  const top = isLetIn(from255) ? 255 : isLetIn(from128) ? 128 : 64
  let found = await search(answers, Math.max(atLeast, top - MOST_ROUTERS), Math.max(atLeast, top))
  for (let raised = 0; found !== null && raised < MOST_RAISED; raised += 1) {
    const sure = await sureOf(request, answers, found)
    if (sure !== 'nearer') return isFound(sure) ? sure : null
    found = Math.min(255, found + 1)
  }
  return null
}

const isLetIn = (answer: Accepted): answer is Kind => answer === 'handshake' || answer === 'rst'

/**
 * One answer let in at the TTL and one turned away above it tell the TTL. A RST is compared twice: a device may send it now and then
 * only, and a closed port passes. Where the kernel counts nothing, silence has to be told from chance.
 */
async function sureOf(
  request: DistanceRequest,
  answers: (minTtl: number) => Promise<Accepted>,
  ttl: number,
): Promise<Sure> {
  if (request.isThorough) return confirmed(request, ttl)
  const above: Promise<Accepted> | Accepted = ttl < 255 ? answers(ttl + 1) : 'silence'
  const [at, beyond] = await Promise.all([answers(ttl), above])
  if (isLetIn(beyond)) return 'nearer'
  if (at === 'below') return 'silent'
  if (request.asker.signal.aborted) return null
  const isTurnedAway = beyond === 'below' && (at === 'handshake' || (await ask(request, ttl + 1)) === 'below')
  return isLetIn(at) && isTurnedAway ? segment(at, ttl) : confirmed(request, ttl)
}

const isFound = (sure: Sure): sure is SegmentObservation => sure !== null && typeof sure === 'object'

/**
 * Silence above a TTL counts only if the port answers steadily at it: a device that limits its answers, or a loss, is silent everywhere.
 * `nearer`: answers with a greater TTL come as well; `silent`: nothing came with this one.
 */
async function confirmed({ asker, target, patience }: DistanceRequest, ttl: number): Promise<Sure> {
  const sides: Sides = { asked: 0, within: 0, beyond: 0 }
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { kind, ...seen } = await askInPairs(asker, target, ttl, patience)
    if (asker.signal.aborted) return null
    sides.asked += seen.asked
    sides.within += seen.within
    sides.beyond += seen.beyond
    if (sides.beyond > 0) return 'nearer'
    if (sides.within === 0) return 'silent'
    if (kind === null) return null
    if (isTold(sides)) return segment(kind, ttl)
  }
  return null
}

async function ask({ asker, target, patience }: DistanceRequest, minTtl: number): Promise<Accepted> {
  const { kind } = await askPatiently(asker, { ...target, minTtl }, patience)
  return kind === 'handshake' || kind === 'rst' || kind === 'below' ? kind : 'silence'
}

/** Three thresholds at a time: silence costs the whole patience, however many questions wait for it together. */
async function search(
  answers: (minTtl: number) => Promise<Accepted>,
  low: number,
  high: number,
): Promise<number | null> {
  let [least, most] = [low, high]
  if (!isLetIn(await answers(least))) return null
  while (least < most) {
    const step = Math.max(1, Math.ceil((most - least) / 4))
    const thresholds = [...new Set([1, 2, 3].map((n) => Math.min(most, least + n * step)))]
    const kinds = await Promise.all(thresholds.map(answers))
    const last = kinds.findLastIndex(isLetIn)
    const next = thresholds[last]
    const silentAt = thresholds[last + 1]
    if (silentAt !== undefined) most = silentAt - 1
    if (next !== undefined) least = next
  }
  return least
}

function segment(kind: Kind, ttl: number): SegmentObservation {
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
