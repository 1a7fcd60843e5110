/** `psm-preflight diff OLD NEW`: what was fixed, what broke, and what is still failing between two results of a plan. */
import { join } from 'node:path'
import type { Comparison } from '../../shared/comparison.ts'
import { compare, isAllWell } from '../../shared/explain/compare.ts'
import type { Paper, PrintOptions } from '../../shared/print-options.ts'
import type { Language } from '../../shared/words/language.ts'
import { type ReadSide, readCompared } from '../checks/read-compared.ts'
import { type RunSource, withRuns } from '../report/bundle/run-of-bundle.ts'
import { RunFileError } from '../store/scan-run.ts'
import { integrityWarning, readRun } from '../store/read-run.ts'
import { writeWhole } from '../store/write-run.ts'
import { printComparison } from '../terminal/comparison-text.ts'
import { EXIT, UsageError } from '../terms.ts'
import { fileTrouble, prepareDirectory } from './directory.ts'

export type DiffFormat = 'pdf' | 'json'

export interface DiffOptions {
  json?: boolean | undefined
  out?: string | undefined
  format?: DiffFormat[] | undefined
  paper?: Paper | undefined
  language?: Language | undefined
}

/** 0: nothing broken and nothing failing, and nothing that was tested is untested now; else 1. Throws {@link UsageError}. */
export async function diff(oldPath: string, newPath: string, options: DiffOptions): Promise<number> {
  if (options.format !== undefined && options.out === undefined)
    throw new UsageError('--format: there is no folder to save in; accepted: --out DIR beside it')
  return await withRuns([oldPath, newPath], ([old, now]) => diffRuns(old, now, options))
}

async function diffRuns(
  oldRun: RunSource,
  newRun: RunSource,
  { json, out, format, paper, language }: DiffOptions,
): Promise<number> {
  const old = await readSide(oldRun)
  const now = await readSide(newRun)
  const compared = compare(old, now)
  if ('refused' in compared) throw new UsageError(compared.refused)
  const { comparison } = compared
  const files = out === undefined ? [] : await save(comparison, now, out, format ?? ['pdf'], { paper, language })
  if (json === true) process.stdout.write(`${JSON.stringify(comparison)}\n`)
  else printComparison(comparison, process.stdout, files)
  return isAllWell(comparison) ? EXIT.passed : EXIT.failed
}

async function readSide({ path, name }: RunSource): Promise<ReadSide> {
  try {
    const side = await readCompared(path, name)
    const warning = integrityWarning(name, side.integrity)
    if (warning !== null) {
      process.stderr.write(`psm-preflight: warning: ${warning}\n`)
    }
    return side
  } catch (error) {
    if (error instanceof RunFileError) throw new UsageError(error.message)
    throw error
  }
}

async function save(
  comparison: Comparison,
  { path, result }: ReadSide,
  out: string,
  formats: readonly DiffFormat[],
  print: PrintOptions,
): Promise<string[]> {
  await prepareDirectory(out)
  const files: string[] = []
  try {
    if (formats.includes('json')) {
      const file = join(out, 'diff.json')
      await writeWhole(file, `${JSON.stringify(comparison)}\n`)
      files.push(file)
    }
    if (formats.includes('pdf')) {
      const { run, sha256 } = await readRun(path)
      if (sha256 !== result.sha256) throw new UsageError(`${result.name}: it was changed while it was read`)
      const { pdfBytes } = await import('../report/pdf/write-pdf.ts')
      const file = join(out, 'compared.pdf')
      await writeWhole(file, await pdfBytes(run, { runSha256: sha256, comparison, ...print }))
      files.push(file)
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`--out: ${fileTrouble(error, out)}`)
  }
  return files
}
