/** How each port group stands: counted anew from the columns of the flow table, at every change of it. Pure, and fast. */
import type { GroupId } from '../../../shared/catalogue/catalogue.ts'
import type { PlanView } from '../../../shared/shapes.ts'
import type { Proof, Verdict } from '../../../shared/outcome.ts'
import { PROOFS, VERDICTS } from '../../../shared/outcome.ts'
import { standingOf } from '../../../shared/explain/verdict-sentence.ts'
import { type FlowTable, NONE, verdictOf } from '../../store/flow-table.ts'

export interface GroupStanding {
  id: GroupId
  ports: readonly number[]
  flows: number
  passed: number
  verdict: Verdict
  proof: Proof
}

const PROVEN = PROOFS.indexOf('proven')

/** Of groups that have flows, in the order of the plan. */
export function groupStandings(plan: PlanView, table: FlowTable): GroupStanding[] {
  const places = new Map(plan.groups.map(({ id }, place) => [id, place]))
  const groupOfRule = plan.rules.map(({ group }) => places.get(group) ?? 0)
  const width = VERDICTS.length
  const counts = new Uint32Array(plan.groups.length * width)
  const proven = new Uint32Array(plan.groups.length * width)
  for (let flow = 0; flow < table.loaded; flow++) {
    const verdict = verdictOf(table, flow)
    if (verdict === NONE) continue
    const at = (groupOfRule[table.rule[flow] ?? 0] ?? 0) * width + verdict
    counts[at] = (counts[at] ?? 0) + 1
    if (table.proof[flow] === PROVEN) proven[at] = (proven[at] ?? 0) + 1
  }
  return plan.groups.flatMap(({ id, flows }, place) => {
    if (flows === 0) return []
    const count = (verdict: Verdict, of = counts) => of[place * width + VERDICTS.indexOf(verdict)] ?? 0
    const [passed, fail, warn] = [count('pass'), count('fail'), count('warn')]
    const untested = flows - passed - fail - warn
    const verdict = standingOf({ pass: passed, fail, warn, untested })
    const ports = [...new Set(plan.rules.filter(({ group }) => group === id).map(({ port }) => port))]
    return [{ id, ports, flows, passed, verdict, proof: proofOf(verdict, count(verdict), count(verdict, proven)) }]
  })
}

/** A group passes as proven when every flow is; it fails as proven when one is. */
function proofOf(verdict: Verdict, all: number, proven: number): Proof {
  if (verdict === 'untested') return 'none'
  return (verdict === 'pass' ? proven === all : proven > 0) ? 'proven' : 'likely'
}
