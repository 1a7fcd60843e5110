/** Chapter for the firewall team: all groups together, exactly the flows that were seen blocked, by address. */
import {
  ASKED_PARTS,
  type AskedPart,
  type Party,
  type RequestLine,
  requestLines,
  requestPart,
} from '../../../shared/explain/blocked-flows.ts'
import { compactAddresses, compactNames, compactNumbers } from '../../../shared/explain/compact.ts'
import { requestIntro } from '../../../shared/explain/request-words.ts'
import type { Outcome } from '../../../shared/outcome.ts'
import type { RunResult } from '../../../shared/result.ts'
import { STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { type Cell, type ColumnShape, type Row, cell, columnsOf, drawTable } from './table.ts'
import type { Printed } from './words/printed.ts'

const COLUMNS: readonly ColumnShape[] = [
  { width: 24 },
  {},
  {},
  {},
  { width: 46, align: 'right' },
  { width: 60 },
  { width: 42 },
]

/** Addresses first: a firewall knows no names. A destination whose name is its address is written once. */
function partyCell(parties: readonly Party[]): Cell {
  const addresses = compactAddresses(parties.map((p) => p.address)).join(', ')
  const names = compactNames(parties.flatMap((p) => p.names)).join(', ')
  const stretches = [{ text: addresses, style: STYLE.codeCell }]
  return { stretches: names === addresses ? stretches : [...stretches, { text: names, style: STYLE.cellMuted }] }
}

function rowOf(line: RequestLine, index: number, { number, pages }: Printed): Row {
  return {
    cells: [
      cell(String(index + 1), STYLE.cellMuted),
      partyCell(line.sources),
      partyCell(line.destinations),
      cell(compactNumbers(line.ports).join(', '), STYLE.codeCell),
      cell(number(line.flows)),
      cell(line.outcomes.map(pages.outcome).join(', ')),
      cell(line.findings.join(', ') || '–'),
    ],
  }
}

/** One part: what is asked, and the table of it. Each has its own heading, because each may go to another owner. */
function drawAsked(sheet: Sheet, section: Element, part: AskedPart, lines: readonly RequestLine[]): void {
  const { words } = sheet
  sheet.heading(section, words.report.request.title(part), { keep: 90 })
  sheet.block('P', section, requestIntro(part, lines, words.language), STYLE.body, { after: 6 })
  const rows = lines.map((line, index) => rowOf(line, index, words))
  drawTable(sheet, section, columnsOf(words.pages.request.columns(), COLUMNS), rows)
}

/** What failed and is not asked for here, with its reason; and what nobody has seen. */
function leftOut(run: RunResult, { pages }: Printed): string[] {
  const counts = new Map<Outcome, number>()
  for (const flow of run.flows) {
    if (requestPart(flow) === 'elsewhere') counts.set(flow.outcome, (counts.get(flow.outcome) ?? 0) + 1)
  }
  const failed = [...counts].map(([outcome, n]) => pages.request.elsewhere(n, pages.outcome(outcome)))
  const { untested } = run.summary
  return untested > 0 ? [...failed, pages.request.untested(untested)] : failed
}

/** They ask nothing of those who own the devices in the path. */
const OF_NO_DEVICE: ReadonlySet<AskedPart> = new Set(['host-permit', 'check-first'])

/** Draws the chapter, also when there is nothing to ask for. */
export function drawChangeRequest(sheet: Sheet, run: RunResult): void {
  const section = sheet.chapter(sheet.words.pages.request.chapter())
  const asked = ASKED_PARTS.map((part) => ({ part, lines: requestLines(run.flows, part) }))
  if (asked.every(({ part, lines }) => OF_NO_DEVICE.has(part) || lines.length === 0))
    sheet.block('P', section, sheet.words.pages.request.nothing(), STYLE.body)
  for (const { part, lines } of asked) if (lines.length > 0) drawAsked(sheet, section, part, lines)
  const others = leftOut(run, sheet.words)
  if (others.length > 0) {
    sheet.heading(section, sheet.words.pages.request.left(), { bookmark: false })
    for (const sentence of others) sheet.block('P', section, sentence, STYLE.body)
  }
  section.end()
}
