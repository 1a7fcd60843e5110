/** Which flows are untested, and why: by source, those that stand alike together. */
import type { CheckResult, PlanView } from '../../../shared/shapes.ts'
import { VERDICTS } from '../../../shared/outcome.ts'
import { type FlowTable, NONE, verdictOf } from '../../store/flow-table.ts'

export interface UntestedSources {
  sources: readonly string[]
  flows: number
  vantage: 'local' | 'ssh' | 'none'
  /** In the words of the core; null: each of its flows has its own reason. */
  why: string | null
}

export interface Untested {
  never: number
  sources: readonly UntestedSources[]
}

const UNTESTED = VERDICTS.indexOf('untested')

export function untestedOf(plan: PlanView, table: FlowTable, vantages: CheckResult['vantages']): Untested {
  const bySource = new Uint32Array(plan.endpoints.length)
  let never = 0
  for (let flow = 0; flow < table.size; flow += 1) {
    const verdict = verdictOf(table, flow)
    if (verdict === NONE) never += 1
    if (verdict !== UNTESTED) continue
    const source = plan.pairs[table.pair[flow] ?? 0]?.source ?? NONE
    if (source !== NONE) bySource[source] = (bySource[source] ?? 0) + 1
  }
  const notes = new Map(vantages.map(({ endpoint, state, note }) => [endpoint, state === 'used' ? '' : note]))
  const alike = new Map<
    string,
    { sources: string[]; flows: number; vantage: UntestedSources['vantage']; why: string | null }
  >()
  for (const [i, { name, vantage }] of plan.endpoints.entries()) {
    const flows = bySource[i] ?? 0
    if (flows === 0) continue
    const why = notes.get(name) || null
    const key = `${vantage} ${(why ?? '').replaceAll(name, '')}`
    const entry = alike.get(key) ?? { sources: [], flows: 0, vantage, why }
    alike.set(key, entry)
    entry.sources.push(name)
    entry.flows += flows
  }
  return { never, sources: [...alike.values()] }
}
