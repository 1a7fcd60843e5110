/**
 * Chapter: every flow, by group and direction. Up to 500 flows one by one; above that as exact sets: rows that differ only in
 * endpoint or port are one row, and nothing is left out.
 */
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { compactNames, compactNumbers } from '../../../shared/explain/compact.ts'
import { type ExactSet, exactSets, sizeOf } from '../../../shared/explain/exact-sets.ts'
import type { FlowResult, RunResult } from '../../../shared/result.ts'
import { COLOUR, STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { type ColumnShape, type Row, cell, columnsOf, drawTable } from './table.ts'
import { type Printed, isReachable } from './words/printed.ts'

/** From here on single rows help nobody: experience.md, "The PDF". */
const MOST_SINGLE_ROWS = 500

const SINGLE_COLUMNS: readonly ColumnShape[] = [
  {},
  {},
  { width: 44, align: 'right' },
  {},
  { width: 112 },
  { width: 51 },
  { width: 48, align: 'right' },
  { width: 40 },
]

const SET_COLUMNS: readonly ColumnShape[] = [
  {},
  {},
  {},
  { width: 46, align: 'right' },
  { width: 112 },
  { width: 51 },
  { width: 64, align: 'right' },
  { width: 42 },
]

/** One flow; what does not pass says why in a second line. */
function singleRow(flow: FlowResult, { terms, ...words }: Printed): Row {
  const blocker = words.blockedBy(flow)
  const why = blocker ? `${flow.reason} (${blocker})` : flow.reason
  return {
    cells: [
      cell(flow.source),
      cell(flow.destination),
      cell(String(flow.port), STYLE.cellStrong),
      cell(flow.service, STYLE.cellMuted),
      { ...cell(words.outcome(flow)), mark: flow },
      cell(terms.proof[flow.proof], STYLE.cellMuted),
      cell(words.rtts([flow.rttMs])),
      cell(flow.finding ?? '', STYLE.cellMuted),
    ],
    ...(flow.verdict === 'fail' || flow.verdict === 'warn' ? { note: why } : {}),
  }
}

/** Flows that a row may stand for together: all that is printed, but endpoints, port and round trip, is the same. */
const alike = (flow: FlowResult) =>
  JSON.stringify([flow.verdict, flow.outcome, flow.proof, flow.finding, flow.blockedBy])

interface SetRow {
  set: ExactSet
  example: FlowResult
  rtts: (number | null)[]
}

const tripleKey = (source: string, destination: string, port: number) => `${source}\u0000${destination}\u0000${port}`

function roundTrips(set: ExactSet, rttOf: ReadonlyMap<string, number | null>): (number | null)[] {
  return set.sources.flatMap((s) =>
    set.destinations.flatMap((d) => set.ports.map((p) => rttOf.get(tripleKey(s, d, p)) ?? null)),
  )
}

/** The flows of one direction as rows of exact sets, worst verdict first within each kind as they come. */
export function setRows(flows: readonly FlowResult[]): SetRow[] {
  const kinds = new Map<string, FlowResult[]>()
  for (const flow of flows) {
    const key = alike(flow)
    const list = kinds.get(key)
    if (list) list.push(flow)
    else kinds.set(key, [flow])
  }
  const order = { fail: 0, warn: 1, untested: 2, pass: 3 } as const
  return [...kinds.values()]
    .sort((a, b) => (a[0] ? order[a[0].verdict] : 0) - (b[0] ? order[b[0].verdict] : 0))
    .flatMap((list) => {
      const rttOf = new Map(list.map((f) => [tripleKey(f.source, f.destination, f.port), f.rttMs]))
      return exactSets(list).flatMap((set) => {
        const [example] = list
        return example ? [{ set, example, rtts: roundTrips(set, rttOf) }] : []
      })
    })
}

function setRow({ set, example, rtts }: SetRow, { terms, ...words }: Printed): Row {
  const blocker = words.blockedBy(example)
  return {
    cells: [
      cell(compactNames(set.sources).join(', ')),
      cell(compactNames(set.destinations).join(', ')),
      cell(compactNumbers(set.ports).join(', ')),
      cell(words.number(sizeOf(set))),
      { ...cell(words.outcome(example)), mark: example },
      cell(terms.proof[example.proof], STYLE.cellMuted),
      cell(words.rtts(rtts)),
      cell(example.finding ?? '', STYLE.cellMuted),
    ],
    ...(blocker ? { note: blocker } : {}),
  }
}

/** "9005 NPM · 9009 Resolver": a set of ports has no room for the names of its services. */
function servicesOf(flows: readonly FlowResult[]): string {
  const services = new Map<string, FlowResult>()
  for (const flow of flows) services.set(`${flow.port} ${flow.service}`, flow)
  const sorted = [...services].sort(([, a], [, b]) => a.port - b.port)
  return sorted.map(([text]) => text).join(' · ')
}

interface Part {
  title: string
  purpose: string | null
  flows: FlowResult[]
}

/** Group and direction, in the order of the run. A group of the catalogue has its title from there. */
function partsOf(flows: readonly FlowResult[], words: Printed): Part[] {
  const parts = new Map<string, Part>()
  for (const flow of flows) {
    const key = `${flow.group}|${flow.direction}`
    const part = parts.get(key)
    if (part) part.flows.push(flow)
    else parts.set(key, { ...headingOf(flow, words), flows: [flow] })
  }
  return [...parts.values()]
}

function headingOf({ group, direction }: FlowResult, { pages, report }: Printed): Omit<Part, 'flows'> {
  const known = report.groups[group]
  if (!known) return { title: pages.flow.ofPlan(direction), purpose: null }
  const directions = APPENDIX_B.directions.filter((d) => d.group === group)
  const title = directions.length > 1 ? `${known.title}: ${pages.flow.direction(direction)}` : known.title
  return { title, purpose: known.purpose }
}

function drawPart(sheet: Sheet, section: Element, part: Part, single: boolean): void {
  sheet.heading(section, part.title, { keep: 130 })
  if (part.purpose) sheet.block('P', section, part.purpose, { ...STYLE.body, colour: COLOUR.muted }, { after: 4 })
  const { words } = sheet
  const { columns, setColumns, ports } = words.pages.flow
  if (single) {
    const rows = part.flows.map((flow) => singleRow(flow, words))
    drawTable(sheet, section, columnsOf(columns(), SINGLE_COLUMNS), rows)
    return
  }
  sheet.block('P', section, ports(servicesOf(part.flows)), STYLE.small, { after: 4 })
  const rows = setRows(part.flows).map((row) => setRow(row, words))
  drawTable(sheet, section, columnsOf(setColumns(), SET_COLUMNS), rows)
}

/** Draws the chapter. */
export function drawFlows(sheet: Sheet, run: RunResult): void {
  const section = sheet.chapter(sheet.words.pages.flow.chapter())
  const words = sheet.words.pages.flow
  const single = run.flows.length <= MOST_SINGLE_ROWS
  const intro = single ? words.single(run.flows.length) : words.sets(run.flows.length)
  const closed = run.flows.some(isReachable)
  sheet.block('P', section, closed ? `${intro} ${words.closed(run.stage)}` : intro, STYLE.body)
  for (const part of partsOf(run.flows, sheet.words)) drawPart(sheet, section, part, single)
  section.end()
}
