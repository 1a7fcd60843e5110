/** A capture's summary for a terminal: counts, warnings, then a table of flows, or of the plan's flows, failed ones first. */
import type { CaptureTotals, CapturedFlow, PlannedCaptureFlow } from '../../shared/capture-summary.ts'
import { CAPTURE_STATES, type CaptureState } from '../../shared/capture-terms.ts'
import { compactNames, compactNumbers } from '../../shared/explain/compact.ts'
import { type ExactSet, exactSets, sizeOf } from '../../shared/explain/exact-sets.ts'
import { printable } from '../../shared/plan/faults.ts'
import type { PlanRows } from '../capture/plan-rows.ts'

/** Rows of a table without a plan; the rest is counted. JSON has them all. */
const MOST_ROWS = 200

export interface CaptureHead {
  files: readonly string[]
  totals: CaptureTotals
  warnings: readonly string[]
}

const number = (n: number) => n.toLocaleString('en')
const plural = (n: number, word: string) => `${number(n)} ${word}${n === 1 ? '' : 's'}`

/** Pads every column to its widest cell, `right` ones to the right. */
function aligned(rows: readonly (readonly string[])[], right: ReadonlySet<number>): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const pad = (cell: string, column: number) =>
    right.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
  return rows.map((row) => row.map(pad).join('  ').trimEnd())
}

function* headLines({ files, totals, warnings }: CaptureHead): Generator<string> {
  const between = totals.firstSeen && totals.lastSeen ? `, ${totals.firstSeen} to ${totals.lastSeen}` : ''
  yield `${files.join(', ')}: ${plural(totals.packets, 'packet')}${between}`
  yield `${number(totals.tcpPackets)} TCP, ${number(totals.icmpPackets)} ICMP${skippedWords(totals)}`
  for (const warning of warnings) yield `! ${warning}`
  for (const comment of totals.comments) yield `Comment: ${printable(comment, 300)}`
}

const SKIP_WORDS: Readonly<Record<string, string>> = {
  'link-type': 'of unknown link types',
  'not-ip': 'not IP',
  'other-transport': 'of other transports',
  tunnel: 'in tunnels (not looked into)',
  fragment: 'later fragments',
  truncated: 'cut too short by the capture',
  malformed: 'malformed',
  'too-many-headers': 'with too many headers',
}

function skippedWords({ skipped }: CaptureTotals): string {
  const parts = Object.entries(skipped).filter(([, count]) => count > 0)
  const words = parts.map(([why, count]) => `${number(count)} ${SKIP_WORDS[why] ?? why}`)
  return words.length === 0 ? '' : `; skipped: ${words.join(', ')}`
}

const STATE_WORDS: Readonly<Record<CaptureState | 'not-seen', string>> = {
  rejected: 'rejected (ICMP)',
  unanswered: 'no answer',
  refused: 'refused (RST)',
  mixed: 'mixed',
  answered: 'half-open',
  traced: 'trace only',
  'one-sided': 'one-sided',
  running: 'running before',
  completed: 'completed',
  'not-seen': 'not seen',
}

function stateCounts(
  byState: Readonly<Record<string, number>>,
  states: readonly (CaptureState | 'not-seen')[],
): string {
  return states.flatMap((s) => (byState[s] ? [`${number(byState[s])} ${STATE_WORDS[s]}`] : [])).join(' · ')
}

const endpoint = (address: string, port: number) =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

const FLOW_HEADER = ['shows', 'source', 'destination', 'SYN', 'SYN-ACK', 'RST', 'ICMP', 'ms', 'out', 'in']
const FLOW_RIGHT = new Set([3, 4, 5, 6, 7, 8, 9])

function flowCells(row: CapturedFlow): string[] {
  const rtt = row.rttMs.toDestination
  return [
    STATE_WORDS[row.state],
    row.source,
    endpoint(row.destination, row.port) + (row.clientKnown ? '' : ' ?'),
    number(row.syns),
    number(row.synAcks),
    number(row.fromDestination.rsts + row.fromSource.rsts),
    number(row.icmpErrors),
    rtt ? rtt.min.toFixed(2) : '-',
    number(row.fromSource.packets),
    number(row.fromDestination.packets),
  ]
}

/** A sentence stands under every flow whose state does not say it all. */
const needsWords = (row: CapturedFlow) => row.state !== 'completed' || row.lateRsts > 0 || row.mss.note !== null

function* flowLines(rows: Iterable<CapturedFlow>, flows: number): Generator<string> {
  const shown: CapturedFlow[] = []
  for (const row of rows) {
    shown.push(row)
    if (shown.length === MOST_ROWS) break
  }
  if (shown.length === 0) return
  const [header = '', ...lines] = aligned([FLOW_HEADER, ...shown.map(flowCells)], FLOW_RIGHT)
  yield header
  for (const [index, line] of lines.entries()) {
    yield line
    const row = shown[index]
    if (row && needsWords(row)) yield `    ${[row.meaning, row.mss.note ?? ''].join(' ').trim()}`
  }
  if (shown.some(({ clientKnown }) => !clientKnown)) yield '? which side is the client was guessed by the ports'
  if (flows > shown.length) yield `${plural(flows - shown.length, 'more flow')}; --json prints all`
}

const PLAN_ORDER: readonly (CaptureState | 'not-seen')[] = [...CAPTURE_STATES, 'not-seen']

function* planLines(plan: PlanRows): Generator<string> {
  const rows = [...plan.rows()]
  const byState: Record<string, number> = {}
  for (const { shows } of rows) byState[shows] = (byState[shows] ?? 0) + 1
  yield `Plan: ${plural(rows.length, 'flow')}: ${stateCounts(byState, PLAN_ORDER)}`
  yield `Outside the plan: ${plural(plan.outside.flows, 'flow')}, ${plural(plan.outside.packets, 'TCP packet')}`
  yield ''
  const seen = rows.filter(({ shows }) => shows !== 'not-seen')
  const sorted = seen.toSorted((a, b) => PLAN_ORDER.indexOf(a.shows) - PLAN_ORDER.indexOf(b.shows))
  if (sorted.length > 0) yield* aligned([PLAN_HEADER, ...sorted.map(planCells)], new Set([4]))
  const unseen = rows.filter(({ shows }) => shows === 'not-seen')
  if (unseen.length > 0) yield* unseenLines(unseen, sorted.length > 0)
}

/**
 * Flows of which nothing is in the capture, as exact sets: most of a plan passes elsewhere, and a line for each would hide what was
 * seen. Sets are not folded over groups or over reasons.
 */
function* unseenLines(rows: readonly PlannedCaptureFlow[], apart: boolean): Generator<string> {
  if (apart) yield ''
  yield `Not seen: ${plural(rows.length, 'flow')}; a line stands for every source of it to every destination of it on every port of it:`
  const kinds = new Map<string, PlannedCaptureFlow[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.group, row.meaning])
    const list = kinds.get(key)
    if (list) list.push(row)
    else kinds.set(key, [row])
  }
  const cells = [...kinds.values()].flatMap((list) => exactSets(list).map((set) => unseenCells(set, list[0])))
  yield* aligned([['flows', 'group', 'sources', 'destinations', 'ports', ''], ...cells], new Set([0]))
}

const names = (list: readonly string[]) => printable(compactNames(list).join(', '), Number.POSITIVE_INFINITY)

const unseenCells = (set: ExactSet, example: PlannedCaptureFlow | undefined) => [
  number(sizeOf(set)),
  example?.group ?? '',
  names(set.sources),
  names(set.destinations),
  compactNumbers(set.ports).join(', '),
  example?.meaning ?? '',
]

const PLAN_HEADER = ['shows', 'group', 'source', 'destination', 'port', 'service', 'meaning']

const planCells = (row: PlannedCaptureFlow) => [
  STATE_WORDS[row.shows],
  row.group,
  printable(row.source, 40),
  printable(row.destination, 40),
  String(row.port),
  printable(row.service, 40),
  row.meaning,
]

/** With a plan, all rows are read; without one, those that are shown. */
export function* captureText(
  head: CaptureHead,
  rows: Iterable<CapturedFlow>,
  plan: PlanRows | null,
): Generator<string> {
  yield* headLines(head)
  if (plan) {
    for (const row of rows) plan.add(row)
    yield* planLines(plan)
    return
  }
  yield `${plural(head.totals.flows, 'flow')}: ${stateCounts(head.totals.byState, CAPTURE_STATES)}`
  yield ''
  yield* flowLines(rows, head.totals.flows)
}
