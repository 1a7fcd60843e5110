/** An error came back instead of a handshake: a RST, an ICMP error, or a refusal of this machine itself. */
import {
  type AttemptObservation,
  type FlowEvidence,
  type HostEvidence,
  type IcmpError,
  keepsIcmpErrors,
} from '../observation.ts'
import type { BlockedBy } from '../outcome.ts'
import type { ConcludeWords } from '../words/conclude.ts'
import { type Conclusion, type Judged, blockedAt, likely, proven } from './conclusion.ts'
import { directionWords, resetByBothEnds } from './both-ends.ts'
import { icmpKind } from './icmp.ts'
import { blockedLocally, locallyRefused } from './local.ts'
import { notCompared } from './not-compared.ts'
import { cameFromDestination, deviceNearer, hopOf } from './where.ts'

/** Longer than this, "host unreachable" is a neighbour that did not answer ARP or ND: 3.07 s (measured). */
export const NEIGHBOUR_TIMEOUT_MS = 2500

/** The answer of one attempt that is an error. */
export type ErrorAnswer = AttemptObservation & { errno: string }

export function failed(
  flow: Judged,
  answer: ErrorAnswer,
  evidence: FlowEvidence,
  host: HostEvidence | null,
  words: ConcludeWords,
): Conclusion {
  const { errno } = answer
  const { errors, parts } = words
  const local = evidence.route?.errno === errno ? locallyRefused(flow, errno, words) : null
  if (local) return local
  if (answer.icmp) return withDirection(reported(flow, answer, answer.icmp, host, words), flow, evidence, words)
  const where = `${flow.address}:${flow.port}`
  switch (errno) {
    case 'ECONNREFUSED':
      return (
        resetByBothEnds(flow, evidence, keepsIcmpErrors(answer.observer), words) ??
        refused(flow, answer, evidence, host, words)
      )
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return unreachable(flow, answer, host, words)
    case 'EACCES':
      // ICMPv6 "administratively prohibited" (RFC 4443 §3.1, code 1) becomes EACCES; IPv4's does not.
      if (flow.address.includes(':')) {
        return likely('rejected', errors.prohibitedV6(where, errno), errors.errorQueue())
      }
      return blockedLocally(where, errno, words)
    case 'EPERM':
    case 'EINVAL':
      return blockedLocally(where, errno, words)
    default:
      return {
        outcome: 'not-tested',
        proof: 'none',
        reason: errors.couldNotSend(where, parts.errno(errno)),
        settle: errors.lookUpError(),
      }
  }
}

/** Whether it was told from an ICMP port-unreachable, which connect() calls the same. */
function withDirection(
  conclusion: Conclusion,
  { address }: Judged,
  evidence: FlowEvidence,
  words: ConcludeWords,
): Conclusion {
  const direction = directionWords(address, evidence, words)
  return direction === '' ? conclusion : { ...conclusion, reason: `${conclusion.reason} ${direction}` }
}

/** ECONNREFUSED without an ICMP error: a RST, if the error queue was read; whose RST is a question of its distance. */
function refused(
  flow: Judged,
  answer: ErrorAnswer,
  evidence: FlowEvidence,
  host: HostEvidence | null,
  words: ConcludeWords,
): Conclusion {
  const { address, port } = flow
  const { errors, parts } = words
  const where = `${address}:${port}`
  const device = deviceNearer(evidence, host, words)
  if (device) return blockedAt(proven('reset', errors.resetNearer(where, address, device.how)), device.where)
  if (evidence.unmeasured && !(cameFromDestination(evidence, host) && host && isSynAckBaseline(host)))
    return notCompared(flow, 'rst', evidence.unmeasured, words)
  if (cameFromDestination(evidence, host) && host?.hops) {
    const { from, routers } = host.hops
    const reason = (isProven: boolean) =>
      errors.closedAsFar(where, parts.answerOf(from), address, parts.hopsAway(routers), isProven)
    if (routers === 0 && !isOwn(evidence, flow)) return likely('closed', reason(false), errors.withinNetwork())
    if (isSynAckBaseline(host)) return proven('closed', reason(true))
    const odd = oddDistance(flow, host, words)
    return odd ?? likely('closed', reason(false), errors.whoseRst())
  }
  if (keepsIcmpErrors(answer.observer)) {
    const nothingNearer = evidence.nearness?.saw === 'hop'
    return likely('closed', errors.closedByRst(where, nothingNearer), errors.whoseRst())
  }
  // A RST, or an ICMP port-unreachable (the default of "reject" in iptables and nftables): connect() cannot tell.
  return likely('closed', errors.closed(where), errors.whoRefused())
}

/** Between this machine and itself there is no switch. */
const isOwn = ({ route }: FlowEvidence, { address }: Judged) =>
  route?.sourceAddress === address || /^lo0?$/.test(route?.interface ?? '')

/** A RST and an echo reply may both be those of one device; a SYN-ACK at the same distance is a second kind of answer. */
const isSynAckBaseline = (host: HostEvidence) => host.hops?.from.startsWith('SYN-ACK') === true

/**
 * Nothing of the host ever completed a handshake, and its RSTs cross another number of routers than a SYN needs to get there: a router
 * that resets in its filter looks so, for it counts the TTL before; so do ways of different length there and back.
 */
function oddDistance(
  { address, port }: Judged,
  host: HostEvidence,
  { errors, parts }: ConcludeWords,
): Conclusion | null {
  if (!host.reach || !host.hops || host.reach.ttl - 1 === host.hops.routers) return null
  // The port that was traced is answered from nearer than this one: by a device, whose distance is not that of the destination.
  if (host.reach.routers !== undefined && host.reach.routers < host.hops.routers) return null
  const [away, needed] = [parts.hopsAway(host.hops.routers), parts.hopsNeeded(host.reach.ttl)]
  return likely('unstable', errors.oddDistance(`${address}:${port}`, away, address, needed), errors.captureThere())
}

/** The ICMP error is there: its type, its code, and who sent it. */
function reported(
  { address, port }: Judged,
  { errno, elapsedMs }: ErrorAnswer,
  icmp: IcmpError,
  host: HostEvidence | null,
  words: ConcludeWords,
): Conclusion {
  const { errors, parts } = words
  const error = parts.icmp(icmp)
  const where = `${address}:${port}`
  const { reporter } = icmp
  const kind = icmpKind(icmp)
  if (reporter === null)
    return unreachable({ address, port, service: '', identity: null }, { errno, elapsedMs }, host, words)
  if (reporter === host?.source) return fromThisMachine({ address, port }, error, kind === 'no-way', elapsedMs, words)
  const by: BlockedBy = { address: reporter, hop: hopOf(reporter, host), certainty: 'reported' }
  if (reporter === address) return blockedAt(proven('rejected', errors.itselfRejects(address, error, port)), by)
  if (kind === 'loop') return blockedAt(proven('unreachable', errors.loops(reporter, error, where, address)), by)
  if (kind === 'refusal' || (host?.answered ?? 0) > 0) {
    const reason = errors.rejected(reporter, error, where, kind === 'refusal' ? null : address)
    return blockedAt(proven('rejected', reason), by)
  }
  const reason =
    elapsedMs >= NEIGHBOUR_TIMEOUT_MS
      ? errors.noNeighbourThere(parts.seconds(elapsedMs), reporter, error, address)
      : errors.noWay(reporter, error, address)
  return blockedAt(proven('unreachable', reason), by)
}

/** Linux sends itself the error of its own firewall's reject, and of a neighbour that does not answer. */
function fromThisMachine(
  { address, port }: Pick<Judged, 'address' | 'port'>,
  error: string,
  noWay: boolean,
  elapsedMs: number,
  { errors, parts }: ConcludeWords,
): Conclusion {
  if (noWay && elapsedMs >= NEIGHBOUR_TIMEOUT_MS)
    return proven('unreachable', errors.noNeighbourHere(address, parts.seconds(elapsedMs)))
  return proven('blocked-locally', errors.ownFirewall(error, `${address}:${port}`))
}

function unreachable(
  { address, port }: Judged,
  { errno, elapsedMs }: Pick<ErrorAnswer, 'errno' | 'elapsedMs'>,
  host: HostEvidence | null,
  { errors, parts }: ConcludeWords,
): Conclusion {
  const said = parts.errno(errno)
  const heard = (host?.answered ?? 0) > 0
  if (elapsedMs >= NEIGHBOUR_TIMEOUT_MS && !heard && (host?.promptErrors ?? 0) === 0) {
    const reason = errors.noNeighbour(parts.seconds(elapsedMs), said, address)
    return likely('unreachable', reason, errors.neighbourTable())
  }
  if (heard) return likely('rejected', errors.rejectedUnnamed(said, port, address), errors.errorQueue())
  return likely('unreachable', errors.unreachableUnnamed(said, address), errors.errorQueue())
}
