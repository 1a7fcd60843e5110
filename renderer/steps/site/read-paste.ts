/**
 * Rows of a spreadsheet → endpoints. Tabs, commas or semicolons; a header or none; columns in any order. What cannot be told stays
 * empty and is a fault in its cell, where it can be mended. Pure.
 */
import Papa from 'papaparse'
import type { DraftEndpoint } from '../../../shared/shapes.ts'
import { parseAddress } from '../../../shared/plan/parse-address.ts'
import { vantageFor } from '../../parts/own-address.ts'
import { roleOfName, roleOfWords } from './role-words.ts'

const COLUMNS = ['name', 'role', 'address', 'vantage'] as const
type Column = (typeof COLUMNS)[number]
type Columns = Partial<Record<Column, number>>

/** As the contract has it; longer cells are no names or addresses. */
const CELL_LIMIT = 1000

const HEADERS: Readonly<Record<Column, RegExp>> = {
  name: /^(name|names|host|host ?name|endpoint|device|machine|label|bezeichnung|gerät|rechner|endpunkt)$/,
  role: /^(role|type|kind|function|rolle|typ|art|funktion)$/,
  address:
    /^((ip|ipv4|ipv6|mgmt|management)[ _-]?(address|addr|adresse)?|address(es)?|addr|adresse|ips|dns|fqdn|range|network|netz|bereich)$/,
  vantage: /^(vantage|probe(s|d)?( start)? from|from|source|ausgangspunkt|probe von|von)$/,
}

/** A word such as "management" heads a column of addresses, and is a role too: a row with an address is none of headings. */
function headerColumns(row: readonly string[]): Columns | null {
  if (row.some((cell) => addressWeight(cell) === CERTAIN)) return null
  const found: Columns = {}
  for (const [i, cell] of row.entries()) {
    const word = cell.trim().toLowerCase()
    const column = COLUMNS.find((one) => found[one] === undefined && HEADERS[one].test(word))
    if (column) found[column] = i
  }
  return found.address === undefined ? null : found
}

const CERTAIN = 3

/** Numbers are addresses for certain; a name with a dot may be one; any other word could be anything. */
function addressWeight(cell: string): number {
  const spec = parseAddress(cell)
  if (spec.kind === 'single' || spec.kind === 'many') return CERTAIN
  if (spec.kind === 'name') return cell.includes('.') ? 2 : 0
  return /^[\d.:/-]{5,}$/.test(cell.trim()) ? 2 : 0
}

const isVantageWord = (cell: string) => /^(local|none|this machine|dieser rechner|nirgends|nowhere)$/i.test(cell.trim())

/** The column, of those not taken, in which most cells weigh most; undefined where none does. */
function heaviest(rows: readonly string[][], weight: (cell: string) => number, taken: Columns): number | undefined {
  const used = new Set(Object.values(taken))
  const width = Math.max(...rows.map((row) => row.length))
  let best: { column: number; sum: number } | null = null
  for (let column = 0; column < width; column++) {
    if (used.has(column)) continue
    const sum = rows.reduce((total, row) => total + weight(row[column] ?? ''), 0)
    if (sum > 0 && (best === null || sum > best.sum)) best = { column, sum }
  }
  return best?.column
}

/** A name says less of itself than the rest: it is the first column that is left. */
function guessColumns(rows: readonly string[][]): Columns {
  const found: Columns = {}
  const put = (column: Column, index: number | undefined) => {
    if (index !== undefined) found[column] = index
  }
  put('address', heaviest(rows, addressWeight, found))
  put(
    'vantage',
    heaviest(rows, (cell) => (isVantageWord(cell) ? 1 : 0), found),
  )
  put('role', roleColumn(rows, found))
  put(
    'name',
    heaviest(rows, (cell) => (cell.trim() === '' ? 0 : 1), found),
  )
  return found
}

const isNumbered = (cell: string) => /\d$|\{n\}/.test(cell.trim())

/** Names such as psm-1 look like roles too. What is numbered is a name, and values that repeat are roles; where one column is left, it holds names. */
function roleColumn(rows: readonly string[][], found: Columns): number | undefined {
  const isRole = (cell: string) => (roleOfWords(cell) === null ? 0 : 1)
  const variety = (column: number) => new Set(rows.map((row) => row[column] ?? '')).size
  const first = heaviest(rows, isRole, found)
  if (first === undefined) return undefined
  const second = heaviest(rows, isRole, { ...found, role: first })
  if (second !== undefined) {
    const numbered = (column: number) => rows.filter((row) => isNumbered(row[column] ?? '')).length
    const more = numbered(first) - numbered(second) || variety(first) - variety(second)
    return more > 0 ? second : first
  }
  const rest = heaviest(rows, (cell) => (cell.trim() === '' ? 0 : 1), { ...found, role: first })
  return rest === undefined && rows.some((row) => isNumbered(row[first] ?? '')) ? undefined : first
}

function endpointOf(row: readonly string[], columns: Columns, own: readonly string[]): DraftEndpoint {
  const cell = (column: Column) => {
    const index = columns[column]
    return index === undefined ? '' : (row[index] ?? '').trim().slice(0, CELL_LIMIT)
  }
  const name = cell('name')
  const role = roleOfWords(cell('role')) ?? (cell('role') === '' ? roleOfName(name) : null)
  const address = cell('address')
  const isLocal = /^(local|this machine|dieser rechner|yes|ja|x)$/i.test(cell('vantage'))
  const vantage = isLocal ? 'local' : cell('vantage') === '' ? vantageFor(address, own) : 'none'
  return { name, role: role ?? cell('role'), address, vantage }
}

const NAMES: Readonly<Record<string, string>> = {
  'psm-node': 'psm',
  dsc: 'dsc',
  'user-station': 'station',
  'management-station': 'management',
}

/** Rows without a name are numbered after their role, past the names that are taken; a range gets `{n}`. */
function named(endpoints: readonly DraftEndpoint[], taken: Set<string>): DraftEndpoint[] {
  return endpoints.map((endpoint) => {
    if (endpoint.name !== '') return endpoint
    const name = freeName(NAMES[endpoint.role] ?? 'endpoint', endpoint.address, taken)
    taken.add(name)
    return { ...endpoint, name }
  })
}

/** `psm-3`, where psm-1 and psm-2 are taken; for a range `dsc-{n}`, then `dsc-b-{n}`. */
export function freeName(stem: string, address: string, taken: ReadonlySet<string>): string {
  if (parseAddress(address).kind === 'many') {
    for (const letter of ['', ...'bcdefghijklmnopqrstuvwxyz']) {
      const name = `${stem}${letter && `-${letter}`}-{n}`
      if (!taken.has(name)) return name
    }
  }
  let n = 1
  while (taken.has(`${stem}-${n}`)) n += 1
  return `${stem}-${n}`
}

/** Several cells: more than what one types into one. */
export const isTable = (text: string): boolean => /[\t\n]/.test(text.trim())

/**
 * Rows without an address are left out; those that name no vantage start from this machine where it holds their address.
 *
 * @param known names that the plan has already
 * @param own addresses of this machine
 */
export function readPaste(text: string, known: readonly string[] = [], own: readonly string[] = []): DraftEndpoint[] {
  const { data } = Papa.parse<string[]>(text.trim(), { skipEmptyLines: 'greedy' })
  const [first] = data
  if (!first) return []
  const header = headerColumns(first)
  const rows = header ? data.slice(1) : data
  if (rows.length === 0) return []
  const columns = header ?? guessColumns(rows)
  const endpoints = rows.map((row) => endpointOf(row, columns, own)).filter(({ address }) => address !== '')
  return named(endpoints, new Set([...known, ...endpoints.map(({ name }) => name)]))
}
