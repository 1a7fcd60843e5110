/** Chapter: the result set against an earlier one of the same plan. Only in the PDF that `diff` saves. */
import { CHANGES, type Comparison } from '../../../shared/comparison.ts'
import { changeRows, changeTitle, comparisonSentence } from '../../../shared/explain/comparison-words.ts'
import { STYLE } from './look.ts'
import { drawList } from './numbered-list.ts'
import type { Element, Sheet } from './sheet.ts'
import { type ColumnShape, cell, columnsOf, drawTable } from './table.ts'

const FLOW_COLUMNS: readonly ColumnShape[] = [{}, {}, {}, { width: 42, align: 'right' }, { width: 110 }, { width: 110 }]

const FINDING_COLUMNS: readonly ColumnShape[] = [{ width: 40 }, { width: 44 }, {}, { width: 74 }, { width: 130 }]

function drawFindingChanges(sheet: Sheet, section: Element, { findings }: Comparison): void {
  const words = sheet.words.pages.compared
  const rows = [
    ...findings.old.map((finding) => ({ of: 'old' as const, finding })),
    ...findings.new.map((finding) => ({ of: 'new' as const, finding })),
  ].map(({ of, finding: { id, title, flows, state, other } }) => ({
    cells: [
      cell(words.of(of)),
      cell(id),
      cell(title),
      cell(words.state(state)),
      cell(flows === 0 ? words.beside() : words.other(other.pass, other.failing, other.unknown), STYLE.cellMuted),
    ],
  }))
  if (rows.length === 0) return
  sheet.heading(section, words.findings(), { keep: 70 })
  drawTable(sheet, section, columnsOf(words.findingColumns(), FINDING_COLUMNS), rows)
}

/** Draws nothing where nothing is compared. */
export function drawComparison(sheet: Sheet, comparison: Comparison | undefined, utcOffsetMinutes: number): void {
  if (!comparison) return
  const { old, notes, flows, fieldChecks } = comparison
  const { language } = sheet.words
  const words = sheet.words.pages.compared
  const section = sheet.chapter(words.chapter(sheet.words.time(old.finishedAt, utcOffsetMinutes)))
  sheet.block('P', section, comparisonSentence(comparison, language), STYLE.body, { after: 4 })
  sheet.block('P', section, words.earlier(old.sha256), STYLE.small, { after: 4 })
  if (notes.length > 0) drawList(sheet, section, notes, { numbered: false })
  drawFindingChanges(sheet, section, comparison)
  for (const change of CHANGES) {
    const rows = changeRows(flows, change, language)
    if (rows.length === 0) continue
    sheet.heading(section, changeTitle(change, language), { keep: 70 })
    drawTable(
      sheet,
      section,
      columnsOf(words.flowColumns(), FLOW_COLUMNS),
      rows.map(({ sources, destinations, ports, flows: size, was, is, differs }) => ({
        cells: [cell(sources), cell(destinations), cell(ports), cell(sheet.words.number(size)), cell(was), cell(is)],
        ...(differs === '' || (change !== 'still-failing' && change !== 'changed-evidence')
          ? {}
          : { note: words.differs(differs) }),
      })),
    )
  }
  if (fieldChecks.length > 0) {
    sheet.heading(section, sheet.words.pages.field.chapter(), { keep: 60 })
    const sentences = fieldChecks.map(
      ({ change, old: was, new: now }) => `${changeTitle(change, language)}: ${(now ?? was)?.reason ?? ''}`,
    )
    drawList(sheet, section, sentences, { numbered: false })
  }
  section.end()
}
