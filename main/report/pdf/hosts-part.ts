/** Part of the last chapter: per source and destination, what was asked and lost, the round trip, and the controls. */
import { entry } from '../../../shared/entry.ts'
import { compactAddresses, compactNames, compactNumbers } from '../../../shared/explain/compact.ts'
import { exactSets } from '../../../shared/explain/exact-sets.ts'
import type { HostEvidence } from '../../../shared/observation.ts'
import { grouped } from '../grouping.ts'
import { STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { type ColumnShape, type Row, cell, columnsOf, drawTable } from './table.ts'
import type { Printed } from './words/printed.ts'

const COLUMNS: readonly ColumnShape[] = [
  {},
  {},
  { width: 52, align: 'right' },
  { width: 78, align: 'right' },
  { width: 82, align: 'right' },
  {},
]

/** So many pairs of source and address stand one by one. */
const MOST_SINGLE_ROWS = 40

/** "closed: 64999, 64998" */
function controlWords(host: HostEvidence, { hosts }: Printed['method']): string {
  if (host.controls.length === 0) return hosts.noControl()
  const words = grouped(host.controls, (c) => c.result).map(
    (list) => `${hosts.control(list[0]?.result ?? '')}: ${compactNumbers(list.map((c) => c.port)).join(', ')}`,
  )
  return words.join('; ')
}

const controlResults = (host: HostEvidence) => [...new Set(host.controls.map((c) => c.result))].sort()

/** Pairs that are told apart by nothing but address, count and time may share a row; loss always has its own. */
const alike = (host: HostEvidence) =>
  JSON.stringify([host.lost, host.rateLimited, controlResults(host).join(), host.answered > 0])

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)

/** "3 (1.2 %)" */
function lossWords(asked: number, lost: number, { number, decimal }: Printed): string {
  if (lost === 0) return '0'
  const percent = (100 * lost) / Math.max(1, asked)
  return `${number(lost)} (${percent < 0.1 ? `< ${decimal(0.1, 1)}` : decimal(percent, 1)} %)`
}

function rowOf(list: readonly HostEvidence[], nameOf: NameOf, printed: Printed): Row[] {
  const [first] = list
  if (!first) return []
  const asked = sum(list.map((h) => h.asked))
  const lost = sum(list.map((h) => h.lost))
  const { method } = printed
  const words = method.hosts
  const results = controlResults(first).map(words.control).join(', ')
  const controls = list.length === 1 ? controlWords(first, method) : results || words.noControl()
  const row: Row = {
    cells: [
      cell(compactNames([...new Set(list.map(nameOf))]).join(', ')),
      cell(compactAddresses([...new Set(list.map((h) => h.address))]).join(', '), STYLE.codeCell),
      cell(printed.number(asked)),
      cell(lossWords(asked, lost, printed)),
      cell(printed.rtts(list.map((h) => h.srttMs))),
      cell(controls, STYLE.cellMuted),
    ],
  }
  if (!first.rateLimited) return [row]
  return [{ ...row, note: words.limited() }]
}

const pairKey = (source: string, address: string) => JSON.stringify([source, address])

type NameOf = (host: HostEvidence) => string

/** As the table calls a source: by its address, and by its names, too, where several places hold that one. */
function namer(hosts: readonly HostEvidence[]): NameOf {
  const places = new Map<string, Set<string>>()
  for (const host of hosts)
    entry(places, pairKey(host.source, host.address), () => new Set<string>()).add(namesOf(host))
  return (host) =>
    (places.get(pairKey(host.source, host.address))?.size ?? 0) > 1 ? `${host.source} (${namesOf(host)})` : host.source
}

const namesOf = ({ sources = [] }: HostEvidence) => sources.join(', ')

/** Many pairs as exact sets: a row stands for every source of it to every address of it. */
function joined(hosts: readonly HostEvidence[], nameOf: NameOf): HostEvidence[][] {
  const one = 1
  return grouped(hosts, alike).flatMap((list) => {
    const byPair = new Map<string, HostEvidence[]>()
    for (const host of list) entry(byPair, pairKey(nameOf(host), host.address), () => [] as HostEvidence[]).push(host)
    return exactSets(list.map((h) => ({ source: nameOf(h), destination: h.address, port: one }))).map((set) =>
      set.sources.flatMap((s) => set.destinations.flatMap((d) => byPair.get(pairKey(s, d)) ?? [])),
    )
  })
}

/** Draws the table of loss and controls. Few hosts stand one by one, many are joined where they are alike. */
export function drawHosts(sheet: Sheet, parent: Element, hosts: readonly HostEvidence[]): void {
  if (hosts.length === 0) return
  const words = sheet.words.method.hosts
  sheet.heading(parent, words.title(), { keep: 90 })
  const asked = sum(hosts.map((h) => h.asked))
  const lost = sum(hosts.map((h) => h.lost))
  sheet.block('P', parent, words.intro(asked, lossWords(asked, lost, sheet.words)), STYLE.body, { after: 5 })
  const nameOf = namer(hosts)
  const groups = hosts.length <= MOST_SINGLE_ROWS ? hosts.map((host) => [host]) : joined(hosts, nameOf)
  const rows = groups.flatMap((list) => rowOf(list, nameOf, sheet.words))
  drawTable(sheet, parent, columnsOf(words.columns(), COLUMNS), rows)
}
