/** Silence: of one port, of the whole host, or of a network that has begun to shun us. */
import type { FlowEvidence, HostEvidence } from '../observation.ts'
import type { BlockedBy } from '../outcome.ts'
import { type Conclusion, type Judged, blockedAt, likely } from './conclusion.ts'
import { silentByBothEnds } from './both-ends.ts'
import { ERROR_QUEUE } from './failure.ts'
import { icmpErrorWords, icmpKind } from './icmp.ts'
import { hopOf, hopsToDestination, lastResponder, lastResponderByIcmp } from './where.ts'
import { attemptWords } from './words.ts'

const WHERE_LOST =
  'A packet capture on the destination shows whether the request to connect (SYN) arrives there; a TCP traceroute on this port shows where it ends.'
const WHAT_DROPS =
  'The logs of the last machine that was heard and of the one after it, or a packet capture on the destination, show whether the SYN or its answer is dropped.'

/** How the destination was heard, if it was: as the end of "though 10.0.0.1 …". */
function heardWords(host: HostEvidence | null): string | null {
  if ((host?.answered ?? 0) > 0) return 'answers on other ports'
  return host?.echo?.result === 'reply' ? 'answers ICMP echo' : null
}

function traceWords({ address, hop }: BlockedBy, host: HostEvidence | null): string {
  const end = hopsToDestination(host)
  const before = end !== null && hop === end - 1 ? ', the last one before the destination' : ''
  return ` The SYN was last heard of at hop ${hop}, ${address}${before}.`
}

const icmpTraceWords = ({ address, hop }: BlockedBy) =>
  ` ICMP echoes were last heard of at hop ${hop}, ${address}; they may take another path than TCP.`

/** A host that is never heard, for whose other ports one device sent one kind of error: this port meets the same, without the error. */
function reportedForOthers({ address, port }: Judged, asked: string, host: HostEvidence | null): Conclusion | null {
  const [only, another] = host?.reported ?? []
  if (!only || another || only.icmp.reporter === null || only.icmp.reporter === host?.source) return null
  const kind = icmpKind(only.icmp)
  if (kind === 'other') return null
  const by: BlockedBy = { address: only.icmp.reporter, hop: hopOf(only.icmp.reporter, host), certainty: 'reported' }
  const reason = `No answer to ${asked} to ${address}:${port}; for port ${only.port} ${by.address} answered "${icmpErrorWords(only.icmp)}", and devices send such errors at a limited rate.`
  return blockedAt(likely(kind === 'refusal' ? 'rejected' : 'unreachable', reason, ASK_ALONE), by)
}

const ASK_ALONE = 'Test this flow again on its own: the error is then not held back.'

/** No answer at all. */
export function unanswered(flow: Judged, evidence: FlowEvidence, host: HostEvidence | null): Conclusion {
  const { address, port } = flow
  const asked = attemptWords(evidence.attempts)
  if (evidence.attempts.length === 0) {
    return {
      outcome: 'not-tested',
      proof: 'none',
      reason: 'Not tested: no SYN was sent.',
      settle: 'Run the check again.',
    }
  }
  const limited = host?.rateLimited
    ? ' Devices in the path send their errors at a limited rate, so it may be one of the rejected ports.'
    : ''
  if (evidence.doubt) {
    return likely(
      'unstable',
      `No answer to ${asked} to ${address}:${port}; but port ${evidence.doubt.port}, which had answered, was silent too by then: this network shuns us, or went down.`,
      'Test again at the pace gentle, after the time that the firewall keeps an address shut out.',
    )
  }
  // That nothing left is known only of a capture that missed nothing.
  if (evidence.captured?.syns === 0 && evidence.captured.whole) {
    return likely(
      'blocked-locally',
      `No answer to ${asked} to ${address}:${port}, and a packet capture on this machine, which lost no packet, saw none of them leave.`,
      'Look at the firewall and the security software of this machine.',
    )
  }
  const counted = silentByBothEnds(flow, evidence)
  if (counted) return counted
  const byTcp = lastResponder(port, host)
  const where = byTcp ?? lastResponderByIcmp(host)
  const until = byTcp ? traceWords(byTcp, host) : where ? icmpTraceWords(where) : ''
  const heardBy = heardWords(host)
  if (heardBy !== null) {
    const reason = `No answer to ${asked} to ${address}:${port}, though ${address} ${heardBy}.${until}${limited}`
    return blockedAt(likely('silent', reason, where ? WHAT_DROPS : WHERE_LOST), where)
  }
  const alike = reportedForOthers(flow, asked, host)
  if (alike) return alike
  if ((host?.errors ?? 0) > 0) {
    const reason = `No answer to ${asked} to ${address}:${port}; for other ports of ${address} a device answered that it cannot be reached, and the address itself was never heard.`
    return likely('unreachable', reason, ERROR_QUEUE)
  }
  const settle = where
    ? 'The logs of the last machine that was heard and of the one after it, or a look at the destination itself: is it on, are address and gateway right?'
    : 'Check that the machine is on, its address and its gateway; then a capture on the destination, or a TCP traceroute.'
  const reason = `${address} never answered, on any port that was asked: ${asked} to port ${port}.${until}${limited}`
  return blockedAt(likely('host-silent', reason, settle), where)
}
