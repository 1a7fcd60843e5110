/** Name of the result's schema and its counts, apart from the schema itself: a check needs them, and must not wait for that. */
import type { FlowResult, Summary } from './result.ts'

export const RUN_SCHEMA = 'psm-preflight/run@1'

/** Counts the verdicts; `byOutcome` holds only outcomes that occur. */
export function summarise(flows: readonly Pick<FlowResult, 'outcome' | 'verdict' | 'proof'>[]): Summary {
  const byOutcome: Record<string, number> = {}
  const verdicts = { pass: 0, fail: 0, warn: 0, untested: 0 }
  let proven = 0
  for (const flow of flows) {
    byOutcome[flow.outcome] = (byOutcome[flow.outcome] ?? 0) + 1
    verdicts[flow.verdict] += 1
    if (flow.verdict === 'pass' && flow.proof === 'proven') proven += 1
  }
  return { flows: flows.length, ...verdicts, proven, byOutcome }
}
