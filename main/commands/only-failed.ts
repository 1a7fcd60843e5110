/** `--only-failed RUN`: which flows of an earlier run are asked again, and what is said when there is none. */
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { printable } from '../../shared/plan/faults.ts'
import type { Flow, Plan } from '../../shared/plan/plan.ts'
import type { FlowResult, RunResult } from '../../shared/result.ts'
import { UsageError } from '../terms.ts'

interface Asked {
  group?: string[] | undefined
  from?: string[] | undefined
}

/** The run that --only-failed names. */
export async function readEarlier(path: string): Promise<RunResult> {
  const { readRun } = await import('../store/read-run.ts')
  return (await readRun(path)).run
}

const failedOrWarned = ({ verdict }: FlowResult) => verdict === 'fail' || verdict === 'warn'

/**
 * What failed or warned in a run. A service that lives on one node at a time is judged over all nodes, so that its flows to
 * the other nodes are asked again too.
 */
export function failedFlows(run: RunResult, { stage }: Plan): (flow: Flow) => boolean {
  const failed = run.flows.filter(failedOrWarned)
  const placed = new Set(stage === 'operational' ? APPENDIX_B.field.placement.flatMap((p) => p.ports) : [])
  const ids = new Set(failed.map((f) => f.id))
  const rules = new Set(failed.filter((f) => placed.has(f.port)).map((f) => `${f.direction} ${f.source} ${f.port}`))
  return (flow) => ids.has(flow.id) || rules.has(`${flow.direction} ${flow.source.name} ${flow.port}`)
}

/**
 * The sentence for a run in which nothing is to be tested again. Throws {@link UsageError} where something is, but the plan does not
 * hold it: then it is not the plan of that run.
 */
export function nothingAgain(earlier: RunResult, path: string, { group, from }: Asked): string {
  const asked = earlier.flows.filter((f) => (!group || group.includes(f.group)) && (!from || from.includes(f.source)))
  const failed = asked.filter(failedOrWarned).length
  const run = printable(path, 200)
  if (failed > 0) {
    throw new UsageError(
      `--only-failed: ${failed} ${failed === 1 ? 'flow' : 'flows'} failed or warned in ${run}, and the plan holds none of them: is it the plan of that run? Nothing was probed.`,
    )
  }
  const part = group || from ? ', as far as --group and --from ask' : ''
  const untested = asked.filter((f) => f.verdict === 'untested').length
  const rest = untested === 0 ? '' : ` ${untested} of its flows ${untested === 1 ? 'is' : 'are'} still untested.`
  return `Nothing failed or warned in ${run}${part}: nothing to test again.${rest}`
}
