/** The flows of a plan file, for commands that only look at them: nothing is probed, no name is looked up. */
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import { expand } from '../../shared/plan/expand.ts'
import { formatFault } from '../../shared/plan/faults.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import { readPlanFile } from '../plan/read-plan.ts'
import { UsageError } from '../terms.ts'

/** Throws {@link UsageError} with every fault of the plan. */
export async function flowsOfPlan(path: string): Promise<Flow[]> {
  const read = await readPlanFile(path)
  if (read.ok) return expand(read.plan, APPENDIX_B)
  throw new UsageError(read.faults.map((fault) => formatFault(fault, path)).join('\n'))
}
