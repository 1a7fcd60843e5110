/** What a check found, for a terminal: one sentence, counts, findings worst first, and where the files are. */
import type { Verdict } from '../../shared/outcome.ts'
import type { Finding, RunResult } from '../../shared/result.ts'
import { standingOf, verdictSentence } from '../../shared/explain/verdict-sentence.ts'
import { type Paint, paintFor } from './paint.ts'
import { writeLines } from './wrap.ts'

const MOST_FINDINGS = 20

/** Green is for a check that passed, and for nothing else. */
const COLOUR = { fail: 'red', warn: 'yellow', untested: 'yellow', pass: 'green' } as const satisfies Record<
  Verdict,
  keyof Paint
>

export function printConclusion(run: RunResult, files: readonly string[], stream: NodeJS.WriteStream): void {
  const paint = paintFor(stream)
  const { summary } = run
  const colour = paint[COLOUR[standingOf(summary)]]
  const lines = [
    '',
    paint.bold(colour(verdictSentence(run))),
    `${summary.pass} pass (${summary.proven} proven, ${summary.pass - summary.proven} likely) · ${summary.fail} fail · ${summary.warn} warn · ${summary.untested} untested`,
    ...run.warnings.map((warning) => paint.yellow(`! ${warning}`)),
    ...vantageLines(run),
    ...run.findings.slice(0, MOST_FINDINGS).flatMap((finding) => findingLines(finding, paint)),
  ]
  const hidden = run.findings.length - MOST_FINDINGS
  if (hidden > 0) lines.push('', `${hidden} more findings are in the report.`)
  lines.push('', ...files.map((file) => `Saved ${file}`))
  writeLines(lines, stream)
}

function vantageLines({ vantages }: RunResult): string[] {
  const used = vantages.filter((v) => v.state === 'used')
  const unused = vantages.filter((v) => v.state !== 'used')
  const sent = used.map((v) => `${v.endpoint} (${v.address}${v.interface ? ` ${v.note}` : ''})`)
  return [
    ...(sent.length > 0 ? [`Sent from ${sent.join(', ')}`] : []),
    ...(unused.length > 0
      ? [
          `Nothing sent from ${unused
            .map((v) => v.endpoint)
            .slice(0, 12)
            .join(', ')}${unused.length > 12 ? ` and ${unused.length - 12} more` : ''}`,
        ]
      : []),
  ]
}

function findingLines(finding: Finding, paint: ReturnType<typeof paintFor>): string[] {
  const mark = finding.severity === 'fail' ? paint.red('■ fail') : paint.yellow('▲ warn')
  return [
    '',
    `${mark} ${paint.bold(`${finding.id} ${finding.title}`)}`,
    `  ${finding.evidence}`,
    `  Who can fix it: ${finding.whoCanFix}.`,
    ...finding.steps.map((step, index) => `  ${index + 1}. ${step}`),
  ]
}
