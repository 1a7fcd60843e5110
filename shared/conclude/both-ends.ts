/**
 * What a stand-in at the destination adds: a proof of who answered, and whether a silence or a RST began before it or after it. Says only
 * what the counts allow; where nobody counted, nothing follows.
 */
import { bareAddress } from '../bare-address.ts'
import type { AttemptObservation, FlowEvidence, HostEvidence, RouteObservation } from '../observation.ts'
import type { SocketEnd, StandInObservation } from '../stand-in-observation.ts'
import type { ConcludeWords } from '../words/conclude.ts'
import { type Conclusion, type Judged, blockedAt, likely, proven } from './conclusion.ts'
import { attemptWords } from './words.ts'

const endWords = ({ address, port }: SocketEnd) =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

/** What tells from which address it was sent, and from which one it came. */
interface SentAndSeen extends Pick<FlowEvidence, 'standIn'> {
  attempts: readonly Pick<AttemptObservation, 'result' | 'sourceAddress'>[]
  route: Pick<RouteObservation, 'sourceAddress'> | null
}

/** The address that the destination saw in place of the one that was sent from; null where it is the same, or not known. */
export function rewrittenSource(evidence: SentAndSeen): string | null {
  const seen = evidence.standIn?.nonce === 'answered' ? evidence.standIn.seenSource : null
  const sent = sentFrom(evidence)
  return seen && sent !== null && bareAddress(seen.address) !== bareAddress(sent) ? seen.address : null
}

const sentFrom = ({ attempts, route }: SentAndSeen) =>
  attempts.find((a) => a.result === 'connected' && a.sourceAddress !== null)?.sourceAddress ??
  route?.sourceAddress ??
  null

/** A stand-in, not a service, answers on this port: it says nothing of whether the service listens. */
export const isStandIn = ({ standIn, identity }: Pick<FlowEvidence, 'standIn' | 'identity'>) =>
  standIn?.state === 'listening' || standIn?.nonce === 'answered' || identity?.saw === 'stand-in'

/** A proof was given: by the destination, or by another endpoint. Null without one. */
export function byNonce(
  { address, port }: Judged,
  evidence: FlowEvidence,
  host: Pick<HostEvidence, 'source'> | null,
  { bothEnds }: ConcludeWords,
): Conclusion | null {
  const { standIn } = evidence
  if (standIn?.nonce !== 'answered' || !standIn.seenDestination) return null
  const at = endWords({ address, port })
  const there = standIn.seenDestination
  if (standIn.otherName !== undefined)
    return proven('intercepted', bothEnds.ledElsewhere(at, standIn.otherName, endWords(there)))
  const source = rewrittenSource(evidence)
  if (source !== null && standIn.sentAs !== undefined)
    return likely('open', bothEnds.openAsOther(at, source, standIn.sentAs), bothEnds.whoseAddress())
  const elsewhere = sentFrom(evidence) === null ? seenElsewhere(standIn, host) : null
  if (elsewhere !== null)
    return likely('open', bothEnds.openFromElsewhere(at, elsewhere, host?.source ?? ''), bothEnds.whoseAddress())
  const moved = bareAddress(there.address) !== bareAddress(address) || there.port !== port
  return proven('open', bothEnds.open(at, source, moved ? endWords(there) : null))
}

/** Where nobody told what it was sent from, the plan's address should be seen; gives the one that was instead. */
function seenElsewhere({ seenSource }: StandInObservation, host: Pick<HostEvidence, 'source'> | null): string | null {
  return seenSource && host && bareAddress(seenSource.address) !== bareAddress(host.source) ? seenSource.address : null
}

/**
 * A service of its own holds the port, so nobody signs; but the kernel of the destination knows which connections it holds. Takes what one
 * end concluded, and makes it certain, or doubts it.
 */
export function heldThere(
  concluded: Conclusion,
  { address, port }: Judged,
  { standIn }: FlowEvidence,
  { answers, bothEnds }: ConcludeWords,
): Conclusion {
  if (concluded.outcome !== 'open' || concluded.proof === 'proven') return concluded
  if (standIn?.held === true) return proven('open', answers.heldThere(concluded.reason.replace(/\.$/, '')))
  if (standIn?.held !== false) return concluded
  return likely('intercepted', bothEnds.notHeld(endWords({ address, port })), bothEnds.captureBoth())
}

/** A handshake without a proof, where a stand-in listens and counted. */
export function handshakeWithoutProof(
  { address, port }: Judged,
  { standIn }: FlowEvidence,
  { bothEnds }: ConcludeWords,
): Conclusion | null {
  if (standIn?.state !== 'listening' || (standIn.nonce !== 'none' && standIn.nonce !== 'wrong')) return null
  const { accepted, syns } = standIn
  const at = endWords({ address, port })
  if (accepted === null) {
    if (standIn.lost) return likely('unstable', bothEnds.lostSince(at), bothEnds.testWithStandIn())
    // Somebody counted, and cannot tell whose it was.
    return standIn.by === 'ssh' ? likely('unstable', bothEnds.notCounted(at), bothEnds.apart()) : null
  }
  const arrived = Math.max(syns.listener ?? 0, syns.wire ?? 0)
  if (accepted === 0 && arrived === 0) return proven('intercepted', bothEnds.notAccepted(at))
  return likely('unstable', bothEnds.withoutProof(at, accepted > 0), bothEnds.captureBoth())
}

/** Whether the SYNs of a flow arrived at the other end, as far as that was counted. */
type Arrival =
  | { kind: 'unknown' }
  /** At the listener, which answers. */
  | { kind: 'answered'; count: number }
  /** On the wire; nothing listens, or nobody looked at the listener. */
  | { kind: 'arrived'; count: number }
  /** On the wire, and not at the listener: the machine itself drops it. */
  | { kind: 'stopped-there'; count: number }
  /** `wire`: not even on the wire, which was watched. */
  | { kind: 'not-arrived'; wire: boolean }

export function arrivalOf(standIn: StandInObservation | undefined): Arrival {
  const { listener = null, wire = null } = standIn?.syns ?? {}
  // Somebody listens there: the stand-in, or the service that holds the port.
  const listens = standIn?.state === 'listening' || standIn?.state === 'taken'
  if (listens && listener !== null && listener > 0) return { kind: 'answered', count: listener }
  if (wire !== null && wire > 0) return { kind: listens && listener === 0 ? 'stopped-there' : 'arrived', count: wire }
  if (wire === 0) return { kind: 'not-arrived', wire: true }
  return listens && listener === 0 ? { kind: 'not-arrived', wire: false } : { kind: 'unknown' }
}

const ownDoing = (address: string) => ({ address, hop: null, certainty: 'concluded' as const })

/** SYNs that were sent: one for each attempt, and what the kernel repeats has the same source port. */
export const isMost = (count: number, sent: number) => count * 2 >= sent

/** Silence, seen from both ends. Null where the other end did not count. */
export function silentByBothEnds(
  { address, port }: Judged,
  evidence: FlowEvidence,
  words: ConcludeWords,
): Conclusion | null {
  const { bothEnds } = words
  const asked = attemptWords(evidence.attempts, words)
  const sent = evidence.attempts.length
  const arrival = arrivalOf(evidence.standIn)
  const at = `${address}:${port}`
  switch (arrival.kind) {
    case 'unknown':
      return null
    case 'answered':
      return isMost(arrival.count, sent)
        ? proven('silent', bothEnds.answerLost(asked, at, arrival.count, address))
        : likely('silent', bothEnds.someLost(asked, at, arrival.count, address), bothEnds.testAgain())
    case 'arrived':
      return proven('silent', bothEnds.arrived(asked, at, arrival.count, address))
    case 'stopped-there':
      return blockedAt(proven('silent', bothEnds.stoppedThere(asked, at, arrival.count, address)), ownDoing(address))
    case 'not-arrived':
      return proven(
        'silent',
        arrival.wire ? bothEnds.notOnWire(asked, at, address) : bothEnds.notAtPort(asked, at, address),
      )
  }
}

/**
 * A refusal from a port where a stand-in listens cannot be the listener's. Null where none listens.
 * @param isRst false where it may be an ICMP port-unreachable, which connect() calls the same
 */
export function resetByBothEnds(
  { address, port }: Judged,
  { standIn }: FlowEvidence,
  isRst: boolean,
  { bothEnds }: ConcludeWords,
): Conclusion | null {
  if (standIn?.state !== 'listening') return null
  if (!isRst) return likely('reset', bothEnds.refusedSomehow(`${address}:${port}`, address), bothEnds.whoResets())
  const at = endWords({ address, port })
  const arrival = arrivalOf(standIn)
  switch (arrival.kind) {
    case 'unknown':
    case 'arrived':
      return likely('reset', bothEnds.reset(at, address), bothEnds.whoResets())
    case 'answered':
      return likely('reset', bothEnds.resetAllTheSame(at), bothEnds.captureBoth())
    case 'stopped-there':
      return blockedAt(proven('reset', bothEnds.resetThere(at, address)), ownDoing(address))
    case 'not-arrived':
      return proven('reset', arrival.wire ? bothEnds.resetBefore(at, address) : bothEnds.resetUnreached(at, address))
  }
}

/** Beside an ICMP error: whether it is about the way there or the way back. Empty where nobody counted. */
export function directionWords(address: string, { standIn }: FlowEvidence, { errors }: ConcludeWords): string {
  const { listener = null, wire = null } = standIn?.syns ?? {}
  if (Math.max(listener ?? 0, wire ?? 0) > 0) return errors.arrived(address, true)
  return wire === 0 ? errors.arrived(address, false) : ''
}
