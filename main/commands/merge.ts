/** `psm-preflight merge RUN…`: joins results of the same plan from several machines, such as hosts that reach no other. */
import { copyFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stage } from '../../shared/plan/plan.ts'
import type { Paper } from '../../shared/print-options.ts'
import type { Language } from '../../shared/words/language.ts'
import type { RunResult } from '../../shared/result.ts'
import { type Inspected, inspectResults, joinResults, stageFault } from '../checks/join-results.ts'
import type { Source } from '../checks/joined-parts.ts'
import { type ResultFile, ResultFileError } from '../checks/result-file.ts'
import { type RunSource, withRuns } from '../report/bundle/run-of-bundle.ts'
import { fileSha256 } from '../store/file-sha256.ts'
import { makeDirectory } from '../store/make-directory.ts'
import { printConclusion } from '../terminal/conclusion.ts'
import { EXIT, type Format, UsageError, statusOfRun } from '../terms.ts'
import { fileTrouble, prepareDirectory } from './directory.ts'
import { saveRun, statusOfSaved } from './save-run.ts'

export interface MergeOptions {
  out: string
  stage?: Stage | undefined
  format: Format[]
  paper?: Paper | undefined
  language?: Language | undefined
  quiet?: boolean | undefined
}

/** Gives the exit status. Throws {@link UsageError} where anything cannot be joined; nothing is written then. */
export const merge = (paths: readonly string[], options: MergeOptions): Promise<number> =>
  withRuns(paths, (sources) => mergeAll(sources, options))

async function mergeAll(
  sources: readonly RunSource[],
  { out, stage, format, paper, language, quiet }: MergeOptions,
): Promise<number> {
  const inspected = await inspectResults(sources)
  const ofStage = stage === undefined ? stageFault(inspected.files) : null
  const faults = [...inspected.faults, ...(ofStage === null ? [] : [ofStage])]
  if (faults.length > 0) {
    const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
    throw new UsageError([...faults, `${count}; nothing was joined.`].join('\n'))
  }
  await prepareDirectory(out)
  const run = await joined(inspected, stage, out)
  const saved = await saveRun(run, out, format, { keepEarlier: true, paper, language })
  if (quiet !== true) printConclusion(run, saved.files, process.stdout)
  if (saved.kept !== null) process.stderr.write(`The run that was there before is kept as ${saved.kept}\n`)
  const status = statusOfRun(run)
  return statusOfSaved(saved, status === EXIT.passed && !run.complete ? EXIT.untested : status)
}

async function joined(inspected: Inspected, stage: Stage | undefined, out: string): Promise<RunResult> {
  try {
    const kept = await keepAll(inspected.files, out)
    const files = inspected.files.map((file, place) => ({ ...file, path: join(out, kept.get(place + 1)?.file ?? '') }))
    const run = await joinResults({ ...inspected, files }, stage, kept)
    if (run === null) throw new UsageError('the results hold no flow: nothing was joined.')
    return run
  } catch (error) {
    if (error instanceof ResultFileError) throw new UsageError(`${error.message}; nothing was joined.`)
    throw error
  }
}

/** Puts a copy of each beside the joined result: the evidence of what is not the newest stays, too. */
async function keepAll(files: readonly ResultFile[], out: string): Promise<Map<number, Source>> {
  const kept = new Map<number, Source>()
  for (const [place, { path, name, sha256 }] of files.entries()) {
    const file = `runs/${sha256.slice(0, 16)}.json`
    const target = join(out, file)
    try {
      await makeDirectory(join(out, 'runs'))
      const isThere = (await realpath(target).catch(() => null)) === (await realpath(path))
      if (!isThere) await copyFile(path, target)
    } catch (error) {
      throw new UsageError(`--out: ${fileTrouble(error, out)}; nothing was joined`)
    }
    if ((await fileSha256(target)) !== sha256) throw new ResultFileError(`${name}: it was changed while it was read`)
    kept.set(place + 1, { file, sha256 })
  }
  return kept
}
