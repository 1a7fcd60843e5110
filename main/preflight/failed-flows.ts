/** Which flows a re-test of what failed asks again. */
import type { Catalogue } from '../../shared/catalogue/catalogue.ts'
import type { Flow, Stage } from '../../shared/plan/plan.ts'
import type { FlowResult } from '../../shared/result.ts'

type Judged = Pick<FlowResult, 'id' | 'verdict' | 'direction' | 'source' | 'port'>

export const failedOrWarned = ({ verdict }: Pick<FlowResult, 'verdict'>) => verdict === 'fail' || verdict === 'warn'

/**
 * Those of `flows` that failed or warned, and what must be asked with them. A service that lives on one node at a time is judged over
 * all nodes, so that its flows to the other nodes are asked again too.
 */
export function failedFlows(flows: readonly Judged[], stage: Stage, catalogue: Catalogue): (flow: Flow) => boolean {
  return withPlaced(flows.filter(failedOrWarned), stage, catalogue)
}

/** These flows, and in a formed cluster the same rule on all nodes where placement decides. */
export function withPlaced(
  flows: readonly Omit<Judged, 'verdict'>[],
  stage: Stage,
  { field }: Catalogue,
): (flow: Flow) => boolean {
  const placed = new Set(stage === 'operational' ? field.placement.flatMap((p) => p.ports) : [])
  const ids = new Set(flows.map((f) => f.id))
  const rules = new Set(flows.filter((f) => placed.has(f.port)).map((f) => `${f.direction} ${f.source} ${f.port}`))
  return (flow) => ids.has(flow.id) || rules.has(`${flow.direction} ${flow.source.name} ${flow.port}`)
}
