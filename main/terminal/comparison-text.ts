/** A comparison for a terminal: one sentence, what is not alike, findings, and the flows of each kind of change as exact sets. */
import { CHANGES, type Change, type Comparison, type FindingChange } from '../../shared/comparison.ts'
import {
  changeTitle,
  changeRows,
  comparisonSentence,
  standingOfComparison,
} from '../../shared/explain/comparison-words.ts'
import { type Paint, paintFor } from './paint.ts'
import { wrapLines } from './wrap.ts'

const MOST_ROWS = 20

export function printComparison(comparison: Comparison, stream: NodeJS.WriteStream, files: readonly string[]): void {
  const paint = paintFor(stream)
  const { old, new: now, notes } = comparison
  const colour = { good: 'green', bad: 'red', open: 'yellow' } as const
  const lines = [
    paint.bold(paint[colour[standingOfComparison(comparison)]](comparisonSentence(comparison))),
    `Old: ${old.name}, ${old.site}, ended ${old.finishedAt}`,
    `New: ${now.name}, ${now.site}, ended ${now.finishedAt}`,
    ...notes.map((note) => paint.yellow(`! ${note}`)),
    ...findingLines(comparison, paint),
    ...CHANGES.flatMap((change) => flowLines(comparison, change, paint)),
    ...fieldLines(comparison),
    ...(files.length > 0 ? ['', ...files.map((file) => `Saved ${file}`)] : []),
  ]
  const columns = stream.isTTY ? (stream.columns ?? 80) : Number.POSITIVE_INFINITY
  stream.write(`${wrapLines(lines, columns).join('\n')}\n`)
}

const STATE_WORDS: Record<FindingChange['state'], string> = {
  fixed: 'fixed: every flow of it passes now',
  'partly-fixed': 'partly fixed',
  'still-failing': 'still failing',
  unknown: 'not known: none of its flows was tested again',
  new: 'new',
  grown: 'new flows besides known ones',
  known: 'known: its flows failed before',
}

function findingLines({ findings }: Comparison, paint: Paint): string[] {
  const told = [
    ...findings.old.map((finding) => ({ finding, of: 'old' })),
    ...findings.new.filter(({ state }) => state !== 'known').map((finding) => ({ finding, of: 'new' })),
  ]
  if (told.length === 0) return []
  return ['', paint.bold('Findings:'), ...told.map(({ finding, of }) => `  ${of} ${findingLine(finding)}`)]
}

/** Of what is wrong beside the flows. */
const BESIDE_WORDS: Record<FindingChange['state'], string> = {
  ...STATE_WORDS,
  fixed: 'fixed: every check of it passes now',
  unknown: 'not known: it was not asked again',
  known: 'known',
}

function findingLine({ id, title, flows, state, other }: FindingChange): string {
  if (flows === 0) return `${id} ${title}: ${BESIDE_WORDS[state]}`
  const counts =
    state === 'partly-fixed'
      ? ` (${other.pass} of ${flows} pass, ${other.failing} fail, ${other.unknown} not tested)`
      : ''
  return `${id} ${title}: ${STATE_WORDS[state]}${counts}`
}

function flowLines(comparison: Comparison, change: Change, paint: Paint): string[] {
  const rows = changeRows(comparison.flows, change)
  if (rows.length === 0) return []
  const more = rows.length - MOST_ROWS
  return [
    '',
    paint.bold(`${changeTitle(change)} (${comparison.summary.byChange[change]}):`),
    ...rows
      .slice(0, MOST_ROWS)
      .map(({ sources, destinations, ports, was, is }) => `  ${sources} → ${destinations} : ${ports}   ${was} → ${is}`),
    ...(more > 0 ? [`  and ${more} more ${more === 1 ? 'line' : 'lines'}: --json lists all.`] : []),
  ]
}

function fieldLines({ fieldChecks }: Comparison): string[] {
  if (fieldChecks.length === 0) return []
  return [
    '',
    'Beyond the port table:',
    ...fieldChecks.map(
      ({ id, change, old, new: now }) =>
        `  ${id}: ${changeTitle(change)} (${old?.verdict ?? 'not asked'} → ${now?.verdict ?? 'not asked'}). ${(now ?? old)?.reason ?? ''}`,
    ),
  ]
}
