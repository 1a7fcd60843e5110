/** An error came back instead of a handshake: a RST, an ICMP error, or a refusal of this machine itself. */
import {
  type AttemptObservation,
  type FlowEvidence,
  type HostEvidence,
  type IcmpError,
  keepsIcmpErrors,
} from '../observation.ts'
import { hopsAway, hopsNeeded } from '../hop-words.ts'
import type { BlockedBy } from '../outcome.ts'
import { type Conclusion, type Judged, blockedAt, likely, proven } from './conclusion.ts'
import { directionWords, resetByBothEnds } from './both-ends.ts'
import { icmpErrorWords, icmpKind } from './icmp.ts'
import { blockedLocally, locallyRefused } from './local.ts'
import { notCompared } from './not-compared.ts'
import { cameFromDestination, deviceNearer, hopOf } from './where.ts'
import { errnoWords } from './words.ts'

/** Longer than this, "host unreachable" is a neighbour that did not answer ARP or ND: 3.07 s (measured). */
export const NEIGHBOUR_TIMEOUT_MS = 2500

export const ERROR_QUEUE =
  'The ICMP error itself names the device that sent it: run the check on Linux and without --no-evidence, or read it in a packet capture on this machine.'
const WHO_REFUSED =
  'A packet capture on the destination shows whether the connection arrives there and is refused by the machine itself, or by a device on the way.'
const WHOSE_RST =
  'An open port of the same machine to compare the distance of the RST with, or a packet capture on the destination, would tell the machine from a device before it.'

const WITHIN_NETWORK =
  'Within one network a switch that resets is as near as the machine itself: a packet capture on the destination shows whether the connection arrives there.'
const PATH_IS = 'the path is open'
const PATH_LOOKS = 'the path looks open'

/** The answer of one attempt that is an error. */
export type ErrorAnswer = AttemptObservation & { errno: string }

export function failed(
  flow: Judged,
  answer: ErrorAnswer,
  evidence: FlowEvidence,
  host: HostEvidence | null,
): Conclusion {
  const { errno } = answer
  const local = evidence.route?.errno === errno ? locallyRefused(flow, errno) : null
  if (local) return local
  if (answer.icmp) return withDirection(reported(flow, answer, answer.icmp, host), flow, evidence)
  const where = `${flow.address}:${flow.port}`
  switch (errno) {
    case 'ECONNREFUSED':
      return resetByBothEnds(flow, evidence, keepsIcmpErrors(answer.observer)) ?? refused(flow, answer, evidence, host)
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return unreachable(flow, answer, host)
    case 'EACCES':
      // ICMPv6 "administratively prohibited" (RFC 4443 §3.1, code 1) becomes EACCES; IPv4's does not.
      if (flow.address.includes(':')) {
        const reason = `A device answered for ${where}: administratively prohibited (${errno}).`
        return likely('rejected', reason, ERROR_QUEUE)
      }
      return blockedLocally(where, errno)
    case 'EPERM':
    case 'EINVAL':
      return blockedLocally(where, errno)
    default:
      return {
        outcome: 'not-tested',
        proof: 'none',
        reason: `Not tested: this machine could not send to ${where} (${errnoWords(errno)}).`,
        settle: 'Look the error up on this machine, and run the check again.',
      }
  }
}

/** Whether it was told from an ICMP port-unreachable, which connect() calls the same. */
function withDirection(conclusion: Conclusion, { address }: Judged, evidence: FlowEvidence): Conclusion {
  const words = directionWords(address, evidence)
  return words === '' ? conclusion : { ...conclusion, reason: `${conclusion.reason} ${words}` }
}

/** ECONNREFUSED without an ICMP error: a RST, if the error queue was read; whose RST is a question of its distance. */
function refused(flow: Judged, answer: ErrorAnswer, evidence: FlowEvidence, host: HostEvidence | null): Conclusion {
  const { address, port } = flow
  const where = `${address}:${port}`
  const device = deviceNearer(evidence, host)
  if (device) {
    const reason = `${where} was answered by a RST of a device in the path, not of ${address}: ${device.how}.`
    return blockedAt(proven('reset', reason), device.where)
  }
  if (evidence.unmeasured && !(cameFromDestination(evidence, host) && host && isSynAckBaseline(host)))
    return notCompared(flow, 'a RST', evidence.unmeasured)
  if (cameFromDestination(evidence, host) && host?.hops) {
    const reason = `${where} was answered by a RST from as far as the ${host.hops.from} of ${address} (${hopsAway(host.hops.routers)}): the path is open, nothing listens.`
    if (host.hops.routers === 0 && !isOwn(evidence, flow))
      return likely('closed', reason.replace(PATH_IS, PATH_LOOKS), WITHIN_NETWORK)
    if (isSynAckBaseline(host)) return proven('closed', reason)
    const odd = oddDistance(flow, host)
    return odd ?? likely('closed', reason.replace(PATH_IS, PATH_LOOKS), WHOSE_RST)
  }
  if (keepsIcmpErrors(answer.observer)) {
    const nearest = evidence.nearness?.saw === 'hop' ? '; nothing nearer than the last hop answers for it' : ''
    return likely(
      'closed',
      `${where} was answered by a RST${nearest}: the path looks open, nothing listens.`,
      WHOSE_RST,
    )
  }
  // A RST, or an ICMP port-unreachable (the default of "reject" in iptables and nftables): connect() cannot tell.
  const reason = `${where} was refused, as by a host where nothing listens: the path looks open.`
  return likely('closed', reason, WHO_REFUSED)
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
function oddDistance({ address, port }: Judged, host: HostEvidence): Conclusion | null {
  if (!host.reach || !host.hops || host.reach.ttl - 1 === host.hops.routers) return null
  // The port that was traced is answered from nearer than this one: by a device, whose distance is not that of the destination.
  if (host.reach.routers !== undefined && host.reach.routers < host.hops.routers) return null
  return likely(
    'unstable',
    `${address}:${port} was answered by a RST from ${hopsAway(host.hops.routers)}, while a SYN to ${address} needs ${hopsNeeded(host.reach.ttl)}, and no handshake of this address could be measured: a device in the path may answer in its place.`,
    'A packet capture on the destination shows whether the connection arrives there; so does any open port of it.',
  )
}

/** The ICMP error is there: its type, its code, and who sent it. */
function reported(
  { address, port }: Judged,
  { errno, elapsedMs }: ErrorAnswer,
  icmp: IcmpError,
  host: HostEvidence | null,
): Conclusion {
  const words = icmpErrorWords(icmp)
  const where = `${address}:${port}`
  const { reporter } = icmp
  const kind = icmpKind(icmp)
  if (reporter === null) {
    return unreachable({ address, port, service: '', identity: null }, { errno, elapsedMs }, host)
  }
  if (reporter === host?.source) return fromThisMachine(where, words, kind === 'no-way', elapsedMs, address)
  const by: BlockedBy = { address: reporter, hop: hopOf(reporter, host), certainty: 'reported' }
  if (reporter === address) {
    const reason = `${address} itself answered "${words}" for port ${port}: its own firewall rejects it.`
    return blockedAt(proven('rejected', reason), by)
  }
  if (kind === 'loop') {
    const reason = `${reporter} answered "${words}" for ${where}: the route to ${address} loops, or is longer than any path should be.`
    return blockedAt(proven('unreachable', reason), by)
  }
  if (kind === 'refusal' || (host?.answered ?? 0) > 0) {
    const though = kind === 'refusal' ? '' : `, though ${address} answers on other ports`
    return blockedAt(proven('rejected', `${reporter} answered "${words}" for ${where}${though}.`), by)
  }
  const reason =
    elapsedMs >= NEIGHBOUR_TIMEOUT_MS
      ? `After ${(elapsedMs / 1000).toFixed(1)} s ${reporter} answered "${words}" for ${address}: no machine answers ARP or ND for this address there.`
      : `${reporter} answered "${words}" for ${address}: it has no way to it.`
  return blockedAt(proven('unreachable', reason), by)
}

/** Linux sends itself the error of its own firewall's reject, and of a neighbour that does not answer. */
function fromThisMachine(where: string, words: string, noWay: boolean, elapsedMs: number, address: string): Conclusion {
  if (noWay && elapsedMs >= NEIGHBOUR_TIMEOUT_MS) {
    const reason = `No machine answered ARP or ND for ${address} in this machine's own network (after ${(elapsedMs / 1000).toFixed(1)} s).`
    return proven('unreachable', reason)
  }
  return proven('blocked-locally', `This machine's own firewall answered "${words}" for ${where}: nothing was sent.`)
}

function unreachable(
  { address, port }: Judged,
  { errno, elapsedMs }: Pick<ErrorAnswer, 'errno' | 'elapsedMs'>,
  host: HostEvidence | null,
): Conclusion {
  const words = errnoWords(errno)
  const heard = (host?.answered ?? 0) > 0
  if (elapsedMs >= NEIGHBOUR_TIMEOUT_MS && !heard && (host?.promptErrors ?? 0) === 0) {
    return likely(
      'unreachable',
      `After ${(elapsedMs / 1000).toFixed(1)} s came "${words}" for ${address}: no machine answers ARP or ND for this address.`,
      'Check that the machine is on and the address right; on its network, look at the ARP or neighbour table.',
    )
  }
  if (heard) {
    return likely(
      'rejected',
      `A device answered "${words}" for port ${port}, while ${address} answers on other ports: it rejects this port.`,
      ERROR_QUEUE,
    )
  }
  return likely(
    'unreachable',
    `A device answered "${words}" for ${address}, and nothing was heard from the address itself.`,
    ERROR_QUEUE,
  )
}
