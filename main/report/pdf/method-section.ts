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
import { type Column, cell, drawTable } from './table.ts'
import { PACE_WORDS, STAGE_WORDS, WHY_WORDS, countOf, durationWords, localTime, number, roleWords } from './words.ts'
import { drawWords } from './words-part.ts'

/** Reasons and remedies often name their endpoint; so many are shown of those that differ in nothing else. */
const MOST_DETAILS = 4

const PAIR_COLUMNS: readonly Column[] = [{ title: 'What', width: 112 }, { title: 'Value' }]

const pair = (label: string, value: string, mono = false) => ({
  cells: [cell(label, STYLE.cellMuted), cell(value, mono ? STYLE.codeCell : STYLE.cell)],
})

function drawRun(sheet: Sheet, section: Element, run: RunResult, sha256: string): void {
  sheet.heading(section, 'This run')
  const { site, tool } = run
  const took = durationWords(Date.parse(run.finishedAt) - Date.parse(run.startedAt))
  const state = run.complete ? 'yes' : 'no: it was stopped before its end; what was not asked is untested'
  drawTable(sheet, section, PAIR_COLUMNS, [
    pair('Site', site.name),
    ...(site.customer ? [pair('Customer', site.customer)] : []),
    ...(site.engineer ? [pair('Engineer', site.engineer)] : []),
    pair('Stage', STAGE_WORDS[run.stage]),
    pair('Started', localTime(run.startedAt, run.utcOffsetMinutes)),
    pair('Finished', `${localTime(run.finishedAt, run.utcOffsetMinutes)}, after ${took}`),
    ...runPairs(run),
    pair('Complete', state),
    pair('Pace', PACE_WORDS[run.pace]),
    pair('Tool', `${tool.name} ${tool.version}`),
    pair('Port catalogue', `${tool.catalogue}; ${APPENDIX_B.source}`),
    pair('Groups', run.plan.groups.join(', ')),
    ...partPairs(run),
    pair('SHA-256 of run.json', sha256, true),
    pair('SHA-256 of the plan', run.plan.sha256, true),
  ])
}

/** Of a result that joins several runs: when each was, for what it saw holds for its own time. */
function runPairs({ runTimes, utcOffsetMinutes }: RunResult) {
  return (runTimes ?? []).map(({ run, startedAt, finishedAt, complete, flows }) => {
    const took = durationWords(Date.parse(finishedAt) - Date.parse(startedAt))
    const end = complete ? '' : ', stopped before its end'
    return pair(`Run ${run}`, `${localTime(startedAt, utcOffsetMinutes)}, ${took}, ${countOf(flows, 'flow')}${end}`)
  })
}

/** Which part of the plan was asked for; nothing where it was all of it. */
function partPairs(run: RunResult) {
  const rest = notAskedFor(run)
  if (rest === 0) return []
  const { groups, from, onlyFailed } = run.plan.filter ?? {}
  const by = [
    ...(groups ? [`the groups ${groups.join(', ')}`] : []),
    ...(from ? [`flows from ${compactNames(from).join(', ')}`] : []),
    ...(onlyFailed === undefined ? [] : [`what failed or warned in ${onlyFailed}`]),
  ]
  const asked = `${number(run.summary.flows)} of the plan's ${countOf(run.plan.flows ?? 0, 'flow')}`
  return [pair('Asked for', by.length > 0 ? `${asked}: ${by.join('; ')}` : asked)]
}

function drawWarnings(sheet: Sheet, section: Element, warnings: readonly string[]): void {
  if (warnings.length === 0) return
  sheet.heading(section, 'Warnings')
  drawList(sheet, section, warnings, { numbered: false })
}

const METHOD =
  'A flow is asked with several independent TCP connection attempts, each from a new source port. The first clear answer (a completed handshake, a RST, an ICMP error) ends it; a flow is called silent only after none of the attempts was answered. After an answer on a port whose service is known, the service is asked to show itself. For each destination a port that nothing should serve is asked as well (the control): if that is open too, something in the path answers for everything.'

const EVIDENCE =
  'When all was asked, more was sent to gather evidence, all of it to addresses of the plan: a few SYNs to each port that had answered, to find out from how many hops away its answers come (as root also single SYNs that are never completed); SYNs with rising TTLs to one open and one blocked port of a destination, which routers on the way answer; ICMP echoes, some of full size that may not be fragmented; and a port that had answered was asked again when others fell silent.'

const BY_SSH =
  'Flows that start on a host behind an SSH vantage were asked on that host: by a small program that ran there over the SSH session where python3 was found, else by the forwarding of the SSH server or by bash or nc, which tell less; the table below says which. Nothing was installed or written there, and nothing runs there any more.'

const STAND_INS =
  'On destinations that SSH reaches, a stand-in listened on the ports that were free, as long as the check ran. It signs each connection with a key of this check, and counts what arrives: so the far end itself is proven, and a loss on the way there is told from one on the way back. Ports that a real service held were left to it.'

function drawMethod(sheet: Sheet, section: Element, run: RunResult): void {
  sheet.heading(section, 'How a flow is tested')
  sheet.block('P', section, METHOD, STYLE.body)
  if (run.environment !== undefined) sheet.block('P', section, EVIDENCE, STYLE.body)
  if (run.vantages.some(({ kind, state }) => kind === 'ssh' && state === 'used'))
    sheet.block('P', section, BY_SSH, STYLE.body)
  if (run.flows.some(({ evidence }) => evidence.standIn?.by === 'ssh')) sheet.block('P', section, STAND_INS, STYLE.body)
}

const VANTAGE_COLUMNS: readonly Column[] = [
  { title: 'Endpoint' },
  { title: 'Address' },
  { title: 'Vantage', width: 72 },
  { title: 'State', width: 52 },
  { title: 'Note' },
]

function drawVantages(sheet: Sheet, section: Element, { vantages }: RunResult): void {
  sheet.heading(section, 'Where it was tested from', { keep: 70 })
  const rows = grouped(vantages, (v) => JSON.stringify([v.kind, v.interface, v.state, v.note])).flatMap((list) => {
    const [first] = list
    if (!first) return []
    return {
      cells: [
        cell(compactNames(list.map((v) => v.endpoint)).join(', ')),
        cell(compactAddresses(list.map((v) => v.address)).join(', '), STYLE.codeCell),
        cell(first.interface ? `${first.kind}, ${first.interface}` : first.kind),
        cell(first.state),
        cell(first.note, STYLE.cellMuted),
      ],
    }
  })
  drawTable(sheet, section, VANTAGE_COLUMNS, rows)
}

const ENDPOINT_COLUMNS: readonly Column[] = [
  { title: 'Role', width: 100 },
  { title: 'Number', width: 56, align: 'right' },
  { title: 'Endpoints' },
  { title: 'Addresses' },
]

/** One row per run in which names and addresses count up together, so that every name keeps its address. */
function drawEndpoints(sheet: Sheet, section: Element, { plan }: RunResult): void {
  sheet.heading(section, 'Endpoints of the plan', { keep: 70 })
  const rows = grouped(plan.endpoints, (e) => e.role).flatMap((ofRole) =>
    parallelRuns(ofRole).map((list) => ({
      cells: [
        cell(roleWords(list[0]?.role ?? '', list.length)),
        cell(number(list.length)),
        cell(compactNames(list.map((e) => e.name)).join(', ')),
        cell(compactAddresses(list.map((e) => e.address)).join(', '), STYLE.codeCell),
      ],
    })),
  )
  drawTable(sheet, section, ENDPOINT_COLUMNS, rows)
}

/** At most {@link MOST_DETAILS} of the sentences; how many more there are is said. */
function some(sentences: Iterable<string>): string {
  const all = [...new Set(sentences)]
  const more = all.length - MOST_DETAILS
  const shown = all.slice(0, MOST_DETAILS).join('\n')
  return more > 0 ? `${shown}\n… and ${number(more)} like these, for other endpoints or ports: all in run.json.` : shown
}

const UNTESTED_COLUMNS: readonly Column[] = [
  { title: 'Why' },
  { title: 'Flows', width: 52, align: 'right' },
  { title: 'From' },
  { title: 'In its words' },
]

/** Grouped by kind of reason; the flows themselves stand in the chapter before. */
function drawUntested(sheet: Sheet, section: Element, run: RunResult): void {
  sheet.heading(section, 'What was not tested, and why', { keep: 70 })
  const untested = run.flows.filter((flow) => flow.verdict === 'untested')
  if (untested.length === 0) {
    sheet.block(
      'P',
      section,
      notAskedFor(run) > 0
        ? `Every flow that was asked for was tested; ${number(notAskedFor(run))} of the plan's flows were not asked for.`
        : 'Every flow that was asked for was tested.',
      STYLE.body,
    )
    return
  }
  const rows = grouped(untested, (flow) => flow.evidence.notAsked?.why ?? '').map((list) => {
    const why = list[0]?.evidence.notAsked?.why
    return {
      cells: [
        cell(why ? WHY_WORDS[why] : 'It was asked, but what was seen allows no conclusion.'),
        cell(number(list.length)),
        cell(compactNames(list.map((flow) => flow.source)).join(', ')),
        cell(some(list.map((flow) => flow.reason)), STYLE.cellMuted),
      ],
    }
  })
  drawTable(sheet, section, UNTESTED_COLUMNS, rows)
}

const SETTLE_COLUMNS: readonly Column[] = [
  { title: 'Outcome', width: 84 },
  { title: 'Flows', width: 52, align: 'right' },
  { title: 'What would settle it' },
]

/** Flows that are only likely, and what would prove them. */
function drawSettle(sheet: Sheet, section: Element, flows: readonly FlowResult[]): void {
  const open = flows.filter((flow) => flow.settle !== null)
  if (open.length === 0) return
  sheet.heading(section, 'What is not proven, and what would settle it', { keep: 70 })
  const rows = grouped(open, (flow) => `${flow.verdict} ${flow.outcome} ${flow.proof}`).flatMap((list) => {
    const [first] = list
    if (!first) return []
    const settle = some(list.flatMap((flow) => flow.settle ?? []))
    return {
      cells: [{ ...cell(first.outcome), mark: first }, cell(number(list.length)), cell(settle, STYLE.cellMuted)],
    }
  })
  drawTable(sheet, section, SETTLE_COLUMNS, rows)
}

const LIMITS = [
  'The report holds for the time of the run. A rule, a route or a timeout that changes later is not seen.',
  'Flows are TCP connections to the listed ports: no UDP, no throughput, no behaviour under load.',
  'A flow is tested from its own source, or it is untested. A test from another machine is never counted for it.',
  'A flow that passes as likely was answered as it should be, but a device in the path that answers for others could look the same.',
  'The port table is that of the guide named above. What is marked as field knowledge in the catalogue is not from the guide.',
]

function drawLimits(sheet: Sheet, section: Element): void {
  sheet.heading(section, 'What this report cannot say')
  drawList(sheet, section, LIMITS, { numbered: false })
}

/** Drawn last, when everything that had to be replaced is known. Names that look alike now are told apart by address. */
function drawReplaced(sheet: Sheet, section: Element, { plan }: RunResult): void {
  const replaced = sheet.cleaner.replaced()
  if (replaced.length === 0) return
  const sentence = `A ${REPLACEMENT} stands for a character that cannot be printed here (${countOf(replaced.length, 'different character')}: ${codePointWords(replaced)}). The full text is in run.json.`
  sheet.heading(section, 'Characters that were replaced')
  sheet.block('P', section, sentence, STYLE.body, { after: 4 })
  const unlike = plan.endpoints.filter(({ name }) => sheet.cleaner.clean(name) !== name.normalize('NFC'))
  const rows = unlike.map(({ name, address }) => ({ cells: [cell(name), cell(address, STYLE.codeCell)] }))
  if (rows.length > 0) drawTable(sheet, section, NAME_COLUMNS, rows)
}

const NAME_COLUMNS: readonly Column[] = [{ title: 'Endpoint, as printed' }, { title: 'Address' }]

/** Draws the chapter. @param sha256 of run.json, hex */
export function drawMethodAndLimits(sheet: Sheet, run: RunResult, sha256: string): void {
  const section = sheet.chapter('Method and limits')
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
