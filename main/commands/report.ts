/** `psm-preflight report RUN`: renders a saved run again. The run itself is never changed. */
import { dirname, join } from 'node:path'
import { stat } from 'node:fs/promises'
import type { Paper } from '../../shared/print-options.ts'
import type { Language } from '../../shared/words/language.ts'
import { EXIT, type Format, UsageError, statusOfRun } from '../terms.ts'
import { type RunSource, withRuns } from '../report/bundle/run-of-bundle.ts'
import { integrityWarning, readRun } from '../store/read-run.ts'
import { saveReports } from './save-run.ts'

export interface ReportOptions {
  out?: string | undefined
  format: Format[]
  /** Stands in the comments of the rules. */
  ticket?: string | undefined
  paper?: Paper | undefined
  language?: Language | undefined
}

export const report = (path: string, options: ReportOptions): Promise<number> =>
  withRuns([path], ([source]) => reportRun(source, path, options))

/** @param given the path of the run, or of the bundle that it was unpacked from */
async function reportRun({ path, name }: RunSource, given: string, options: ReportOptions): Promise<number> {
  if (path !== given && options.format.includes('bundle'))
    throw new UsageError(`--format: ${name} is a bundle already; accepted: pdf, csv, junit, rules`)
  const { run, sha256, integrity } = await readRun(path)
  const file = (await stat(path)).isDirectory() ? join(path, 'run.json') : path
  const directory = options.out ?? dirname(path === given ? file : given)
  if (options.format.every((format) => format === 'json')) {
    throw new UsageError('--format: the run is JSON already; accepted: pdf, csv, junit, rules, bundle')
  }
  const warning = integrityWarning(name, integrity)
  if (warning !== null) process.stderr.write(`psm-preflight: warning: ${warning}\n`)
  const more = { runPath: file, ticket: options.ticket, paper: options.paper, language: options.language }
  const files = await saveReports(run, sha256, directory, options.format, more)
  for (const file of files) process.stdout.write(`Saved ${file}\n`)
  const status = statusOfRun(run)
  // A check that was stopped early has shown what failed, and never that all is well.
  return status === EXIT.passed && !run.complete ? EXIT.untested : status
}
