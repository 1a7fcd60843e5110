/** Flows that a run left untested because there was no link to the host that they start on. */
import type { PlanView } from '../../../shared/shapes.ts'
import { VERDICTS } from '../../../shared/outcome.ts'
import { type FlowTable, NONE, verdictOf } from '../../store/flow-table.ts'

const UNTESTED = VERDICTS.indexOf('untested')

/** By source behind SSH, in the order of the plan; those of which nothing is left stand with 0. */
export function leftOverSsh(plan: PlanView, table: FlowTable, flows: Uint32Array): Map<string, number> {
  const bySource = new Map<number, number>()
  for (const flow of flows) {
    const source = plan.pairs[table.pair[flow] ?? 0]?.source ?? NONE
    if (plan.endpoints[source]?.vantage !== 'ssh') continue
    bySource.set(source, (bySource.get(source) ?? 0) + (verdictOf(table, flow) === UNTESTED ? 1 : 0))
  }
  const places = [...bySource].sort(([one], [other]) => one - other)
  return new Map(places.map(([source, left]) => [plan.endpoints[source]?.name ?? '', left]))
}
