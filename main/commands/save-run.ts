/**
 * Saves a run, in the formats that were asked for. `run.json` is always written: every other format can be made from it. An earlier
 * one is kept beside it, and where the folder fails after all, the run goes elsewhere rather than nowhere.
 */
import { mkdtemp, rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WriteOptions } from '../report/write-reports.ts'
import type { PrintOptions } from '../../shared/print-options.ts'
import type { RunResult } from '../../shared/result.ts'
import { commandLine } from '../command-line.ts'
import { writeRun } from '../store/write-run.ts'
import { EXIT, type Format } from '../terms.ts'
import { compactTime } from '../report/file-name.ts'
import { fileTrouble } from './directory.ts'

export interface Saved {
  /** Paths written. */
  files: string[]
  /** Where the run that stood there before is kept. */
  kept: string | null
  /** What could not be written where it was asked for, in a sentence; null when all is well. */
  trouble: string | null
}

/** Saves run.json, then the reports. Rejects only when run.json can be written neither in the folder nor in the system's own. */
export async function saveRun(
  run: RunResult,
  directory: string,
  formats: readonly Format[],
  { keepEarlier: keep, ...print }: { keepEarlier: boolean } & PrintOptions,
): Promise<Saved> {
  const { written, at, kept, trouble } = await saveRunFile(run, directory, keep)
  try {
    return { files: [written.path, ...(await saveReports(run, written.sha256, at, formats, print))], kept, trouble }
  } catch (error) {
    const reports = `${fileTrouble(error, at)}; the run is saved: ${commandLine('report', written.path)}`
    return { files: [written.path], kept, trouble: trouble === null ? reports : `${trouble}\n${reports}` }
  }
}

/** `run.json` → `run-<when it was written>.json`. Gives the new name; null when there was none. */
async function keepEarlier(directory: string): Promise<string | null> {
  const path = join(directory, 'run.json')
  const earlier = await stat(path).catch(() => null)
  if (!earlier?.isFile()) return null
  const name = join(directory, `run-${compactTime(earlier.mtime)}`)
  let kept = `${name}.json`
  for (let copy = 2; await exists(kept); copy += 1) kept = `${name}-${copy}.json`
  await rename(path, kept)
  return kept
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

async function saveRunFile(run: RunResult, directory: string, keep: boolean) {
  try {
    const kept = keep ? await keepEarlier(directory) : null
    return { written: await writeRun(run, directory), at: directory, kept, trouble: null }
  } catch (error) {
    const trouble = fileTrouble(error, directory)
    const at = await mkdtemp(join(tmpdir(), 'psm-preflight-'))
    return { written: await writeRun(run, at), at, kept: null, trouble: `${trouble}; saved in ${at} instead` }
  }
}

/** Tells on stderr what could not be written. Gives the exit status: the command's own, or 70. */
export function statusOfSaved({ trouble }: Saved, status: number): number {
  if (trouble === null) return status
  process.stderr.write(`psm-preflight: ${trouble}\n`)
  return EXIT.internal
}

export async function saveReports(
  run: RunResult,
  sha256: string,
  directory: string,
  formats: readonly Format[],
  more: WriteOptions = {},
): Promise<string[]> {
  const reports = formats.filter((format) => format !== 'json')
  if (reports.length === 0) return []
  const { writeReports } = await import('../report/write-reports.ts')
  return writeReports(run, sha256, directory, reports, more)
}
