/** From where a group's flows can be sent, and from where not: sources that stand alike are told together. */
import type { CheckResult, PlanView } from '../../../shared/shapes.ts'
import { VERDICTS } from '../../../shared/outcome.ts'
import { type FlowTable, NONE, verdictOf } from '../../store/flow-table.ts'
import { sendsFromHere } from '../../parts/own-address.ts'
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

/** Sources of the group that stand alike are one; a thousand cards mostly do. */
export function sendersOf(
  plan: PlanView,
  model: MatrixModel,
  vantages: CheckResult['vantages'],
  own: readonly string[],
): Sender[] {
  const known = new Map(vantages.map((vantage) => [vantage.endpoint, vantage]))
  const senders: (Sender & { sources: string[] })[] = []
  const alike = new Map<string, number>()
  const placeOfSource = new Int32Array(plan.endpoints.length).fill(NONE)
  const placeOfColumn = Int32Array.from(model.columns, (pair) => {
    const source = plan.pairs[pair]?.source ?? NONE
    const endpoint = plan.endpoints[source]
    if (!endpoint || placeOfSource[source] !== NONE) return placeOfSource[source] ?? NONE
    const { name, vantage } = endpoint
    const seen = known.get(name)
    const sends = sendsFromHere(endpoint, own) && (!seen || seen.state === 'used')
    const why = seen && !sends && seen.note !== '' ? seen.note : null
    // Notes name their own endpoint; without the name they are the same note.
    const key = `${vantage} ${sends} ${(why ?? '').replaceAll(name, '')}`
    const place = alike.get(key) ?? senders.push({ sources: [], vantage, sends, flows: 0, ports: 0, why }) - 1
    alike.set(key, place)
    placeOfSource[source] = place
    senders[place]?.sources.push(name)
    return place
  })
  const rows = model.rows.length
  const asked = new Uint8Array(senders.length * rows)
  for (let i = 0; i < model.flows.length; i += 1) {
    const place = placeOfColumn[model.columnOf[i] ?? 0] ?? NONE
    const sender = senders[place]
    if (!sender) continue
    sender.flows += 1
    const cell = place * rows + (model.rowOf[i] ?? 0)
    if (asked[cell] === 0) sender.ports += 1
    asked[cell] = 1
  }
  return senders
}

/** Untested flows of sources that have a way to send; a run can test them. */
export function askableOf(plan: PlanView, model: MatrixModel, table: FlowTable): number {
  const canSend = Uint8Array.from(model.columns, (pair) =>
    (plan.endpoints[plan.pairs[pair]?.source ?? NONE]?.vantage ?? 'none') === 'none' ? 0 : 1,
  )
  let count = 0
  for (let i = 0; i < model.flows.length; i += 1) {
    if (canSend[model.columnOf[i] ?? 0] !== 1) continue
    const known = verdictOf(table, model.flows[i] ?? 0)
    if (known === NONE || known === UNTESTED) count += 1
  }
  return count
}
