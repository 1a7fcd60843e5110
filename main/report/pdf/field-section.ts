/** Chapter: what was checked beyond the guide's port table, where it is known from, and what does not pass. */
import type { Finding, RunResult } from '../../../shared/result.ts'
import { type FieldKindRow, fieldRows, findingsOfKind } from '../field-rows.ts'
import { STYLE } from './look.ts'
import { drawList } from './numbered-list.ts'
import type { Element, Sheet } from './sheet.ts'
import { type Column, cell, drawTable } from './table.ts'

const INTRO =
  'The port table of the guide does not name these, but the install needs them. They are field knowledge, each with its source; they are not counted among the flows.'

const COLUMNS: readonly Column[] = [
  { title: 'What', width: 130 },
  { title: 'Found', width: 90 },
  { title: 'Why it is checked, and where that is known from' },
]

function drawOpen(
  sheet: Sheet,
  section: Element,
  { kind, title, open }: FieldKindRow,
  findings: readonly Finding[],
): void {
  if (open.length === 0) return
  const see = findingsOfKind(kind, findings)
  sheet.heading(section, see.length === 0 ? title : `${title}: see ${see.join(', ')}`, { keep: 60 })
  const sentences = open.map(
    ({ verdict, reason, settle }) => `${verdict}: ${reason}${settle === null ? '' : ` ${settle}`}`,
  )
  drawList(sheet, section, sentences, { numbered: false })
}

/** Draws nothing where nothing was asked. */
export function drawFieldChecks(sheet: Sheet, { fieldChecks = [], findings }: RunResult): void {
  if (fieldChecks.length === 0) return
  const rows = fieldRows(fieldChecks)
  const section = sheet.chapter('Beyond the port table')
  sheet.block('P', section, INTRO, STYLE.body, { after: 5 })
  drawTable(
    sheet,
    section,
    COLUMNS,
    rows.map(({ title, worst, counts, purpose, known }) => ({
      cells: [
        { ...cell(title), mark: { verdict: worst, proof: 'likely' as const } },
        cell(counts),
        { stretches: [{ text: purpose }, { text: known, style: STYLE.cellMuted }] },
      ],
    })),
  )
  for (const row of rows) drawOpen(sheet, section, row, findings)
  section.end()
}
