/** What the list of checks says of one while its result is not worked out: never more than is known. */
import type { CheckMeta } from '../store/check-folder.ts'
import { emptyResult, faultyResult } from './result-view.ts'
import type { TestedPlan } from './tested-plan.ts'

type Listed = Pick<CheckMeta, 'flows' | 'summary' | 'standing' | 'sentence'>

export const PLAN_CHANGED = 'The plan was changed: open it to see what its runs say of it now.'
export const RUN_BEGUN = 'A test was begun, and its end is not known: open it to see what was found.'

/** @param sentence instead of the one for a check that was never tested; null: it was never tested */
export function untestedYet(tested: TestedPlan | null, faults: number, sentence: string | null): Listed {
  const flows = tested?.flows.length ?? 0
  const { result } = tested ? emptyResult(flows, []) : faultyResult(faults)
  const { summary, standing } = result
  return { flows, summary, standing, sentence: tested && sentence !== null ? sentence : result.sentence }
}
