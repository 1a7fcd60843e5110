/** Part of the last chapter: the machine that sent, as it was; what it could look with, and what it could not. */
import type { Environment, Neighbour } from '../../../shared/environment.ts'
import { compactAddresses } from '../../../shared/explain/compact.ts'
import type { RunResult } from '../../../shared/result.ts'
import { grouped } from '../grouping.ts'
import { STYLE } from './look.ts'
import { drawList } from './numbered-list.ts'
import type { Element, Sheet } from './sheet.ts'
import { type Cell, type ColumnShape, cell, columnsOf, drawTable } from './table.ts'
import type { Printed } from './words/printed.ts'

type Words = Printed['method']['machine']

/** Neighbours that answered, in the words of Linux, macOS and Windows. */
const ANSWERED = new Set(['reachable', 'stale', 'delay', 'probe', 'complete', 'permanent'])

function neighbourWords(neighbour: Neighbour | null, words: Words): string {
  if (neighbour === null) return words.notAsked()
  if (ANSWERED.has(neighbour.state)) return words.answers(neighbour.state)
  return neighbour.state === 'failed' || neighbour.state === 'incomplete'
    ? words.noAnswer(neighbour.state)
    : neighbour.state
}

/** Loopback and idle virtual interfaces say nothing about the way to the destinations. */
function worthShowing({ interfaces, gateways }: Environment): Environment['interfaces'] {
  const routed = new Set(gateways.map((g) => g.interface))
  return interfaces.filter((i) => {
    if (i.destinations > 0 || routed.has(i.name)) return true
    return i.active && i.kind !== 'loopback' && i.kind !== 'virtual'
  })
}

const INTERFACE_COLUMNS: readonly ColumnShape[] = [
  {},
  { width: 70 },
  { width: 48 },
  {},
  { width: 88 },
  { width: 46, align: 'right' },
  { width: 70, align: 'right' },
]

function drawInterfaces(sheet: Sheet, section: Element, environment: Environment): void {
  const shown = worthShowing(environment)
  if (shown.length === 0) return
  const words = sheet.words.method.machine
  sheet.label(section, words.interfaces())
  const rows = shown.map((i) => ({
    cells: [
      cell(i.name),
      cell(words.kind(i.kind)),
      cell(words.active(i.active)),
      cell(i.addresses.join('\n') || words.none(), STYLE.codeCell),
      cell(i.mac ?? '–', STYLE.codeCell),
      cell(i.mtu === null ? '–' : String(i.mtu)),
      cell(sheet.words.number(i.destinations)),
    ],
  }))
  drawTable(sheet, section, columnsOf(words.interfaceColumns(), INTERFACE_COLUMNS), rows)
}

const GATEWAY_COLUMNS: readonly ColumnShape[] = [{}, {}, {}, {}]

function drawGateways(sheet: Sheet, section: Element, { gateways }: Environment): void {
  if (gateways.length === 0) return
  const words = sheet.words.method.machine
  sheet.label(section, words.gateways())
  const rows = gateways.map(({ address, interface: name, neighbour }) => ({
    cells: [
      cell(address, STYLE.codeCell),
      cell(name),
      cell(neighbour?.mac ?? '–', STYLE.codeCell),
      cell(neighbourWords(neighbour, words)),
    ],
  }))
  drawTable(sheet, section, columnsOf(words.gatewayColumns(), GATEWAY_COLUMNS), rows)
}

const OBSERVER_COLUMNS: readonly ColumnShape[] = [{ width: 136 }, { width: 36 }, {}]

function drawObservers(sheet: Sheet, section: Element, { observers }: Environment): void {
  if (observers.length === 0) return
  const words = sheet.words.method.machine
  sheet.label(section, words.observers())
  const rows = observers.map(({ id, available, note }) => ({
    cells: [
      cell(words.observer(id)),
      available ? cell(words.used(true)) : cell(words.used(false), STYLE.cellStrong),
      cell(note, STYLE.cellMuted),
    ],
  }))
  drawTable(sheet, section, columnsOf(words.observerColumns(), OBSERVER_COLUMNS), rows)
}

const PATH_COLUMNS: readonly ColumnShape[] = [{ width: 62, align: 'right' }, { width: 56, align: 'right' }, {}, {}]

/** Destinations of which the same is known share a row. */
function drawPaths(sheet: Sheet, section: Element, { pathMtu }: Environment): void {
  if (pathMtu.length === 0) return
  const words = sheet.words.method.machine
  sheet.label(section, words.paths())
  const rows = grouped(pathMtu, (p) => JSON.stringify([p.bytes, p.note])).flatMap((list) => {
    const [first] = list
    if (!first) return []
    const cells: Cell[] = [
      cell(first.bytes === null ? '–' : String(first.bytes)),
      cell(sheet.words.number(list.length)),
      cell(compactAddresses(list.map((p) => p.address)).join(', '), STYLE.codeCell),
      cell(first.note, STYLE.cellMuted),
    ]
    return { cells }
  })
  drawTable(sheet, section, columnsOf(words.pathColumns(), PATH_COLUMNS), rows)
}

const PLATFORM_WORDS: Record<string, string> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }

function introOf({ platform, user, privileged }: Environment, words: Words): string {
  const [system = '', ...processor] = platform.split(' ')
  const machine = [PLATFORM_WORDS[system] ?? system, ...processor].join(', ')
  return words.intro(machine, user, privileged)
}

const NAME_COLUMNS: readonly ColumnShape[] = [{}, {}]

function drawNames(sheet: Sheet, section: Element, { names }: Environment): void {
  if (names.length === 0) return
  const words = sheet.words.method.machine
  sheet.label(section, words.names())
  const rows = names.map(({ name, addresses, error }) => ({
    cells: [cell(name), error === null ? cell(addresses.join(', '), STYLE.codeCell) : cell(words.unresolved(error))],
  }))
  drawTable(sheet, section, columnsOf(words.nameColumns(), NAME_COLUMNS), rows)
}

/** Draws nothing for a result of a version that did not look at the machine. */
export function drawMachine(sheet: Sheet, section: Element, { environment, warnings }: RunResult): void {
  if (!environment) return
  const words = sheet.words.method.machine
  sheet.heading(section, words.title(), { keep: 90 })
  sheet.block('P', section, introOf(environment, words), STYLE.body, { after: 2 })
  // What stands among the run's warnings already is not said again.
  const said = [...environment.warnings, ...environment.notes].filter((sentence) => !warnings.includes(sentence))
  if (said.length > 0) drawList(sheet, section, said, { numbered: false })
  drawInterfaces(sheet, section, environment)
  drawGateways(sheet, section, environment)
  drawObservers(sheet, section, environment)
  drawPaths(sheet, section, environment)
  drawNames(sheet, section, environment)
}
