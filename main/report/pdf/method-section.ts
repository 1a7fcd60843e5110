/** Chapter: how it was tested, and what this report cannot say. It names every limit that bears on the verdict. */
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { compactAddresses, compactNames, parallelRuns } from '../../../shared/explain/compact.ts'
import { notAskedFor } from '../../../shared/explain/verdict-sentence.ts'
import type { FlowResult, RunResult } from '../../../shared/result.ts'
import { REPLACEMENT, codePointWords } from './clean-text.ts'
import { grouped } from '../grouping.ts'
import { drawJoined } from './joined-part.ts'
import { drawHosts } from './hosts-part.ts'
import { STYLE } from './look.ts'
import { drawMachine } from './machine-part.ts'
import { drawList } from './numbered-list.ts'
import type { Element, Sheet } from './sheet.ts'
import { drawRoundTrips } from './round-trips-part.ts'
import { type ColumnShape, cell, columnsOf, drawTable } from './table.ts'
import type { Printed } from './words/printed.ts'
import { drawWords } from './words-part.ts'

/** Reasons and remedies often name their endpoint; so many are shown of those that differ in nothing else. */
const MOST_DETAILS = 4

const PAIR_COLUMNS: readonly ColumnShape[] = [{ width: 112 }, {}]

const pair = (label: string, value: string, mono = false) => ({
  cells: [cell(label, STYLE.cellMuted), cell(value, mono ? STYLE.codeCell : STYLE.cell)],
})

function drawRun(sheet: Sheet, section: Element, run: RunResult, sha256: string): void {
  const { words } = sheet
  const said = words.method.run
  sheet.heading(section, said.title())
  const { site, tool } = run
  const took = words.duration(Date.parse(run.finishedAt) - Date.parse(run.startedAt))
  drawTable(sheet, section, columnsOf(said.columns(), PAIR_COLUMNS), [
    pair(said.site(), site.name),
    ...(site.customer ? [pair(said.customer(), site.customer)] : []),
    ...(site.engineer ? [pair(said.engineer(), site.engineer)] : []),
    pair(said.stage(), words.terms.stage[run.stage]),
    pair(said.started(), words.time(run.startedAt, run.utcOffsetMinutes)),
    pair(said.finished(), said.after(words.time(run.finishedAt, run.utcOffsetMinutes), took)),
    ...runPairs(run, words),
    pair(said.complete(), said.isComplete(run.complete)),
    pair(said.pace(), words.terms.pace[run.pace]),
    pair(said.tool(), `${tool.name} ${tool.version}`),
    pair(said.catalogue(), `${tool.catalogue}; ${APPENDIX_B.source}`),
    pair(said.groups(), run.plan.groups.map(said.group).join(', ')),
    ...partPairs(run, words),
    pair(said.runHash(), sha256, true),
    pair(said.planHash(), run.plan.sha256, true),
  ])
}

/** Of a result that joins several runs: when each was, for what it saw holds for its own time. */
function runPairs({ runTimes, utcOffsetMinutes }: RunResult, { method, time, duration }: Printed) {
  return (runTimes ?? []).map(({ run, startedAt, finishedAt, complete, flows }) => {
    const took = duration(Date.parse(finishedAt) - Date.parse(startedAt))
    const { one, oneTook } = method.run
    return pair(one(run), oneTook(time(startedAt, utcOffsetMinutes), took, flows, complete))
  })
}

/** Which part of the plan was asked for; nothing where it was all of it. */
function partPairs(run: RunResult, { method }: Printed) {
  const words = method.run
  const rest = notAskedFor(run)
  if (rest === 0) return []
  const { groups, from, onlyFailed } = run.plan.filter ?? {}
  const by = [
    ...(groups ? [words.byGroups(groups.map(words.group).join(', '))] : []),
    ...(from ? [words.byFrom(compactNames(from).join(', '))] : []),
    ...(onlyFailed === undefined ? [] : [words.byFailed(onlyFailed)]),
  ]
  const asked = words.asked(run.summary.flows, run.plan.flows ?? 0)
  return [pair(words.askedFor(), by.length > 0 ? `${asked}: ${by.join('; ')}` : asked)]
}

function drawWarnings(sheet: Sheet, section: Element, warnings: readonly string[]): void {
  if (warnings.length === 0) return
  sheet.heading(section, sheet.words.method.warnings())
  drawList(sheet, section, warnings, { numbered: false })
}

function drawMethod(sheet: Sheet, section: Element, run: RunResult): void {
  const words = sheet.words.method.how
  sheet.heading(section, words.title())
  sheet.block('P', section, words.asked(), STYLE.body)
  if (run.environment !== undefined) sheet.block('P', section, words.evidence(), STYLE.body)
  if (run.vantages.some(({ kind, state }) => kind === 'ssh' && state === 'used'))
    sheet.block('P', section, words.bySsh(), STYLE.body)
  if (run.flows.some(({ evidence }) => evidence.standIn?.by === 'ssh'))
    sheet.block('P', section, words.standIns(), STYLE.body)
}

const VANTAGE_COLUMNS: readonly ColumnShape[] = [{}, {}, { width: 72 }, { width: 52 }, {}]

function drawVantages(sheet: Sheet, section: Element, { vantages }: RunResult): void {
  const words = sheet.words.method.vantages
  sheet.heading(section, words.title(), { keep: 70 })
  const rows = grouped(vantages, (v) => JSON.stringify([v.kind, v.interface, v.state, v.note])).flatMap((list) => {
    const [first] = list
    if (!first) return []
    return {
      cells: [
        cell(compactNames(list.map((v) => v.endpoint)).join(', ')),
        cell(compactAddresses(list.map((v) => v.address)).join(', '), STYLE.codeCell),
        cell(first.interface ? `${words.kind(first.kind)}, ${first.interface}` : words.kind(first.kind)),
        cell(words.state(first.state)),
        cell(first.note, STYLE.cellMuted),
      ],
    }
  })
  drawTable(sheet, section, columnsOf(words.columns(), VANTAGE_COLUMNS), rows)
}

const ENDPOINT_COLUMNS: readonly ColumnShape[] = [{ width: 100 }, { width: 56, align: 'right' }, {}, {}]

/** One row per run in which names and addresses count up together, so that every name keeps its address. */
function drawEndpoints(sheet: Sheet, section: Element, { plan }: RunResult): void {
  const { number, role, method } = sheet.words
  sheet.heading(section, method.endpoints.title(), { keep: 70 })
  const rows = grouped(plan.endpoints, (e) => e.role).flatMap((ofRole) =>
    parallelRuns(ofRole).map((list) => ({
      cells: [
        cell(role(list[0]?.role ?? '', list.length)),
        cell(number(list.length)),
        cell(compactNames(list.map((e) => e.name)).join(', ')),
        cell(compactAddresses(list.map((e) => e.address)).join(', '), STYLE.codeCell),
      ],
    })),
  )
  drawTable(sheet, section, columnsOf(method.endpoints.columns(), ENDPOINT_COLUMNS), rows)
}

/** At most {@link MOST_DETAILS} of the sentences; how many more there are is said. */
function some(sentences: Iterable<string>, { moreLike }: Printed['method']): string {
  const all = [...new Set(sentences)]
  const more = all.length - MOST_DETAILS
  const shown = all.slice(0, MOST_DETAILS).join('\n')
  return more > 0 ? `${shown}\n${moreLike(more)}` : shown
}

const UNTESTED_COLUMNS: readonly ColumnShape[] = [{}, { width: 52, align: 'right' }, {}, {}]

/** Grouped by kind of reason; the flows themselves stand in the chapter before. */
function drawUntested(sheet: Sheet, section: Element, run: RunResult): void {
  const { method, number, terms } = sheet.words
  const words = method.untested
  sheet.heading(section, words.title(), { keep: 70 })
  const untested = run.flows.filter((flow) => flow.verdict === 'untested')
  if (untested.length === 0) {
    const rest = notAskedFor(run)
    sheet.block('P', section, rest > 0 ? words.noneAsked(rest) : words.none(), STYLE.body)
    return
  }
  const rows = grouped(untested, (flow) => flow.evidence.notAsked?.why ?? '').map((list) => {
    const why = list[0]?.evidence.notAsked?.why
    return {
      cells: [
        cell(why ? terms.why[why] : words.unclear()),
        cell(number(list.length)),
        cell(compactNames(list.map((flow) => flow.source)).join(', ')),
        cell(
          some(
            list.map((flow) => flow.reason),
            method,
          ),
          STYLE.cellMuted,
        ),
      ],
    }
  })
  drawTable(sheet, section, columnsOf(words.columns(), UNTESTED_COLUMNS), rows)
}

const SETTLE_COLUMNS: readonly ColumnShape[] = [{ width: 84 }, { width: 52, align: 'right' }, {}]

/** Flows that are only likely, and what would prove them. */
function drawSettle(sheet: Sheet, section: Element, flows: readonly FlowResult[]): void {
  const open = flows.filter((flow) => flow.settle !== null)
  if (open.length === 0) return
  const { method, number, pages } = sheet.words
  sheet.heading(section, method.settle.title(), { keep: 70 })
  const rows = grouped(open, (flow) => `${flow.verdict} ${flow.outcome} ${flow.proof}`).flatMap((list) => {
    const [first] = list
    if (!first) return []
    const settle = some(
      list.flatMap((flow) => flow.settle ?? []),
      method,
    )
    return {
      cells: [
        { ...cell(pages.outcome(first.outcome)), mark: first },
        cell(number(list.length)),
        cell(settle, STYLE.cellMuted),
      ],
    }
  })
  drawTable(sheet, section, columnsOf(method.settle.columns(), SETTLE_COLUMNS), rows)
}

function drawLimits(sheet: Sheet, section: Element): void {
  const { title, list } = sheet.words.method.limits
  sheet.heading(section, title())
  drawList(sheet, section, list(), { numbered: false })
}

/** Drawn last, when everything that had to be replaced is known. Names that look alike now are told apart by address. */
function drawReplaced(sheet: Sheet, section: Element, { plan }: RunResult): void {
  const replaced = sheet.cleaner.replaced()
  if (replaced.length === 0) return
  const { method, pages } = sheet.words
  const words = method.replaced
  const sentence = words.sentence(REPLACEMENT, replaced.length, codePointWords(replaced, pages.moreCodePoints))
  sheet.heading(section, words.title())
  sheet.block('P', section, sentence, STYLE.body, { after: 4 })
  const unlike = plan.endpoints.filter(({ name }) => sheet.cleaner.clean(name) !== name.normalize('NFC'))
  const rows = unlike.map(({ name, address }) => ({ cells: [cell(name), cell(address, STYLE.codeCell)] }))
  if (rows.length > 0) drawTable(sheet, section, columnsOf(words.columns(), NAME_COLUMNS), rows)
}

const NAME_COLUMNS: readonly ColumnShape[] = [{}, {}]

/** Draws the chapter. @param sha256 of run.json, hex */
export function drawMethodAndLimits(sheet: Sheet, run: RunResult, sha256: string): void {
  const section = sheet.chapter(sheet.words.method.chapter())
  drawRun(sheet, section, run, sha256)
  drawWarnings(sheet, section, run.warnings)
  drawJoined(sheet, section, run)
  drawMethod(sheet, section, run)
  drawRoundTrips(sheet, section, run)
  drawEndpoints(sheet, section, run)
  drawVantages(sheet, section, run)
  drawMachine(sheet, section, run)
  drawUntested(sheet, section, run)
  drawSettle(sheet, section, run.flows)
  drawHosts(sheet, section, run.hosts)
  drawWords(sheet, section, run)
  drawLimits(sheet, section)
  drawReplaced(sheet, section, run)
  section.end()
}
