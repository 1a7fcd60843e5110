/** Silence: of one port, of the whole host, or of a network that has begun to shun us. */
import type { FlowEvidence, HostEvidence } from '../observation.ts'
import type { BlockedBy } from '../outcome.ts'
import type { ConcludeWords } from '../words/conclude.ts'
import { type Conclusion, type Judged, blockedAt, likely } from './conclusion.ts'
import { arrivalOf, silentByBothEnds } from './both-ends.ts'
import { icmpKind } from './icmp.ts'
import { hopOf, hopsToDestination, lastResponder, lastResponderByIcmp } from './where.ts'
import { attemptWords } from './words.ts'

/** How the destination was heard, if it was. */
function heardBy(host: HostEvidence | null): 'ports' | 'echo' | null {
  if ((host?.answered ?? 0) > 0) return 'ports'
  return host?.echo?.result === 'reply' ? 'echo' : null
}

function traceWords({ address, hop }: BlockedBy, host: HostEvidence | null, { silence }: ConcludeWords): string {
  const end = hopsToDestination(host)
  return silence.lastHeard(hop, address, end !== null && hop === end - 1)
}

/** A host that is never heard, for whose other ports one device sent one kind of error: this port meets the same, without the error. */
function reportedForOthers(
  { address, port }: Judged,
  asked: string,
  host: HostEvidence | null,
  { silence, parts }: ConcludeWords,
): Conclusion | null {
  const [only, another] = host?.reported ?? []
  if (!only || another || only.icmp.reporter === null || only.icmp.reporter === host?.source) return null
  const kind = icmpKind(only.icmp)
  if (kind === 'other') return null
  const by: BlockedBy = { address: only.icmp.reporter, hop: hopOf(only.icmp.reporter, host), certainty: 'reported' }
  const error = parts.icmp(only.icmp)
  const reason = silence.reportedForOthers(asked, `${address}:${port}`, only.port, by.address, error)
  return blockedAt(likely(kind === 'refusal' ? 'rejected' : 'unreachable', reason, silence.askAlone()), by)
}

/** No answer at all. */
export function unanswered(
  flow: Judged,
  evidence: FlowEvidence,
  host: HostEvidence | null,
  words: ConcludeWords,
): Conclusion {
  const at = `${flow.address}:${flow.port}`
  const { silence } = words
  const asked = attemptWords(evidence.attempts, words)
  if (evidence.attempts.length === 0)
    return { outcome: 'not-tested', proof: 'none', reason: silence.nothingSent(), settle: silence.runAgain() }
  if (evidence.doubt) return likely('unstable', silence.shunned(asked, at, evidence.doubt.port), silence.gentler())
  // That nothing left is known only of a capture that missed nothing.
  if (evidence.captured?.syns === 0 && evidence.captured.whole)
    return likely('blocked-locally', silence.neverLeft(asked, at), silence.localSoftware())
  const counted = silentByBothEnds(flow, evidence, words)
  if (!counted) return silent(flow, asked, host, words)
  // On the way there it is lost where a trace ends, or right behind; where an answer is lost, no trace shows.
  const isLostThere = arrivalOf(evidence.standIn).kind === 'not-arrived'
  return isLostThere ? blockedAt(counted, lastResponder(flow.port, host)) : counted
}

/** As far as one end can tell. */
function silent(flow: Judged, asked: string, host: HostEvidence | null, words: ConcludeWords): Conclusion {
  const { address, port } = flow
  const { silence, errors } = words
  const at = `${address}:${port}`
  const byTcp = lastResponder(port, host)
  const where = byTcp ?? lastResponderByIcmp(host)
  const until = [
    ...(byTcp ? [traceWords(byTcp, host, words)] : where ? [silence.echoesLastHeard(where.hop, where.address)] : []),
    ...(host?.rateLimited ? [silence.limited()] : []),
  ]
  const heard = heardBy(host)
  if (heard !== null) {
    const reason = [silence.though(asked, at, address, heard), ...until].join(' ')
    return blockedAt(likely('silent', reason, where ? silence.whatDrops() : silence.whereLost()), where)
  }
  const alike = reportedForOthers(flow, asked, host, words)
  if (alike) return alike
  if ((host?.errors ?? 0) > 0)
    return likely('unreachable', silence.othersUnreachable(asked, at, address), errors.errorQueue())
  const reason = [silence.hostSilent(address, asked, port), ...until].join(' ')
  return blockedAt(likely('host-silent', reason, where ? silence.afterLastHeard() : silence.isItOn()), where)
}
