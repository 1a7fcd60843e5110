/**
 * The whole site as sources × destinations, the worst verdict of each pair. Where a role has many endpoints, those that stand alike
 * are one line; where even that is too much, those with the same worst verdict are. Nothing is left out, and a failure stays a line.
 */
import type { GroupId } from '../../../shared/catalogue/catalogue.ts'
import type { PlanView } from '../../../shared/shapes.ts'
import { PROOFS, VERDICTS, type Proof, type Verdict } from '../../../shared/outcome.ts'
import { type FlowTable, NONE, verdictOf } from '../../store/flow-table.ts'

/** Worst first: the place in here is how bad it is. */
const WORST: readonly Verdict[] = ['fail', 'warn', 'untested', 'pass']

interface Between {
  /** Place in {@link WORST}. */
  worst: number
  proven: boolean
  flows: number
  /** Of the worst flow. */
  group: GroupId
}

export interface HeatLine {
  /** Names of the endpoints that are this line; more than one: they stand alike. */
  names: readonly string[]
}

export interface HeatCell {
  verdict: Verdict
  proof: Proof
  flows: number
  group: GroupId
}

export interface HeatMap {
  rows: readonly HeatLine[]
  columns: readonly HeatLine[]
  /** By row and column; null: no flow. */
  cells: readonly (readonly (HeatCell | null)[])[]
  aggregated: boolean
}

/** Endpoints of one role up to this many are told one by one. */
const ONE_BY_ONE = 8
/** More lines than this are no picture any more. */
const MOST_LINES = 40

const VERDICT_PLACE = VERDICTS.map((verdict) => WORST.indexOf(verdict))
const UNTESTED = WORST.indexOf('untested')
const PROVEN = PROOFS.indexOf('proven')

/** One entry for each pair of the plan. */
function betweenOf(plan: PlanView, table: FlowTable): (Between | undefined)[] {
  const found: (Between | undefined)[] = Array.from({ length: plan.pairs.length })
  for (let flow = 0; flow < table.loaded; flow += 1) {
    const pair = table.pair[flow] ?? 0
    const verdict = verdictOf(table, flow)
    const worst = verdict === NONE ? UNTESTED : (VERDICT_PLACE[verdict] ?? UNTESTED)
    const proven = verdict !== NONE && table.proof[flow] === PROVEN
    const known = found[pair]
    const group = plan.rules[table.rule[flow] ?? 0]?.group ?? 'extra'
    if (known === undefined) found[pair] = { worst, proven, flows: 1, group }
    else {
      known.flows += 1
      known.proven = worst < known.worst ? proven : worst === known.worst ? known.proven && proven : known.proven
      if (worst < known.worst) Object.assign(known, { worst, group })
    }
  }
  return found
}

/** Names of everything that sends or is sent to: the endpoints, then single addresses of the plan's own rules. */
function partiesOf(plan: PlanView): { names: string[]; roles: string[]; ends: [number, number][] } {
  const names = plan.endpoints.map(({ name }) => name)
  const roles: string[] = plan.endpoints.map(({ role }) => role)
  const places = new Map<string, number>()
  const place = (index: number, address: string) => {
    if (index !== NONE) return index
    const known = places.get(address)
    if (known !== undefined) return known
    places.set(address, names.length)
    roles.push('address')
    return names.push(address) - 1
  }
  const ends = plan.pairs.map(({ source, destination, address }): [number, number] => [
    place(source, address),
    place(destination, address),
  ])
  return { names, roles, ends }
}

/** Which parties are of a role with so many endpoints that lines are joined. */
function isMany(roles: readonly string[]): boolean[] {
  const size = new Map<string, number>()
  for (const role of roles) size.set(role, (size.get(role) ?? 0) + 1)
  return roles.map((role) => (size.get(role) ?? 0) > ONE_BY_ONE)
}

interface Lines {
  /** Line of each party. */
  of: number[]
  count: number
}

/** Those of a large role with the same key are one line. */
function linesOf(roles: readonly string[], many: readonly boolean[], keys: readonly string[]): Lines {
  const known = new Map<string, number>()
  const of = roles.map((role, i) => {
    const key = many[i] ? `${role} ${keys[i] ?? ''}` : `one ${i}`
    const line = known.get(key) ?? known.size
    known.set(key, line)
    return line
  })
  return { of, count: known.size }
}

type Ends = readonly (readonly [number, number])[]

/** What parties of large roles are seen as: exactly, by every pair that they are an end of, and roughly, by the worst of them. */
function keysOf(many: readonly boolean[], ends: Ends, found: readonly (Between | undefined)[]) {
  const exact = many.map((): string[] => [])
  const rough = many.map(() => WORST.length)
  const note = (party: number, worst: number, seen: string) => {
    if (!many[party]) return
    exact[party]?.push(seen)
    rough[party] = Math.min(rough[party] ?? 0, worst)
  }
  for (const [pair, between] of found.entries()) {
    const [from, to] = ends[pair] ?? [NONE, NONE]
    if (!between) continue
    const code = `${between.worst}${between.proven ? '!' : ''}`
    note(from, between.worst, `>${to} ${code}`)
    note(to, between.worst, `<${from} ${code}`)
  }
  return { exact: exact.map((seen) => seen.sort().join()), rough: rough.map(String) }
}

/** Names of the endpoints of each line. */
function membersOf(lines: Lines, names: readonly string[]): string[][] {
  const members: string[][] = Array.from({ length: lines.count }, () => [])
  for (const [party, name] of names.entries()) members[lines.of[party] ?? 0]?.push(name)
  return members
}

export function heatMap(plan: PlanView, table: FlowTable): HeatMap {
  const found = betweenOf(plan, table)
  const { names, roles, ends } = partiesOf(plan)
  const many = isMany(roles)
  const keys = keysOf(many, ends, found)
  const exact = linesOf(roles, many, keys.exact)
  const lines = exact.count <= MOST_LINES ? exact : linesOf(roles, many, keys.rough)
  const members = membersOf(lines, names)
  const joined = new Map<number, Between>()
  for (const [pair, between] of found.entries()) {
    const [from, to] = ends[pair] ?? [NONE, NONE]
    if (!between) continue
    const key = (lines.of[from] ?? 0) * lines.count + (lines.of[to] ?? 0)
    const known = joined.get(key)
    joined.set(key, known ? worseOf(known, between) : between)
  }
  const rows = ascending([...joined.keys()].map((key) => Math.floor(key / lines.count)))
  const columns = ascending([...joined.keys()].map((key) => key % lines.count))
  return {
    rows: rows.map((line) => ({ names: members[line] ?? [] })),
    columns: columns.map((line) => ({ names: members[line] ?? [] })),
    cells: rows.map((row) => columns.map((column) => cellOf(joined.get(row * lines.count + column)))),
    aggregated: lines.count < names.length,
  }
}

/** Each once. */
const ascending = (lines: readonly number[]) => [...new Set(lines)].sort((a, b) => a - b)

function worseOf(a: Between, b: Between): Between {
  const worse = b.worst < a.worst ? b : a
  const proven = a.worst === b.worst ? a.proven && b.proven : worse.proven
  return { ...worse, proven, flows: a.flows + b.flows }
}

function cellOf(between: Between | undefined): HeatCell | null {
  if (!between) return null
  const verdict = WORST[between.worst] ?? 'untested'
  const proof: Proof = verdict === 'untested' ? 'none' : between.proven ? 'proven' : 'likely'
  return { verdict, proof, flows: between.flows, group: between.group }
}
