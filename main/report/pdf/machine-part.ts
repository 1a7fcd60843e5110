/** Part of the last chapter: the machine that sent, as it was; what it could look with, and what it could not. */
import type { Environment, Neighbour, ObserverId } from '../../../shared/environment.ts'
import { compactAddresses } from '../../../shared/explain/compact.ts'
import type { RunResult } from '../../../shared/result.ts'
import { grouped } from '../grouping.ts'
import { STYLE } from './look.ts'
import { drawList } from './numbered-list.ts'
import type { Element, Sheet } from './sheet.ts'
import { type Cell, type Column, cell, drawTable } from './table.ts'
import { number } from './words.ts'

const KIND_WORDS: Record<Environment['interfaces'][number]['kind'], string> = {
  wired: 'wired',
  wireless: 'wireless',
  vpn: 'VPN or tunnel',
  virtual: 'virtual',
  loopback: 'loopback',
  unknown: 'not known',
}

const OBSERVER_WORDS: Record<ObserverId, string> = {
  connect: 'TCP connect',
  'error-queue': 'ICMP errors of a connect',
  'tcp-trace': 'TCP traceroute',
  raw: 'TTL of answers, by raw socket',
  echo: 'ICMP echo',
  capture: 'Packet capture',
}

/** Neighbours that answered, in the words of Linux, macOS and Windows. */
const ANSWERED = new Set(['reachable', 'stale', 'delay', 'probe', 'complete', 'permanent'])

function neighbourWords(neighbour: Neighbour | null): string {
  if (neighbour === null) return 'not asked'
  if (ANSWERED.has(neighbour.state)) return `answers (${neighbour.state})`
  return neighbour.state === 'failed' || neighbour.state === 'incomplete'
    ? `no answer (${neighbour.state})`
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

const INTERFACE_COLUMNS: readonly Column[] = [
  { title: 'Interface' },
  { title: 'Kind', width: 70 },
  { title: 'State', width: 48 },
  { title: 'Addresses' },
  { title: 'MAC', width: 88 },
  { title: 'MTU', width: 46, align: 'right' },
  { title: 'Destinations', width: 70, align: 'right' },
]

function drawInterfaces(sheet: Sheet, section: Element, environment: Environment): void {
  const shown = worthShowing(environment)
  if (shown.length === 0) return
  sheet.label(section, 'Interfaces')
  const rows = shown.map((i) => ({
    cells: [
      cell(i.name),
      cell(KIND_WORDS[i.kind]),
      cell(i.active ? 'up' : 'down'),
      cell(i.addresses.join('\n') || 'none', STYLE.codeCell),
      cell(i.mac ?? '–', STYLE.codeCell),
      cell(i.mtu === null ? '–' : String(i.mtu)),
      cell(number(i.destinations)),
    ],
  }))
  drawTable(sheet, section, INTERFACE_COLUMNS, rows)
}

const GATEWAY_COLUMNS: readonly Column[] = [
  { title: 'Default gateway' },
  { title: 'Interface' },
  { title: 'MAC' },
  { title: 'ARP or ND' },
]

function drawGateways(sheet: Sheet, section: Element, { gateways }: Environment): void {
  if (gateways.length === 0) return
  sheet.label(section, 'Default gateways')
  const rows = gateways.map(({ address, interface: name, neighbour }) => ({
    cells: [
      cell(address, STYLE.codeCell),
      cell(name),
      cell(neighbour?.mac ?? '–', STYLE.codeCell),
      cell(neighbourWords(neighbour)),
    ],
  }))
  drawTable(sheet, section, GATEWAY_COLUMNS, rows)
}

const OBSERVER_COLUMNS: readonly Column[] = [
  { title: 'Way of looking', width: 136 },
  { title: 'Used', width: 36 },
  { title: 'How, or why not' },
]

function drawObservers(sheet: Sheet, section: Element, { observers }: Environment): void {
  if (observers.length === 0) return
  sheet.label(section, 'What this machine could look with')
  const rows = observers.map(({ id, available, note }) => ({
    cells: [
      cell(OBSERVER_WORDS[id]),
      available ? cell('yes') : cell('no', STYLE.cellStrong),
      cell(note, STYLE.cellMuted),
    ],
  }))
  drawTable(sheet, section, OBSERVER_COLUMNS, rows)
}

const PATH_COLUMNS: readonly Column[] = [
  { title: 'Path MTU', width: 62, align: 'right' },
  { title: 'Number', width: 56, align: 'right' },
  { title: 'Destinations' },
  { title: 'How it is known' },
]

/** Destinations of which the same is known share a row. */
function drawPaths(sheet: Sheet, section: Element, { pathMtu }: Environment): void {
  if (pathMtu.length === 0) return
  sheet.label(section, 'Largest packets that arrive in one piece')
  const rows = grouped(pathMtu, (p) => JSON.stringify([p.bytes, p.note])).flatMap((list) => {
    const [first] = list
    if (!first) return []
    const cells: Cell[] = [
      cell(first.bytes === null ? '–' : String(first.bytes)),
      cell(number(list.length)),
      cell(compactAddresses(list.map((p) => p.address)).join(', '), STYLE.codeCell),
      cell(first.note, STYLE.cellMuted),
    ]
    return { cells }
  })
  drawTable(sheet, section, PATH_COLUMNS, rows)
}

const PLATFORM_WORDS: Record<string, string> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }

function introOf({ platform, user, privileged }: Environment): string {
  const [system = '', ...processor] = platform.split(' ')
  const machine = [PLATFORM_WORDS[system] ?? system, ...processor].join(', ')
  const rights = privileged ? 'with the right to open raw sockets' : 'without the right to open raw sockets'
  return `Local flows were asked from here (${machine}) by ${user}, ${rights}.`
}

const NAME_COLUMNS: readonly Column[] = [{ title: 'Name' }, { title: 'Resolved to' }]

function drawNames(sheet: Sheet, section: Element, { names }: Environment): void {
  if (names.length === 0) return
  sheet.label(section, 'Names')
  const rows = names.map(({ name, addresses, error }) => ({
    cells: [cell(name), error === null ? cell(addresses.join(', '), STYLE.codeCell) : cell(`not resolved: ${error}`)],
  }))
  drawTable(sheet, section, NAME_COLUMNS, rows)
}

/** Draws nothing for a result of a version that did not look at the machine. */
export function drawMachine(sheet: Sheet, section: Element, { environment, warnings }: RunResult): void {
  if (!environment) return
  sheet.heading(section, 'This machine', { keep: 90 })
  sheet.block('P', section, introOf(environment), STYLE.body, { after: 2 })
  // What stands among the run's warnings already is not said again.
  const said = [...environment.warnings, ...environment.notes].filter((sentence) => !warnings.includes(sentence))
  if (said.length > 0) drawList(sheet, section, said, { numbered: false })
  drawInterfaces(sheet, section, environment)
  drawGateways(sheet, section, environment)
  drawObservers(sheet, section, environment)
  drawPaths(sheet, section, environment)
  drawNames(sheet, section, environment)
}
