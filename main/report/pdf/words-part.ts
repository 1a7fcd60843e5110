/** Part of the last chapter: what the words of the report mean, and how it counts distances. */
import { type BlockedByCertainty, CERTAINTIES, OUTCOMES } from '../../../shared/outcome.ts'
import type { RunResult } from '../../../shared/result.ts'
import { STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { type Cell, type ColumnShape, cell, columnsOf, drawTable } from './table.ts'

const WORD_COLUMNS: readonly ColumnShape[] = [{ width: 84 }, { width: 52, align: 'right' }, {}]

/** Draws the word list. */
export function drawWords(sheet: Sheet, section: Element, run: RunResult): void {
  const { number, pages, terms } = sheet.words
  const { words } = sheet.words.method
  sheet.heading(section, words.title(), { keep: 70 })
  sheet.block('P', section, words.proof(), STYLE.body, { after: 4 })
  const rows = OUTCOMES.filter((outcome) => (run.summary.byOutcome[outcome] ?? 0) > 0).map((outcome) => ({
    cells: [
      named(pages.outcome(outcome), outcome),
      cell(number(run.summary.byOutcome[outcome] ?? 0)),
      cell(terms.meaning[outcome]),
    ],
  }))
  drawTable(sheet, section, columnsOf(words.outcomeColumns(), WORD_COLUMNS), rows)
  drawWhereWords(sheet, section, run)
}

const CERTAINTY_COLUMNS: readonly ColumnShape[] = [{ width: 84 }, { width: 52, align: 'right' }, {}]

/** A word of the report; where run.json and CSV have another one, that stands below it. */
const named = (word: string, id: string): Cell =>
  word === id
    ? cell(word, STYLE.cellStrong)
    : {
        stretches: [
          { text: word, style: STYLE.cellStrong },
          { text: id, style: STYLE.codeCell },
        ],
      }

/** How sure the report is of a machine that it names as standing in the way, and how it counts distances. */
function drawWhereWords(sheet: Sheet, section: Element, { flows }: RunResult): void {
  const { number, report, terms } = sheet.words
  const { words } = sheet.words.method
  const count = (certainty: BlockedByCertainty) => flows.filter((f) => f.blockedBy?.certainty === certainty).length
  const rows = CERTAINTIES.map((certainty) => ({
    cells: [
      named(report.places.certainty[certainty], certainty),
      cell(number(count(certainty))),
      cell(terms.certainty[certainty]),
    ],
  }))
  sheet.y += 10
  drawTable(sheet, section, columnsOf(words.certaintyColumns(), CERTAINTY_COLUMNS), rows)
  sheet.block('P', section, words.hop(), STYLE.body, { before: 6 })
}
