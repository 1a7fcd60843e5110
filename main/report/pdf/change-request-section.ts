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
import { REQUEST_TITLE, requestIntro } from '../../../shared/explain/request-words.ts'
import type { RunResult } from '../../../shared/result.ts'
import { STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { type Cell, type Column, type Row, cell, drawTable } from './table.ts'
import { countOf, number } from './words.ts'

const COLUMNS: readonly Column[] = [
  { title: '#', width: 24 },
  { title: 'Source' },
  { title: 'Destination' },
  { title: 'TCP port' },
  { title: 'Flows', width: 46, align: 'right' },
  { title: 'Seen as', width: 60 },
  { title: 'Finding', width: 42 },
]

/** Addresses first: a firewall knows no names. A destination whose name is its address is written once. */
function partyCell(parties: readonly Party[]): Cell {
  const addresses = compactAddresses(parties.map((p) => p.address)).join(', ')
  const names = compactNames(parties.flatMap((p) => p.names)).join(', ')
  const stretches = [{ text: addresses, style: STYLE.codeCell }]
  return { stretches: names === addresses ? stretches : [...stretches, { text: names, style: STYLE.cellMuted }] }
}

function rowOf(line: RequestLine, index: number): Row {
  return {
    cells: [
      cell(String(index + 1), STYLE.cellMuted),
      partyCell(line.sources),
      partyCell(line.destinations),
      cell(compactNumbers(line.ports).join(', '), STYLE.codeCell),
      cell(number(line.flows)),
      cell(line.outcomes.join(', ')),
      cell(line.findings.join(', ') || '–'),
    ],
  }
}

/** One part: what is asked, and the table of it. Each has its own heading, because each may go to another owner. */
function drawAsked(sheet: Sheet, section: Element, part: AskedPart, lines: readonly RequestLine[]): void {
  sheet.heading(section, REQUEST_TITLE[part], { keep: 90 })
  sheet.block('P', section, requestIntro(part, lines), STYLE.body, { after: 6 })
  drawTable(sheet, section, COLUMNS, lines.map(rowOf))
}

/** What failed and is not asked for here, with its reason; and what nobody has seen. */
function leftOut(run: RunResult): string[] {
  const counts = new Map<string, number>()
  for (const flow of run.flows) {
    if (requestPart(flow) === 'elsewhere') counts.set(flow.outcome, (counts.get(flow.outcome) ?? 0) + 1)
  }
  const failed = [...counts].map(
    ([outcome, n]) =>
      `${countOf(n, 'flow')} that failed as ${outcome}: no rule in the path changes that; see the findings.`,
  )
  const { untested } = run.summary
  const unseen = `${countOf(untested, 'flow')} that ${untested === 1 ? 'was' : 'were'} not tested: what was not seen blocked is not asked for.`
  return untested > 0 ? [...failed, unseen] : failed
}

/** They ask nothing of those who own the devices in the path. */
const OF_NO_DEVICE: ReadonlySet<AskedPart> = new Set(['host-permit', 'check-first'])

/** Draws the chapter, also when there is nothing to ask for. */
export function drawChangeRequest(sheet: Sheet, run: RunResult): void {
  const section = sheet.chapter('Change request')
  const asked = ASKED_PARTS.map((part) => ({ part, lines: requestLines(run.flows, part) }))
  if (asked.every(({ part, lines }) => OF_NO_DEVICE.has(part) || lines.length === 0))
    sheet.block(
      'P',
      section,
      'No flow was seen that a device in the path blocks. Nothing is asked for on the way.',
      STYLE.body,
    )
  for (const { part, lines } of asked) if (lines.length > 0) drawAsked(sheet, section, part, lines)
  const others = leftOut(run)
  if (others.length > 0) {
    sheet.heading(section, 'Not in this request', { bookmark: false })
    for (const sentence of others) sheet.block('P', section, sentence, STYLE.body)
  }
  section.end()
}
