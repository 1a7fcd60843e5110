/** Part of the last chapter: what the words of the report mean, and how it counts distances. */
import { type BlockedByCertainty, CERTAINTIES } from '../../../shared/outcome.ts'
import type { RunResult } from '../../../shared/result.ts'
import { STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { type Column, cell, drawTable } from './table.ts'
import { CERTAINTY_MEANING, OUTCOME_MEANING, number } from './words.ts'

const WORD_COLUMNS: readonly Column[] = [
  { title: 'Outcome', width: 84 },
  { title: 'Flows', width: 52, align: 'right' },
  { title: 'The network …' },
]

/** Draws the word list. */
export function drawWords(sheet: Sheet, section: Element, run: RunResult): void {
  sheet.heading(section, 'The words of this report', { keep: 70 })
  const proof =
    'Proven: nothing else would look like what was seen. Likely: what was seen fits, but another cause would look the same from here.'
  sheet.block('P', section, proof, STYLE.body, { after: 4 })
  const rows = Object.entries(OUTCOME_MEANING)
    .filter(([outcome]) => (run.summary.byOutcome[outcome] ?? 0) > 0)
    .map(([outcome, meaning]) => ({
      cells: [cell(outcome, STYLE.cellStrong), cell(number(run.summary.byOutcome[outcome] ?? 0)), cell(meaning)],
    }))
  drawTable(sheet, section, WORD_COLUMNS, rows)
  drawWhereWords(sheet, section, run)
}

const CERTAINTY_COLUMNS: readonly Column[] = [
  { title: 'In the way', width: 84 },
  { title: 'Flows', width: 52, align: 'right' },
  { title: 'How it is known' },
]

const HOP_WORDS =
  'Hop: a machine on the way, counted from the sender as traceroute counts. The first router is hop 1; what is 4 hops away is behind three routers, and a machine in the sender’s own network is 1 hop away.'

/** How sure the report is of a machine that it names as standing in the way, and how it counts distances. */
function drawWhereWords(sheet: Sheet, section: Element, { flows }: RunResult): void {
  const count = (certainty: BlockedByCertainty) => flows.filter((f) => f.blockedBy?.certainty === certainty).length
  const rows = CERTAINTIES.map((certainty) => ({
    cells: [cell(certainty, STYLE.cellStrong), cell(number(count(certainty))), cell(CERTAINTY_MEANING[certainty])],
  }))
  sheet.y += 10
  drawTable(sheet, section, CERTAINTY_COLUMNS, rows)
  sheet.block('P', section, HOP_WORDS, STYLE.body, { before: 6 })
}
