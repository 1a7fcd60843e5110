/**
 * Chapter: every flow, by group and direction. Up to 500 flows one by one; above that as exact sets: rows that differ only in
 * endpoint or port are one row, and nothing is left out.
 */
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { compactNames, compactNumbers } from '../../../shared/explain/compact.ts'
import { type ExactSet, exactSets, sizeOf } from '../../../shared/explain/exact-sets.ts'
import type { Stage } from '../../../shared/plan/plan.ts'
import type { FlowResult, RunResult } from '../../../shared/result.ts'
import { COLOUR, STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { type Column, type Row, cell, drawTable } from './table.ts'
import { PROOF_WORD, blockedByWords, countOf, number, outcomeWord, rttWords } from './words.ts'

/** From here on single rows help nobody: experience.md, "The PDF". */
const MOST_SINGLE_ROWS = 500

const SINGLE_COLUMNS: readonly Column[] = [
  { title: 'Source' },
  { title: 'Destination' },
  { title: 'Port', width: 44, align: 'right' },
  { title: 'Service' },
  { title: 'Outcome', width: 98 },
  { title: 'Proof', width: 42 },
  { title: 'RTT, ms', width: 48, align: 'right' },
  { title: 'Finding', width: 40 },
]

const SET_COLUMNS: readonly Column[] = [
  { title: 'Sources' },
  { title: 'Destinations' },
  { title: 'Ports' },
  { title: 'Flows', width: 46, align: 'right' },
  { title: 'Outcome', width: 98 },
  { title: 'Proof', width: 40 },
  { title: 'RTT, ms', width: 64, align: 'right' },
  { title: 'Finding', width: 42 },
]

/** One flow; what does not pass says why in a second line. */
function singleRow(flow: FlowResult): Row {
  const blocker = blockedByWords(flow)
  const why = blocker ? `${flow.reason} (${blocker})` : flow.reason
  return {
    cells: [
      cell(flow.source),
      cell(flow.destination),
      cell(String(flow.port), STYLE.cellStrong),
      cell(flow.service, STYLE.cellMuted),
      { ...cell(outcomeWord(flow)), mark: flow },
      cell(PROOF_WORD[flow.proof], STYLE.cellMuted),
      cell(rttWords([flow.rttMs])),
      cell(flow.finding ?? '', STYLE.cellMuted),
    ],
    ...(flow.verdict === 'fail' || flow.verdict === 'warn' ? { note: why } : {}),
  }
}

/** Flows that a row may stand for together: all that is printed, but endpoints, port and round trip, is the same. */
const alike = (flow: FlowResult) =>
  JSON.stringify([flow.verdict, flow.outcome, flow.proof, flow.finding, blockedByWords(flow)])

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

function setRow({ set, example, rtts }: SetRow): Row {
  const blocker = blockedByWords(example)
  return {
    cells: [
      cell(compactNames(set.sources).join(', ')),
      cell(compactNames(set.destinations).join(', ')),
      cell(compactNumbers(set.ports).join(', ')),
      cell(number(sizeOf(set))),
      { ...cell(outcomeWord(example)), mark: example },
      cell(PROOF_WORD[example.proof], STYLE.cellMuted),
      cell(rttWords(rtts)),
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

const CLOSED_WORDS: Record<Stage, string> = {
  preinstall: '“Closed, reachable”: nothing listens there yet, which is enough before the install.',
  operational: '“Closed, reachable”: the service runs on another node of the cluster.',
}

interface Part {
  title: string
  purpose: string | null
  flows: FlowResult[]
}

/** Group and direction, in the order of the run. A group of the catalogue has its title from there. */
function partsOf(flows: readonly FlowResult[]): Part[] {
  const parts = new Map<string, Part>()
  for (const flow of flows) {
    const key = `${flow.group}|${flow.direction}`
    const part = parts.get(key)
    if (part) part.flows.push(flow)
    else parts.set(key, { ...headingOf(flow), flows: [flow] })
  }
  return [...parts.values()]
}

function headingOf({ group, direction }: FlowResult): Omit<Part, 'flows'> {
  const known = APPENDIX_B.groups.find((g) => g.id === group)
  if (!known) return { title: `Rule of the plan: ${direction}`, purpose: null }
  const directions = APPENDIX_B.directions.filter((d) => d.group === group)
  const title = directions.length > 1 ? `${known.title}: ${direction}` : known.title
  return { title, purpose: known.purpose }
}

function drawPart(sheet: Sheet, section: Element, part: Part, single: boolean): void {
  sheet.heading(section, part.title, { keep: 130 })
  if (part.purpose) sheet.block('P', section, part.purpose, { ...STYLE.body, colour: COLOUR.muted }, { after: 4 })
  if (single) {
    drawTable(sheet, section, SINGLE_COLUMNS, part.flows.map(singleRow))
    return
  }
  sheet.block('P', section, `Ports: ${servicesOf(part.flows)}`, STYLE.small, { after: 4 })
  drawTable(sheet, section, SET_COLUMNS, setRows(part.flows).map(setRow))
}

/** Draws the chapter. */
export function drawFlows(sheet: Sheet, run: RunResult): void {
  const section = sheet.chapter('Every flow')
  const single = run.flows.length <= MOST_SINGLE_ROWS
  const intro = single
    ? `${countOf(run.flows.length, 'flow')}, in the order of the port table. RTT is the round trip of the handshake or of the RST; see “How round trips are measured”.`
    : `${countOf(run.flows.length, 'flow')} as exact sets: a row stands for every source of it to every destination of it on every port of it, and for nothing else. Together the rows are all flows of the plan, each once. RTT is the shortest and the longest round trip in the row; see “How round trips are measured”.`
  const closed = run.flows.some((flow) => outcomeWord(flow) !== flow.outcome)
  sheet.block('P', section, closed ? `${intro} ${CLOSED_WORDS[run.stage]}` : intro, STYLE.body)
  for (const part of partsOf(run.flows)) drawPart(sheet, section, part, single)
  section.end()
}
