/** One port group as a matrix: rows are ports with their service, columns are source→destination pairs, a cell is the index of a flow. */
import type { GroupId } from '../../../shared/catalogue/catalogue.ts'
import type { PlanView } from '../../../shared/shapes.ts'
import { type FlowTable, NONE } from '../../store/flow-table.ts'
import { type PairName, pairNames } from './short-names.ts'

export interface MatrixRow {
  port: number
  service: string
  purpose: string
  doubt: string | null
}

export interface MatrixModel {
  rows: readonly MatrixRow[]
  /** Indices into the plan's pairs. */
  columns: Uint32Array
  /** Names of each column. */
  names: readonly PairName[]
  /** Row by row: the flow of each cell; −1: this pair has no such port. */
  cells: Int32Array
  /** Flows of the group, in the order of the plan. */
  flows: Uint32Array
  /** Row and column of each of `flows`. */
  rowOf: Uint16Array
  columnOf: Uint32Array
  /** Place of a flow among `flows`; −1: of another group. */
  placeOf: Int32Array
}

/** Two rules for the same port and service are one row: 8888 stands in two directions. */
function rowsOf(plan: PlanView, group: GroupId): { rows: MatrixRow[]; rowOfRule: Int16Array } {
  const rows: MatrixRow[] = []
  const known = new Map<string, number>()
  const rowOfRule = new Int16Array(plan.rules.length).fill(NONE)
  for (const [i, rule] of plan.rules.entries()) {
    if (rule.group !== group) continue
    const key = `${rule.port} ${rule.service}`
    const row = known.get(key) ?? rows.length
    if (row === rows.length) {
      known.set(key, row)
      rows.push({ port: rule.port, service: rule.service, purpose: rule.purpose, doubt: rule.doubt ?? null })
    }
    rowOfRule[i] = row
  }
  return { rows, rowOfRule }
}

/** Made anew when flows are loaded, and kept while a run only changes what is known of them. */
export function matrixModel(plan: PlanView, table: FlowTable, group: GroupId): MatrixModel {
  const { rows, rowOfRule } = rowsOf(plan, group)
  const columnOfPair = new Int32Array(plan.pairs.length).fill(NONE)
  const columns: number[] = []
  const flows: number[] = []
  for (let flow = 0; flow < table.loaded; flow += 1) {
    if ((rowOfRule[table.rule[flow] ?? 0] ?? NONE) === NONE) continue
    flows.push(flow)
    const pair = table.pair[flow] ?? 0
    if (columnOfPair[pair] !== NONE) continue
    columnOfPair[pair] = columns.length
    columns.push(pair)
  }
  const cells = new Int32Array(rows.length * columns.length).fill(NONE)
  const rowOf = new Uint16Array(flows.length)
  const columnOf = new Uint32Array(flows.length)
  const placeOf = new Int32Array(table.size).fill(NONE)
  for (let i = 0; i < flows.length; i += 1) {
    const flow = flows[i] ?? 0
    placeOf[flow] = i
    const row = rowOfRule[table.rule[flow] ?? 0] ?? 0
    const column = columnOfPair[table.pair[flow] ?? 0] ?? 0
    rowOf[i] = row
    columnOf[i] = column
    cells[row * columns.length + column] = flow
  }
  const names = pairNames({
    endpoints: plan.endpoints,
    pairs: columns.map((pair) => plan.pairs[pair]).filter((p) => p !== undefined),
  })
  return {
    rows,
    columns: Uint32Array.from(columns),
    names,
    cells,
    flows: Uint32Array.from(flows),
    rowOf,
    columnOf,
    placeOf,
  }
}

/** Flow of a cell; −1: none. */
export const flowAt = (model: MatrixModel, row: number, column: number): number =>
  model.cells[row * model.columns.length + column] ?? NONE
