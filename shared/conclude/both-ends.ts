/**
 * What a stand-in at the destination adds: a proof of who answered, and whether a silence or a RST began before it or after it. Says only
 * what the counts allow; where nobody counted, nothing follows.
 */
import { bareAddress } from '../bare-address.ts'
import type { AttemptObservation, FlowEvidence, HostEvidence, RouteObservation } from '../observation.ts'
import type { SocketEnd, StandInObservation } from '../stand-in-observation.ts'
import { type Conclusion, type Judged, blockedAt, likely, proven } from './conclusion.ts'
import { attemptWords } from './words.ts'

const CAPTURE_BOTH =
  'Packet captures on both ends, taken at the same time, show where the data is lost; try small packets, too (MTU).'
const WHO_RESETS = 'A packet capture on the destination shows whether the SYN arrives there, and who refuses it.'
const WHOSE_ADDRESS =
  'Look at the NAT rules on the way and at the addresses of the source, and test again when the destination sees the address that the plan has.'
const APART = 'Test the flows of one place at a time, or give each place an address of its own.'
const TEST_AGAIN = 'Test this flow again on its own, when nothing else is lost on the way.'

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
): Conclusion | null {
  const { standIn } = evidence
  if (standIn?.nonce !== 'answered' || !standIn.seenDestination) return null
  const at = endWords({ address, port })
  const there = standIn.seenDestination
  if (standIn.otherName !== undefined) {
    const reason = `${at} completed a handshake, but the stand-in that proved itself there is ${standIn.otherName} (${endWords(there)}): the connection is led to another endpoint.`
    return proven('intercepted', reason)
  }
  const source = rewrittenSource(evidence)
  if (source !== null && standIn.sentAs !== undefined) {
    const reason = `${at} is open: the stand-in at the destination proved itself, but it was reached from ${source}, the address of ${standIn.sentAs}: NAT on the way gives this flow the address of another sender, and its firewall rules may be those of that one.`
    return likely('open', reason, WHOSE_ADDRESS)
  }
  const elsewhere = sentFrom(evidence) === null ? seenElsewhere(standIn, host) : null
  if (elsewhere !== null) {
    const reason = `${at} is open: the stand-in at the destination proved itself, but it was reached from ${elsewhere}, not from ${host?.source}: NAT on the way rewrites the source address, or the source sends from another one of its own.`
    return likely('open', reason, WHOSE_ADDRESS)
  }
  const from = source === null ? '' : `; NAT on the way rewrites the source address to ${source}`
  const moved = bareAddress(there.address) !== bareAddress(address) || there.port !== port
  const to = moved ? `; NAT on the way leads it to ${endWords(there)}` : ''
  return proven('open', `${at} is open: the stand-in at the destination proved itself${from}${to}.`)
}

/** Where nobody told what it was sent from, the plan's address should be seen; gives the one that was instead. */
function seenElsewhere({ seenSource }: StandInObservation, host: Pick<HostEvidence, 'source'> | null): string | null {
  return seenSource && host && bareAddress(seenSource.address) !== bareAddress(host.source) ? seenSource.address : null
}

/**
 * A service of its own holds the port, so nobody signs; but the kernel of the destination knows which connections it holds. Takes what one
 * end concluded, and makes it certain, or doubts it.
 */
export function heldThere(concluded: Conclusion, { address, port }: Judged, { standIn }: FlowEvidence): Conclusion {
  if (concluded.outcome !== 'open' || concluded.proof === 'proven') return concluded
  const at = endWords({ address, port })
  if (standIn?.held === true) {
    const seen = concluded.reason.replace(
      /(, which another machine could do as well|; nothing shows which machine did it)\.$/,
      '.',
    )
    return proven('open', `${seen.replace(/\.$/, '')}, and the destination itself held this very connection.`)
  }
  if (standIn?.held !== false) return concluded
  const reason = `${at} completed a handshake, but the destination itself held no such connection: a device completed it in its place, or rewrites the address or port that it comes from.`
  return likely('intercepted', reason, CAPTURE_BOTH)
}

/** A handshake without a proof, where a stand-in listens and counted. */
export function handshakeWithoutProof({ address, port }: Judged, { standIn }: FlowEvidence): Conclusion | null {
  if (standIn?.state !== 'listening' || (standIn.nonce !== 'none' && standIn.nonce !== 'wrong')) return null
  const { accepted, syns } = standIn
  const at = endWords({ address, port })
  if (accepted === null) {
    // Somebody counted, and cannot tell whose it was.
    if (standIn.by !== 'ssh') return null
    const reason = `${at} completed a handshake without the proof of the destination, and whether it arrived at the stand-in there cannot be told: another place that this check asks from holds the same source address.`
    return likely('unstable', reason, APART)
  }
  const arrived = Math.max(syns.listener ?? 0, syns.wire ?? 0)
  if (accepted === 0 && arrived === 0) {
    const reason = `${at} completed a handshake, but not with the destination: the stand-in that listens there accepted no connection in that time.`
    return proven('intercepted', reason)
  }
  const what =
    accepted > 0
      ? 'a handshake arrives at the stand-in there, but its data does not come through'
      : 'the SYN arrives at the stand-in there, but the handshake is not completed with it'
  return likely(
    'unstable',
    `${at} completed a handshake without the proof of the destination: ${what}. A device that inspects, or an MTU that does not fit, looks like this.`,
    CAPTURE_BOTH,
  )
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
export function silentByBothEnds({ address, port }: Judged, evidence: FlowEvidence): Conclusion | null {
  const asked = attemptWords(evidence.attempts)
  const sent = evidence.attempts.length
  const arrival = arrivalOf(evidence.standIn)
  const nothing = `No answer to ${asked} to ${address}:${port}`
  switch (arrival.kind) {
    case 'unknown':
      return null
    case 'answered': {
      const arrived = `${nothing}: ${arrival.count} of them arrived at ${address}, and the port listens there`
      if (isMost(arrival.count, sent))
        return proven('silent', `${arrived}. The way there is open; the answer is lost on the way back.`)
      return likely(
        'silent',
        `${arrived}; the others are lost on the way there, and the answers on the way back.`,
        TEST_AGAIN,
      )
    }
    case 'arrived':
      return proven(
        'silent',
        `${nothing}: ${arrival.count} of them arrived at ${address}. The answer is lost on the way back, or the firewall of ${address} itself drops the SYN.`,
      )
    case 'stopped-there': {
      const arrived = `${nothing}: ${arrival.count} of them arrived at ${address}, but not at the port, which listens there`
      const reason = `${arrived}. The machine itself drops it: its own firewall, its check of the way back (rp_filter), or a program that accepts nothing.`
      return blockedAt(proven('silent', reason), ownDoing(address))
    }
    case 'not-arrived': {
      const none = `${nothing}: none of them arrived at ${address}`
      return arrival.wire
        ? proven('silent', `${none}, where all that comes in was watched. It is lost on the way there.`)
        : proven(
            'silent',
            `${none}'s port, which listens. It is lost on the way there, or dropped by the firewall of ${address} itself.`,
          )
    }
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
): Conclusion | null {
  if (standIn?.state !== 'listening') return null
  if (!isRst) {
    const reason = `${address}:${port} was refused, though a stand-in listens there: a device in the path refuses it by a RST or an ICMP error, or the firewall of ${address} itself.`
    return likely('reset', reason, WHO_RESETS)
  }
  const at = endWords({ address, port })
  const refused = `${at} was answered by a RST, though a stand-in listens there`
  const arrival = arrivalOf(standIn)
  switch (arrival.kind) {
    case 'unknown':
    case 'arrived':
      return likely(
        'reset',
        `${refused}: a device in the path resets it, or the firewall of ${address} itself.`,
        WHO_RESETS,
      )
    case 'answered':
      return likely(
        'reset',
        `${refused} and got the SYN: a device in the path resets it all the same, or a firewall at one of the ends.`,
        CAPTURE_BOTH,
      )
    case 'stopped-there': {
      const reason = `${refused}: the SYN arrived at ${address}, but not at the port. The firewall of ${address} itself resets it.`
      return blockedAt(proven('reset', reason), ownDoing(address))
    }
    case 'not-arrived':
      return proven(
        'reset',
        arrival.wire
          ? `${refused}: the SYN never arrived at ${address}. A device in the path resets it.`
          : `${refused}, and the SYN never reached it: a device in the path resets it, or the firewall of ${address} itself.`,
      )
  }
}

/** Beside an ICMP error: whether it is about the way there or the way back. Empty where nobody counted. */
export function directionWords(address: string, { standIn }: FlowEvidence): string {
  const { listener = null, wire = null } = standIn?.syns ?? {}
  if (Math.max(listener ?? 0, wire ?? 0) > 0) return `The SYN did arrive at ${address}.`
  return wire === 0 ? `The SYN did not arrive at ${address}.` : ''
}
