/** From where a group's flows can be sent, and from where not: sources that stand alike are told together. */
import type { CheckResult, PlanView } from '../../../shared/contract.ts'
import { VERDICTS } from '../../../shared/outcome.ts'
import { NONE } from '../../store/flow-table.ts'
import type { MatrixModel } from '../../parts/matrix/matrix-model.ts'

export interface Sender {
  /** Names of the sources, in the order of the plan. */
  sources: readonly string[]
  /** As the plan says. */
  vantage: 'local' | 'ssh' | 'none'
  /** Whether a run from here sends their flows; of an SSH vantage that is known once a run has used it. */
  sends: boolean
  flows: number
  ports: number
  /** Why nothing can be sent, in the words of the core; null: not known yet. */
  why: string | null
}

const UNTESTED = VERDICTS.indexOf('untested')

export function sendersOf(plan: PlanView, model: MatrixModel, vantages: CheckResult['vantages']): Sender[] {
  const known = new Map(vantages.map((vantage) => [vantage.endpoint, vantage]))
  const bySource = new Map<string, One>()
  for (let i = 0; i < model.flows.length; i += 1) {
    const pair = plan.pairs[model.columns[model.columnOf[i] ?? 0] ?? 0]
    const endpoint = plan.endpoints[pair?.source ?? -1]
    if (!endpoint) continue
    const { name, vantage } = endpoint
    const seen = known.get(name)
    const sends = seen ? seen.state === 'used' : vantage === 'local'
    const why = seen && !sends ? seen.note : null
    const entry = bySource.get(name) ?? { source: name, vantage, sends, why, flows: 0, rows: new Set() }
    bySource.set(name, entry)
    entry.flows += 1
    entry.rows.add(model.rowOf[i] ?? 0)
  }
  return joined([...bySource.values()])
}

type One = Pick<Sender, 'vantage' | 'sends' | 'why' | 'flows'> & { source: string; rows: Set<number> }

function joined(ones: readonly One[]): Sender[] {
  const alike = new Map<string, One[]>()
  for (const one of ones) {
    // Notes name their own endpoint; without the name they are the same note.
    const key = `${one.vantage} ${one.sends} ${(one.why ?? '').replaceAll(one.source, '')}`
    alike.set(key, [...(alike.get(key) ?? []), one])
  }
  return [...alike.values()].map((group) => ({
    sources: group.map(({ source }) => source),
    vantage: group[0]?.vantage ?? 'none',
    sends: group[0]?.sends ?? false,
    flows: group.reduce((sum, { flows }) => sum + flows, 0),
    ports: new Set(group.flatMap(({ rows }) => [...rows])).size,
    why: group[0]?.why || null,
  }))
}

/** Untested flows of sources that have a way to send; a run can test them. */
export function askableOf(plan: PlanView, model: MatrixModel, verdict: Int8Array): number {
  const canSend = Uint8Array.from(model.columns, (pair) =>
    plan.endpoints[plan.pairs[pair]?.source ?? NONE]?.vantage === 'local' ? 1 : 0,
  )
  let count = 0
  for (let i = 0; i < model.flows.length; i += 1) {
    if (canSend[model.columnOf[i] ?? 0] !== 1) continue
    const known = verdict[model.flows[i] ?? 0]
    if (known === NONE || known === UNTESTED) count += 1
  }
  return count
}
