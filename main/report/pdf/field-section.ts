/** Chapter: what was checked beyond the guide's port table, where it is known from, and what does not pass. */
import type { Finding, RunResult } from '../../../shared/result.ts'
import { type FieldKindRow, fieldRows, findingsOfKind } from '../field-rows.ts'
import { STYLE } from './look.ts'
import { drawList } from './numbered-list.ts'
import type { Element, Sheet } from './sheet.ts'
import { type ColumnShape, cell, columnsOf, drawTable } from './table.ts'

const COLUMNS: readonly ColumnShape[] = [{ width: 130 }, { width: 90 }, {}]

function drawOpen(sheet: Sheet, section: Element, { kind, open }: FieldKindRow, findings: readonly Finding[]): void {
  if (open.length === 0) return
  const { pages, terms } = sheet.words
  const see = findingsOfKind(kind, findings)
  const title = pages.field.title(kind)
  sheet.heading(section, see.length === 0 ? title : pages.field.see(title, see), { keep: 60 })
  const sentences = open.map(
    ({ verdict, reason, settle }) => `${terms.verdict[verdict]}: ${reason}${settle === null ? '' : ` ${settle}`}`,
  )
  drawList(sheet, section, sentences, { numbered: false })
}

/** Draws nothing where nothing was asked. */
export function drawFieldChecks(sheet: Sheet, { fieldChecks = [], findings }: RunResult): void {
  if (fieldChecks.length === 0) return
  const rows = fieldRows(fieldChecks)
  const words = sheet.words.pages.field
  const { counted } = sheet.words.pages.one
  const section = sheet.chapter(words.chapter())
  sheet.block('P', section, words.intro(), STYLE.body, { after: 5 })
  drawTable(
    sheet,
    section,
    columnsOf(words.columns(), COLUMNS),
    rows.map(({ kind, worst, counts }) => ({
      cells: [
        { ...cell(words.title(kind)), mark: { verdict: worst, proof: 'likely' as const } },
        cell(counts.map(([verdict, n]) => `${sheet.words.number(n)} ${counted(verdict, n)}`).join(', ')),
        { stretches: [{ text: words.purpose(kind) }, { text: words.known(kind), style: STYLE.cellMuted }] },
      ],
    })),
  )
  for (const row of rows) drawOpen(sheet, section, row, findings)
  section.end()
}
