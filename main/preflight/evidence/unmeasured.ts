/**
 * Answers that were asked how far they came, and did not tell: a loss, a busy machine, a link that broke, or no time left. A device that
 * resets looks like a closed port then, so they must not pass for the destination's.
 */
import type { FlowEvidence } from '../../../shared/observation.ts'
import type { AnsweredPort, AskedPath } from './asked-path.ts'

type Why = NonNullable<FlowEvidence['unmeasured']>['why']

/** Answers all the same, and always in the same way: what does not is judged by that. */
export const isUnmeasured = ({ segments, unanswered, changed }: AnsweredPort) =>
  segments.length === 0 && unanswered === 0 && changed === null

/** A destination that proved itself needs no distance. */
const isWanted = ({ flow }: AnsweredPort) => flow !== null && flow.evidence.standIn?.nonce !== 'answered'

/** Of all paths, the answers whose distance would still add something. */
export const countUnmeasured = (paths: readonly AskedPath[]) =>
  paths.reduce((sum, { answered }) => sum + answered.filter((port) => isWanted(port) && isUnmeasured(port)).length, 0)

/** Says it of each flow, also of those that are compared with what may not be the farthest answer. */
export function leaveUnmeasured({ answered, path }: AskedPath, why: Why): void {
  if (!answered.some(isUnmeasured)) return
  const isBaseKnown = path.later.hops?.from.startsWith('SYN-ACK') === true
  for (const port of answered) {
    const { flow, kind } = port
    if (!flow) continue
    if (isUnmeasured(port)) flow.evidence = { ...flow.evidence, unmeasured: { why } }
    else if (kind === 'RST' && !isBaseKnown) flow.evidence = { ...flow.evidence, unmeasured: { why: 'others' } }
  }
}

/** Without what was found out of its distance, which is then asked for anew. */
export function withoutDistance({
  segments: _segments,
  nearness: _nearness,
  unsettled: _unsettled,
  changed: _changed,
  fellSilent: _fellSilent,
  unmeasured: _unmeasured,
  ...evidence
}: FlowEvidence): FlowEvidence {
  return evidence
}
