/**
 * Observations → outcome, proof, reason, settle, blockedBy. Pure. What was seen, and no more: each conclusion that another cause
 * could produce as well is `likely` and says what would settle it.
 */
import type { FlowEvidence, HostEvidence, NotAsked } from '../observation.ts'
import { CONCLUDE_WORDS, type ConcludeWords } from '../words/conclude.ts'
import { type Conclusion, type Judged, likely } from './conclusion.ts'
import { byNonce, heldThere } from './both-ends.ts'
import { failed } from './failure.ts'
import { connected } from './handshake.ts'
import { notCompared } from './not-compared.ts'
import { unanswered } from './silence.ts'

/** Concludes one flow from its own evidence and from that of its host. What a result holds is English; another language is for readers. */
export function conclude(
  flow: Judged,
  evidence: FlowEvidence,
  host: HostEvidence | null,
  words: ConcludeWords = CONCLUDE_WORDS.en,
): Conclusion {
  if (evidence.notAsked) return notTested(evidence.notAsked, words)
  if (evidence.disagreed) return disagreed(flow, words)
  const answers = evidence.attempts.filter((a) => a.result === 'connected' || a.result === 'error')
  const kinds = new Set(answers.map((a) => a.errno ?? 'connected'))
  if (kinds.size > 1) return contradictory(flow, [...kinds], words)
  const answer = answers[0]
  if (!answer) return unanswered(flow, evidence, host, words)
  const fell = evidence.fellSilent ? fellSilent(flow, answer.errno, evidence.fellSilent.tries, words) : null
  if (fell) return fell
  if (evidence.changed) return changed(flow, answer.errno, evidence.changed.to, words)
  const proof = byNonce(flow, evidence, host, words)
  if (proof) return proof
  if (evidence.unsettled) return unsettled(flow, answer.errno, evidence.unsettled, words)
  // A SYN is refused with ECONNREFUSED; ECONNRESET is a RST in the moment after a completed handshake.
  if (answer.errno === null || answer.errno === 'ECONNRESET') {
    const concluded = heldThere(connected(flow, evidence, host, words), flow, evidence, words)
    return orNotCompared(concluded, flow, evidence, words)
  }
  return failed(flow, { ...answer, errno: answer.errno }, evidence, host, words)
}

/** What nothing else shows to be the destination, and was asked how far it came. */
const orNotCompared = (
  concluded: Conclusion,
  flow: Judged,
  { unmeasured }: FlowEvidence,
  words: ConcludeWords,
): Conclusion =>
  unmeasured && concluded.outcome === 'open' && concluded.proof === 'likely'
    ? notCompared(flow, 'handshake', unmeasured, words)
    : concluded

const notTested = ({ why, detail }: NotAsked, { answers }: ConcludeWords): Conclusion => ({
  outcome: 'not-tested',
  proof: 'none',
  reason: answers.notTested(why, detail),
  settle: answers.settleUntested(why),
})

const firstAnswer = (errno: string | null) => (errno === 'ECONNREFUSED' ? 'rst' : 'handshake')

/** From nearer than another answer of the address: a device, or ways of different length. Asked again, it would be known. */
function unsettled(
  { address, port }: Judged,
  errno: string | null,
  { hops, farthest, why = 'time' }: NonNullable<FlowEvidence['unsettled']>,
  { answers, parts }: ConcludeWords,
): Conclusion {
  const [away, farther] = [parts.hopsAway(hops), parts.hopsAway(farthest)]
  const reason = answers.unsettled(`${address}:${port}`, firstAnswer(errno), away, address, farther, why)
  return likely('unstable', reason, answers.settleUnsettled(why))
}

/** One flow, two answers: whichever came first is not to be relied on. */
function changed(
  { address, port }: Judged,
  errno: string | null,
  to: NonNullable<FlowEvidence['changed']>['to'],
  { answers }: ConcludeWords,
): Conclusion {
  const reason = answers.changed(`${address}:${port}`, firstAnswer(errno), to)
  return likely('unstable', reason, answers.whichWasSent())
}

/** A machine does not stop answering; a device that limits what it answers, or a network that shuts us out, does. */
function fellSilent(
  { address, port }: Judged,
  errno: string | null,
  tries: number,
  { answers }: ConcludeWords,
): Conclusion {
  const reason = answers.fellSilent(`${address}:${port}`, firstAnswer(errno), tries)
  return likely('unstable', reason, answers.whoAnswered())
}

/** Which of two results is the newer one decides, and here nobody can tell: what passes in one of them is no pass. */
const disagreed = ({ address, port }: Judged, { answers }: ConcludeWords): Conclusion =>
  likely('unstable', answers.disagreed(`${address}:${port}`), answers.severalPaths())

/** Needs two answers of one flow: they come when evidence of several observers or runs is merged; the first answer ends a series. */
function contradictory({ address, port }: Judged, kinds: string[], { answers, parts }: ConcludeWords): Conclusion {
  const said = kinds.map((kind) => (kind === 'connected' ? answers.handshakeName() : parts.errno(kind)))
  return likely('unstable', answers.contradictory(`${address}:${port}`, parts.list(said)), answers.severalPaths())
}
