/** Part of the last chapter: per source and destination, what was asked and lost, the round trip, and the controls. */
import { entry } from '../../../shared/entry.ts'
import { compactAddresses, compactNames, compactNumbers } from '../../../shared/explain/compact.ts'
import { exactSets } from '../../../shared/explain/exact-sets.ts'
import type { HostEvidence } from '../../../shared/observation.ts'
import { grouped } from '../grouping.ts'
import { STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { type Column, type Row, cell, drawTable } from './table.ts'
import { number, rttWords } from './words.ts'

const COLUMNS: readonly Column[] = [
  { title: 'From' },
  { title: 'To' },
  { title: 'Asked', width: 52, align: 'right' },
  { title: 'Lost', width: 78, align: 'right' },
  { title: 'Round trip, ms', width: 82, align: 'right' },
  { title: 'Control ports' },
]

/** So many pairs of source and address stand one by one. */
const MOST_SINGLE_ROWS = 40

/** "closed: 64999, 64998" */
function controlWords(host: HostEvidence): string {
  if (host.controls.length === 0) return 'none asked'
  const words = grouped(host.controls, (c) => c.result).map(
    (list) => `${list[0]?.result}: ${compactNumbers(list.map((c) => c.port)).join(', ')}`,
  )
  return words.join('; ')
}

const controlResults = (host: HostEvidence) => [...new Set(host.controls.map((c) => c.result))].sort().join()

/** Pairs that are told apart by nothing but address, count and time may share a row; loss always has its own. */
const alike = (host: HostEvidence) =>
  JSON.stringify([host.lost, host.rateLimited, controlResults(host), host.answered > 0])

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)

/** "3 (1.2 %)" */
export function lossWords(asked: number, lost: number): string {
  if (lost === 0) return '0'
  const percent = (100 * lost) / Math.max(1, asked)
  return `${number(lost)} (${percent < 0.1 ? '< 0.1' : percent.toFixed(1)} %)`
}

function rowOf(list: readonly HostEvidence[], nameOf: NameOf): Row[] {
  const [first] = list
  if (!first) return []
  const asked = sum(list.map((h) => h.asked))
  const lost = sum(list.map((h) => h.lost))
  const controls = list.length === 1 ? controlWords(first) : controlResults(first) || 'none asked'
  const row: Row = {
    cells: [
      cell(compactNames([...new Set(list.map(nameOf))]).join(', ')),
      cell(compactAddresses([...new Set(list.map((h) => h.address))]).join(', '), STYLE.codeCell),
      cell(number(asked)),
      cell(lossWords(asked, lost)),
      cell(rttWords(list.map((h) => h.srttMs))),
      cell(controls, STYLE.cellMuted),
    ],
  }
  if (!first.rateLimited) return [row]
  return [{ ...row, note: 'Errors came at a limited rate: silent flows were asked on because of that.' }]
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
  sheet.heading(parent, 'Loss seen, and controls', { keep: 90 })
  const asked = sum(hosts.map((h) => h.asked))
  const lost = sum(hosts.map((h) => h.lost))
  const intro = `${number(asked)} connection attempts should have been answered; of these ${lossWords(asked, lost)} were not. "Lost" counts attempts without an answer on flows that answered another attempt.`
  sheet.block('P', parent, intro, STYLE.body, { after: 5 })
  const nameOf = namer(hosts)
  const groups = hosts.length <= MOST_SINGLE_ROWS ? hosts.map((host) => [host]) : joined(hosts, nameOf)
  const rows = groups.flatMap((list) => rowOf(list, nameOf))
  drawTable(sheet, parent, COLUMNS, rows)
}
