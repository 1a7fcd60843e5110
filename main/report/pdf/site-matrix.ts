/**
 * The site in one picture: sources × destinations, small enough for page 1 whether there are 2 endpoints or 2,000. Endpoints
 * are joined when their rows and columns look alike; where even that is too much, a whole role is one line. Pure.
 */
import type { Proof, Verdict } from '../../../shared/outcome.ts'
import type { FlowResult, RunResult } from '../../../shared/result.ts'

/** Everything that flows from the sources of a row to the destinations of a column. */
export interface MatrixCell {
  /** The worst verdict in it. */
  verdict: Verdict
  /** `proven` when every flow with that verdict is proven. */
  proof: Proof
  flows: number
  passed: number
}

export interface MatrixLine {
  names: string[]
  role: string
  /** The line stands for every endpoint of its role. */
  wholeRole: boolean
}

export interface SiteMatrix {
  rows: MatrixLine[]
  columns: MatrixLine[]
  /** `cells[row][column]`; null where nothing flows. */
  cells: (MatrixCell | null)[][]
}

const BADNESS: Record<Verdict, number> = { pass: 0, untested: 1, warn: 2, fail: 3 }

function worse(cell: MatrixCell | null, flow: Pick<MatrixCell, 'verdict' | 'proof' | 'flows' | 'passed'>): MatrixCell {
  if (!cell) return { ...flow }
  const flows = cell.flows + flow.flows
  const passed = cell.passed + flow.passed
  if (BADNESS[flow.verdict] > BADNESS[cell.verdict]) return { ...flow, flows, passed }
  const same = flow.verdict === cell.verdict
  const proof = same && flow.proof !== 'proven' ? flow.proof : cell.proof
  return { verdict: cell.verdict, proof, flows, passed }
}

type Pairs = Map<string, Map<string, MatrixCell>>

function pairsOf(flows: readonly FlowResult[]): Pairs {
  const pairs: Pairs = new Map()
  for (const { source, destination, verdict, proof } of flows) {
    const row = pairs.get(source) ?? new Map<string, MatrixCell>()
    pairs.set(source, row)
    const one = { verdict, proof, flows: 1, passed: verdict === 'pass' ? 1 : 0 }
    row.set(destination, worse(row.get(destination) ?? null, one))
  }
  return pairs
}

const transposed = (pairs: Pairs): Pairs => {
  const turned: Pairs = new Map()
  for (const [source, row] of pairs) {
    for (const [destination, cell] of row) {
      const column = turned.get(destination) ?? new Map<string, MatrixCell>()
      turned.set(destination, column)
      column.set(source, cell)
    }
  }
  return turned
}

/** What a row looks like: the same text for two endpoints means that one line can stand for both. */
const appearance = (row: ReadonlyMap<string, MatrixCell>) =>
  [...row]
    .map(([name, cell]) => `${JSON.stringify(name)} ${cell.verdict} ${cell.proof} ${cell.flows} ${cell.passed}`)
    .sort()
    .join('|')

type RoleOf = (name: string) => string

function linesBy(names: Iterable<string>, roleOf: RoleOf, key: (name: string) => string): MatrixLine[] {
  const lines = new Map<string, MatrixLine>()
  for (const name of names) {
    const role = roleOf(name)
    const id = `${role}|${key(name)}`
    const line = lines.get(id)
    if (line) line.names.push(name)
    else lines.set(id, { names: [name], role, wholeRole: false })
  }
  return [...lines.values()]
}

function cellsOf(pairs: Pairs, rows: readonly MatrixLine[], columns: readonly MatrixLine[]): SiteMatrix['cells'] {
  const columnOf = new Map(columns.flatMap((line, i) => line.names.map((name) => [name, i] as const)))
  return rows.map((line) => {
    const cells: (MatrixCell | null)[] = columns.map(() => null)
    for (const source of line.names) {
      for (const [destination, cell] of pairs.get(source) ?? []) {
        const i = columnOf.get(destination) ?? 0
        cells[i] = worse(cells[i] ?? null, cell)
      }
    }
    return cells
  })
}

/** The order of the plan; what is not in it (a rule's address) comes last. */
function ordered(names: Iterable<string>, run: Pick<RunResult, 'plan'>): string[] {
  const place = new Map(run.plan.endpoints.map((e, i) => [e.name, i]))
  return [...names].sort(
    (a, b) => (place.get(a) ?? Number.MAX_SAFE_INTEGER) - (place.get(b) ?? Number.MAX_SAFE_INTEGER),
  )
}

/** The role with the most lines that are not joined yet; null when every role has only one. */
function largestRole(lines: readonly MatrixLine[]): string | null {
  const counts = new Map<string, number>()
  for (const { role } of lines) counts.set(role, (counts.get(role) ?? 0) + 1)
  const [role, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 1]
  return count > 1 ? role : null
}

/** @param most the largest number of rows and columns that fit */
export function siteMatrix(
  run: Pick<RunResult, 'plan' | 'flows'>,
  most: { rows: number; columns: number },
): SiteMatrix {
  const pairs = pairsOf(run.flows)
  const columnsOfPairs = transposed(pairs)
  const roles = new Map(run.plan.endpoints.map((e) => [e.name, e.role]))
  const roleOf = (name: string) => roles.get(name) ?? 'other'
  const sources = ordered(pairs.keys(), run)
  const destinations = ordered(columnsOfPairs.keys(), run)
  const joined = new Set<string>()
  const lines = (names: string[], look: (name: string) => string) =>
    linesBy(names, roleOf, (name) => (joined.has(roleOf(name)) ? '' : look(name))).map((line) => ({
      ...line,
      wholeRole: joined.has(line.role) && line.names.length > 1,
    }))
  const fits = (rows: readonly unknown[], columns: readonly unknown[]) =>
    rows.length <= most.rows && columns.length <= most.columns

  const single = fits(sources, destinations)
  const appearances = (of: Pairs) => (name: string) => (single ? name : appearance(of.get(name) ?? new Map()))
  const [rowLook, columnLook] = [memo(appearances(pairs)), memo(appearances(columnsOfPairs))]
  for (;;) {
    const [rows, columns] = [lines(sources, rowLook), lines(destinations, columnLook)]
    const next = fits(rows, columns) ? null : largestRole([...rows, ...columns].filter((l) => !joined.has(l.role)))
    if (next === null) return { rows, columns, cells: cellsOf(pairs, rows, columns) }
    joined.add(next)
  }
}

function memo(look: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const text = known.get(name) ?? look(name)
    known.set(name, text)
    return text
  }
}
