/** A result that was joined from several machines, for a terminal: which one gave what, and where they differ. */
import { compactNames } from '../../shared/explain/compact.ts'
import type { Conflict, MergedRun, RunResult } from '../../shared/result.ts'

const MOST_CONFLICTS = 20

/** Nothing for the result of one machine. */
export function joinedLines({ runs, conflicts = [] }: RunResult): string[] {
  if (!runs) return []
  const joined = table([
    ['Result', 'Sent from', 'Finished', 'Flows taken', 'Kept as'],
    ...runs.map((run) => [String(run.run), senders(run), run.finishedAt, String(run.flows), run.file]),
  ])
  return [
    '',
    `Joined from ${runs.length} ${runs.length === 1 ? 'result' : 'results'}:`,
    ...joined,
    ...conflictLines(conflicts),
  ]
}

const senders = ({ sentFrom }: MergedRun) => (sentFrom.length > 0 ? compactNames(sentFrom).join(', ') : 'nowhere')

function conflictLines(conflicts: readonly Conflict[]): string[] {
  if (conflicts.length === 0) return []
  const more = conflicts.length - MOST_CONFLICTS
  const rows = conflicts
    .slice(0, MOST_CONFLICTS)
    .map(({ flow, kept, others }) => [flow, seen(kept), others.map(seen).join(', ')])
  return [
    '',
    `${conflicts.length} ${conflicts.length === 1 ? 'conflict' : 'conflicts'}: the newest is kept, and the evidence of each stays in its result.`,
    ...table([['Flow', 'Kept', 'Also said'], ...rows]),
    ...(more > 0 ? [`  and ${more} more: see conflicts in run.json.`] : []),
  ]
}

const seen = ({ run, outcome }: Conflict['kept']) => `${outcome} (result ${run})`

/** Columns as wide as what stands in them. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
}
