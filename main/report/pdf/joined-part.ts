/** Of a result that was joined from several machines: which machine sent what, and of which flows they say different things. */
import { compactNames } from '../../../shared/explain/compact.ts'
import type { Conflict, RunResult } from '../../../shared/result.ts'
import { STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { type Column, cell, drawTable } from './table.ts'
import { countOf, localTime, number } from './words.ts'

const RUN_COLUMNS: readonly Column[] = [
  { title: 'Result', width: 42, align: 'right' },
  { title: 'Sent from' },
  { title: 'Machine' },
  { title: 'Finished', width: 92 },
  { title: 'Flows', width: 42, align: 'right' },
  { title: 'SHA-256 of its file' },
]

const CONFLICT_COLUMNS: readonly Column[] = [
  { title: 'Flow' },
  { title: 'Kept: the newest', width: 130 },
  { title: 'Also said', width: 150 },
]
/** The rest is in run.json. */
const MOST_CONFLICTS = 200

/** Nothing for the result of one machine. */
export function drawJoined(sheet: Sheet, section: Element, run: RunResult): void {
  const { runs, conflicts = [] } = run
  if (!runs) return
  sheet.heading(section, 'Which machine sent what', { keep: 70 })
  const rows = runs.map((one) => ({
    cells: [
      cell(number(one.run)),
      cell(one.sentFrom.length > 0 ? compactNames(one.sentFrom).join(', ') : 'nowhere'),
      cell(machineWords(one.environment), STYLE.cellMuted),
      cell(`${localTime(one.finishedAt, run.utcOffsetMinutes)}${one.complete ? '' : ', stopped before its end'}`),
      cell(number(one.flows)),
      cell(one.sha256, STYLE.codeCell),
    ],
  }))
  drawTable(sheet, section, RUN_COLUMNS, rows)
  if (conflicts.length > 0) drawConflicts(sheet, section, conflicts)
}

function drawConflicts(sheet: Sheet, section: Element, conflicts: readonly Conflict[]): void {
  sheet.heading(section, 'Where the results differ', { keep: 70 })
  const more = conflicts.length - MOST_CONFLICTS
  const all = `${countOf(conflicts.length, 'flow')}: the newest conclusion is kept, and the evidence of each stays in the file of its result.`
  sheet.block('P', section, more > 0 ? `${all} The first ${number(MOST_CONFLICTS)} are shown.` : all, STYLE.body)
  const rows = conflicts.slice(0, MOST_CONFLICTS).map(({ flow, kept, others }) => ({
    cells: [cell(flow, STYLE.codeCell), cell(seen(kept)), cell(others.map(seen).join(', '))],
  }))
  drawTable(sheet, section, CONFLICT_COLUMNS, rows)
}

const seen = ({ run, outcome }: Conflict['kept']) => `${outcome} (result ${run})`

const machineWords = (environment: NonNullable<RunResult['runs']>[number]['environment']) =>
  environment
    ? `${environment.platform}, ${environment.user}${environment.privileged ? ' (privileged)' : ''}`
    : 'not described'
