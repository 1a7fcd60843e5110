/** What a check found, for a terminal: one sentence, counts, findings worst first, and where the files are. */
import type { Verdict } from '../../shared/outcome.ts'
import type { Stage } from '../../shared/plan/plan.ts'
import type { Finding, RunResult } from '../../shared/result.ts'
import { printable } from '../../shared/plan/faults.ts'
import { inTheWay, inTheWayWords } from '../../shared/explain/in-the-way.ts'
import { PLATFORM_TITLES } from '../../shared/explain/causes/verify/platform.ts'
import { requestWords } from '../../shared/explain/request-words.ts'
import { notAskedFor, standingOfPlan, verdictSentence } from '../../shared/explain/verdict-sentence.ts'
import { joinedLines } from './joined.ts'
import { fieldLines } from './field-lines.ts'
import { type Paint, paintFor } from './paint.ts'
import { wrapLines } from './wrap.ts'

const MOST_FINDINGS = 20
const MOST_NAMED = 5
const MOST_REQUEST_LINES = 20
/** Longer than this and the verdict has left the screen: it is said once more. Lines of a terminal that does not tell its height. */
const USUAL_ROWS = 24

const PLATFORM_NAMES = Object.values(PLATFORM_TITLES).join(', ')

/** Green is for a check that passed, and for nothing else. */
const COLOUR = { fail: 'red', warn: 'yellow', untested: 'yellow', pass: 'green' } as const satisfies Record<
  Verdict,
  keyof Paint
>

const STAGE_WORDS: Record<Stage, string> = {
  preinstall: 'preinstall (nothing but the VMs runs yet)',
  operational: 'operational (the cluster is formed)',
}

/** @param repeat whether the verdict is repeated after long output; not where the caller ends with words of its own */
export function printConclusion(
  run: RunResult,
  files: readonly string[],
  stream: NodeJS.WriteStream,
  { repeat = true }: { repeat?: boolean } = {},
): void {
  const paint = paintFor(stream)
  const verdict = paint.bold(paint[COLOUR[standingOfPlan(run)]](verdictSentence(run)))
  const lines = [
    '',
    verdict,
    countLine(run),
    `Stage: ${STAGE_WORDS[run.stage]} · pace: ${run.pace}`,
    ...closedLines(run),
    ...run.warnings.map((warning) => paint.yellow(`! ${warning}`)),
    ...vantageLines(run),
    ...joinedLines(run),
    ...run.findings.slice(0, MOST_FINDINGS).flatMap((finding) => findingLines(finding, run, paint)),
  ]
  const hidden = run.findings.length - MOST_FINDINGS
  if (hidden > 0) lines.push('', `${hidden} more ${hidden === 1 ? 'finding is' : 'findings are'} in the report.`)
  lines.push(
    ...verifyLines(run),
    ...fieldLines(run.fieldChecks ?? [], run.findings, paint),
    ...requestLines(run),
    '',
    ...files.map((file) => `Saved ${file}`),
  )
  const columns = stream.isTTY ? (stream.columns ?? 80) : Number.POSITIVE_INFINITY
  const shown = wrapLines(lines, columns)
  if (repeat && shown.length > (stream.rows ?? USUAL_ROWS) - 2) shown.push('', ...wrapLines([verdict], columns))
  stream.write(`${shown.join('\n')}\n`)
}

function countLine(run: RunResult): string {
  const { pass, proven, fail, warn, untested } = run.summary
  const rest = notAskedFor(run)
  const others = rest > 0 ? ` · ${rest} of the plan not asked` : ''
  return `${pass} pass (${proven} proven, ${pass - proven} likely) · ${fail} fail · ${warn} warn · ${untested} untested${others}`
}

/** Refused, and a pass: that needs its word where it is counted. */
function closedLines({ flows, stage }: RunResult): string[] {
  const closed = flows.filter((flow) => flow.outcome === 'closed' && flow.verdict === 'pass').length
  if (closed === 0) return []
  return stage === 'preinstall'
    ? [`${closed} of those that pass: reachable, nothing listens yet. Before the install that is enough.`]
    : [`${closed} of those that pass: reachable, and the service runs on another node.`]
}

/** They are too many for a terminal, and most are typed on other machines. */
function verifyLines({ findings }: RunResult): string[] {
  if (!findings.some(({ verify = {} }) => Object.values(verify).some((lines) => lines.length > 0))) return []
  return [
    '',
    `Commands to verify each finding, for ${PLATFORM_NAMES}: in the PDF (--format pdf), in run.json (verify), and in the app.`,
  ]
}

/** To be pasted into a mail; a long one is in the report. */
function requestLines({ flows }: RunResult): string[] {
  return requestWords(flows).flatMap(({ title, intro, lines }) => {
    const more = lines.length - MOST_REQUEST_LINES
    return [
      '',
      `${title}:`,
      `  ${intro}`,
      ...lines.slice(0, MOST_REQUEST_LINES).map((line) => `  ${line}`),
      ...(more > 0 ? [`  and ${more} more ${more === 1 ? 'line' : 'lines'}: see Change request in the report.`] : []),
    ]
  })
}

/** The first five, and how many others. */
function named(items: readonly string[]): string {
  const more = items.length - MOST_NAMED
  return `${items.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} ${more === 1 ? 'other' : 'others'}` : ''}`
}

function vantageLines({ vantages }: RunResult): string[] {
  const used = vantages.filter((v) => v.state === 'used')
  const unused = vantages.filter((v) => v.state !== 'used')
  const [bySsh, own] = [used.filter(({ kind }) => kind === 'ssh'), used.filter(({ kind }) => kind !== 'ssh')]
  const sent = own.map((v) => `${v.endpoint} (${v.address}${v.interface ? ` ${v.note}` : ''})`)
  const ways = [...new Set(bySsh.map(({ note }) => note))].map((note) => {
    const alike = bySsh.filter((v) => v.note === note).map((v) => `${v.endpoint} (${v.address})`)
    return `Sent from ${named(alike)} ${note}`
  })
  // Of a host that was to be reached the reason differs, and can be mended at once.
  const unreached = unused.filter(({ kind }) => kind === 'ssh')
  const without = unused.filter(({ kind }) => kind !== 'ssh')
  return [
    ...(sent.length > 0 ? [`Sent from ${named(sent)}`] : []),
    ...limited(ways, 'ways in which it was sent are'),
    ...(without.length > 0 ? [`Nothing sent from ${named(without.map((v) => v.endpoint))}`] : []),
    ...limited(
      unreached.map((v) => `Nothing sent from ${v.endpoint}: ${printable(v.note, 400)}`),
      'hosts from which nothing was sent are',
    ),
  ]
}

/** The first five, and that the others stand in the report. */
function limited(lines: readonly string[], what: string): string[] {
  const more = lines.length - MOST_NAMED
  return more > 0 ? [...lines.slice(0, MOST_NAMED), `${more} more ${what} in the report.`] : [...lines]
}

function findingLines(finding: Finding, run: RunResult, paint: ReturnType<typeof paintFor>): string[] {
  const inTheWayLines = inTheWay(run.flows.filter((flow) => flow.finding === finding.id)).map(
    (device) => `  In the way: ${inTheWayWords(device)}.`,
  )
  const mark = finding.severity === 'fail' ? paint.red('■ fail') : paint.yellow('▲ warn')
  return [
    '',
    `${mark} ${paint.bold(`${finding.id} ${finding.title}`)}`,
    `  ${finding.evidence}`,
    ...inTheWayLines,
    `  Who can fix it: ${finding.whoCanFix}.`,
    ...finding.steps.map((step, index) => `  ${index + 1}. ${step}`),
  ]
}
