/** Of a result that was joined from several machines: which machine sent what, and of which flows they say different things. */
import { compactNames } from '../../../shared/explain/compact.ts'
import type { Conflict, RunResult } from '../../../shared/result.ts'
import { STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { type ColumnShape, cell, columnsOf, drawTable } from './table.ts'
import type { Printed } from './words/printed.ts'

const RUN_COLUMNS: readonly ColumnShape[] = [
  { width: 42, align: 'right' },
  {},
  {},
  { width: 92 },
  { width: 42, align: 'right' },
  {},
]

const CONFLICT_COLUMNS: readonly ColumnShape[] = [{}, { width: 130 }, { width: 150 }]
/** The rest is in run.json. */
const MOST_CONFLICTS = 200

/** Nothing for the result of one machine. */
export function drawJoined(sheet: Sheet, section: Element, run: RunResult): void {
  const { runs, conflicts = [] } = run
  if (!runs) return
  const { number, time } = sheet.words
  const words = sheet.words.method.joined
  sheet.heading(section, words.title(), { keep: 70 })
  const rows = runs.map((one) => ({
    cells: [
      cell(number(one.run)),
      cell(one.sentFrom.length > 0 ? compactNames(one.sentFrom).join(', ') : words.nowhere()),
      cell(machineWords(one.environment, words), STYLE.cellMuted),
      cell(
        one.complete
          ? time(one.finishedAt, run.utcOffsetMinutes)
          : words.stopped(time(one.finishedAt, run.utcOffsetMinutes)),
      ),
      cell(number(one.flows)),
      cell(one.sha256, STYLE.codeCell),
    ],
  }))
  drawTable(sheet, section, columnsOf(words.columns(), RUN_COLUMNS), rows)
  if (conflicts.length > 0) drawConflicts(sheet, section, conflicts)
}

function drawConflicts(sheet: Sheet, section: Element, conflicts: readonly Conflict[]): void {
  const { pages, method } = sheet.words
  const words = method.joined
  const seen = ({ run, outcome }: Conflict['kept']) => words.seen(pages.outcome(outcome), run)
  sheet.heading(section, words.differ(), { keep: 70 })
  const more = conflicts.length - MOST_CONFLICTS
  const all = words.kept(conflicts.length)
  sheet.block('P', section, more > 0 ? `${all} ${words.first(MOST_CONFLICTS)}` : all, STYLE.body)
  const rows = conflicts.slice(0, MOST_CONFLICTS).map(({ flow, kept, others }) => ({
    cells: [cell(flow, STYLE.codeCell), cell(seen(kept)), cell(others.map(seen).join(', '))],
  }))
  drawTable(sheet, section, columnsOf(words.conflictColumns(), CONFLICT_COLUMNS), rows)
}

const machineWords = (
  environment: NonNullable<RunResult['runs']>[number]['environment'],
  words: Printed['method']['joined'],
) => (environment ? words.machine(environment.platform, environment.user, environment.privileged) : words.unknown())
