/** Chapter: the result set against an earlier one of the same plan. Only in the PDF that `diff` saves. */
import { CHANGES, type Comparison } from '../../../shared/comparison.ts'
import { CHANGE_TITLES, changeRows, comparisonSentence } from '../../../shared/explain/comparison-words.ts'
import { STYLE } from './look.ts'
import { drawList } from './numbered-list.ts'
import type { Element, Sheet } from './sheet.ts'
import { type Column, cell, drawTable } from './table.ts'
import { localTime, number } from './words.ts'

const FLOW_COLUMNS: readonly Column[] = [
  { title: 'Sources' },
  { title: 'Destinations' },
  { title: 'Ports' },
  { title: 'Flows', width: 42, align: 'right' },
  { title: 'Before', width: 110 },
  { title: 'Now', width: 110 },
]

const FINDING_COLUMNS: readonly Column[] = [
  { title: 'Result', width: 40 },
  { title: 'Finding', width: 44 },
  { title: 'Cause' },
  { title: 'State', width: 74 },
  { title: 'In the other result', width: 130 },
]

function drawFindingChanges(sheet: Sheet, section: Element, { findings }: Comparison): void {
  const rows = [
    ...findings.old.map((finding) => ({ of: 'old', finding })),
    ...findings.new.map((finding) => ({ of: 'new', finding })),
  ].map(({ of, finding: { id, title, flows, state, other } }) => ({
    cells: [
      cell(of),
      cell(id),
      cell(title),
      cell(state.replace('-', ' ')),
      cell(
        flows === 0 ? 'beside the flows' : `${other.pass} pass, ${other.failing} fail, ${other.unknown} untested`,
        STYLE.cellMuted,
      ),
    ],
  }))
  if (rows.length === 0) return
  sheet.heading(section, 'Findings, before and now', { keep: 70 })
  drawTable(sheet, section, FINDING_COLUMNS, rows)
}

/** Draws nothing where nothing is compared. */
export function drawComparison(sheet: Sheet, comparison: Comparison | undefined, utcOffsetMinutes: number): void {
  if (!comparison) return
  const { old, notes, flows, fieldChecks } = comparison
  const section = sheet.chapter(`Compared with ${localTime(old.finishedAt, utcOffsetMinutes)}`)
  sheet.block('P', section, comparisonSentence(comparison), STYLE.body, { after: 4 })
  sheet.block('P', section, `The earlier result: run.json of SHA-256 ${old.sha256}.`, STYLE.small, { after: 4 })
  if (notes.length > 0) drawList(sheet, section, notes, { numbered: false })
  drawFindingChanges(sheet, section, comparison)
  for (const change of CHANGES) {
    const rows = changeRows(flows, change)
    if (rows.length === 0) continue
    sheet.heading(section, CHANGE_TITLES[change], { keep: 70 })
    drawTable(
      sheet,
      section,
      FLOW_COLUMNS,
      rows.map(({ sources, destinations, ports, flows: size, was, is, differs }) => ({
        cells: [cell(sources), cell(destinations), cell(ports), cell(number(size)), cell(was), cell(is)],
        ...(differs === '' || (change !== 'still-failing' && change !== 'changed-evidence')
          ? {}
          : { note: `Other than before: ${differs}` }),
      })),
    )
  }
  if (fieldChecks.length > 0) {
    sheet.heading(section, 'Beyond the port table', { keep: 60 })
    const sentences = fieldChecks.map(
      ({ change, old: was, new: now }) => `${CHANGE_TITLES[change]}: ${(now ?? was)?.reason ?? ''}`,
    )
    drawList(sheet, section, sentences, { numbered: false })
  }
  section.end()
}
