/** `psm-preflight practice`: a check of the embedded practice site. Exit 0 when what was found is exactly what was set. */
import { createHash } from 'node:crypto'
import { EXIT, type Format } from '../terms.ts'
import { comparePractice, type PracticeComparison } from '../practice/expectation.ts'
import { openPracticeSite, PracticeError, type PracticeSite } from '../practice/site.ts'
import { PORT_SHIFT, PRACTICE_CATALOGUE, PRACTICE_FAULTS, PRACTICE_PLAN } from '../practice/site-data.ts'
import { connectOnly } from '../preflight/observers.ts'
import { runCheck } from '../preflight/run-check.ts'
import { expand } from '../../shared/plan/expand.ts'
import type { Paper } from '../../shared/print-options.ts'
import type { Language } from '../../shared/words/language.ts'
import { REPORT_WORDS } from '../../shared/words/report.ts'
import type { RunResult } from '../../shared/result.ts'
import { paintFor } from '../terminal/paint.ts'
import { printConclusion } from '../terminal/conclusion.ts'
import { showProgress } from '../terminal/show-progress.ts'
import { writeLines } from '../terminal/wrap.ts'
import { interruptible } from './interrupt.ts'
import { prepareDirectory } from './directory.ts'
import { saveRun, statusOfSaved } from './save-run.ts'

export interface PracticeOptions {
  out: string
  format: Format[]
  paper?: Paper | undefined
  language?: Language | undefined
  quiet?: boolean | undefined
}

export async function practice(options: PracticeOptions): Promise<number> {
  await prepareDirectory(options.out)
  const { signal, release } = interruptible()
  const site = await openSite()
  const progress = await showProgress(options.quiet === true)
  try {
    const flows = expand(PRACTICE_PLAN, PRACTICE_CATALOGUE)
    const run = await runCheck({
      plan: PRACTICE_PLAN,
      planSha256: () => createHash('sha256').update(JSON.stringify(PRACTICE_PLAN)).digest('hex'),
      flows,
      planned: flows.length,
      catalogue: PRACTICE_CATALOGUE,
      names: new Map(),
      // Nothing leaves the machine, and nothing needs more than connect() there.
      observers: connectOnly('Not used on the practice site.'),
      describeMachine: null,
      warnings: [REPORT_WORDS.en.practice.notice(PORT_SHIFT)],
      toolVersion: __VERSION__,
      signal,
      onEvent: progress.onEvent,
    })
    progress.finish()
    const saved = await saveRun(run, options.out, options.format, {
      keepEarlier: false,
      paper: options.paper,
      language: options.language,
    })
    if (options.quiet !== true) printConclusion(run, saved.files, process.stdout, { repeat: false })
    return statusOfSaved(saved, run.complete ? compare(run, site) : EXIT.interrupted)
  } finally {
    await site.close()
    release()
  }
}

async function openSite(): Promise<PracticeSite> {
  try {
    return await openPracticeSite()
  } catch (error) {
    if (!(error instanceof PracticeError)) throw error
    process.stderr.write(`psm-preflight: ${error.message}\n`)
    process.exit(EXIT.internal)
  }
}

/** Prints set against found; 0 when they are the same. */
function compare(run: RunResult, site: PracticeSite): number {
  const left = PRACTICE_FAULTS.filter((fault) => !site.faults.includes(fault))
  const comparison = comparePractice(run, site.faults, left)
  writeLines(comparisonLines(comparison, site), process.stdout)
  return comparison.differences.length === 0 && comparison.faults.every((f) => f.found) ? EXIT.passed : EXIT.failed
}

function comparisonLines({ faults, differences }: PracticeComparison, site: PracticeSite): string[] {
  const paint = paintFor(process.stdout)
  const found = faults.filter((f) => f.found).length
  return [
    '',
    paint.bold('Set on purpose, and found:'),
    ...faults.map(({ fault, flows, found: seen }) => {
      const mark = seen ? paint.green('✓') : paint.red('✗')
      return `  ${mark} ${fault.endpoint}:${fault.port + PORT_SHIFT} (${fault.port} in the guide) ${fault.outcome} in ${flows} ${flows === 1 ? 'flow' : 'flows'}: ${fault.story}`
    }),
    ...site.notes.map((note) => `  – ${note}`),
    ...differences.map((difference) => paint.red(`  ✗ ${difference}`)),
    differences.length === 0 && found === faults.length
      ? paint.green(`Found exactly the ${faults.length} faults that were set, and nothing else.`)
      : paint.red(`Found ${found} of ${faults.length} faults; ${differences.length} flows are not as they were set.`),
  ]
}
