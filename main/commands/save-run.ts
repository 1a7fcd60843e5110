/**
 * Where a run is saved, and in which formats. `run.json` is always written: every other format can be made from it. The folder
 * is tried before anything is probed; should it fail all the same, the run goes elsewhere rather than nowhere.
 */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printable } from '../../shared/plan/faults.ts'
import type { RunResult } from '../../shared/result.ts'
import { writeRun } from '../store/write-run.ts'
import { EXIT, type Format, UsageError } from '../terms.ts'

/** `preflight-<site>-<date>-<time>` in the current folder, local time. */
export function defaultDirectory(site: string, now: Date): string {
  const plain = site
    .normalize('NFD')
    .replaceAll(/[^\w]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  const two = (n: number) => String(n).padStart(2, '0')
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  return `preflight-${plain.slice(0, 40) || 'site'}-${date}-${time}`
}

const pathWords = (path: string) => printable(path, 200)

/** The file system's words for an error that is its own; rethrows any other. */
function fileTrouble(error: unknown, directory: string): string {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === undefined) throw error
  return `cannot write ${pathWords(path ?? directory)} (${code})`
}

/**
 * Makes the folder and writes a file there, before anything is probed. Throws {@link UsageError} when that fails.
 * @param reading a saved run that this command reads, or the folder that holds it: it must not be replaced
 */
export async function prepareDirectory(directory: string, reading?: string): Promise<void> {
  const trial = join(directory, `.psm-preflight-${process.pid}.tmp`)
  try {
    await mkdir(directory, { recursive: true })
    await writeFile(trial, '')
    await rm(trial)
  } catch (error) {
    throw new UsageError(`--out: ${fileTrouble(error, directory)}; nothing was probed`)
  }
  if (reading === undefined) return
  const target = await realpath(join(directory, 'run.json')).catch(() => null)
  const sources = await Promise.all([reading, join(reading, 'run.json')].map((p) => realpath(p).catch(() => undefined)))
  if (target !== null && sources.includes(target))
    throw new UsageError(
      `--out: ${pathWords(directory)} holds the run of --only-failed, which would be overwritten; nothing was probed. Name another folder.`,
    )
}

export interface Saved {
  /** Paths written. */
  files: string[]
  /** What could not be written where it was asked for, in a sentence; null when all is well. */
  trouble: string | null
}

/** Saves run.json, then the reports. Rejects only when run.json can be written neither in the folder nor in the system's own. */
export async function saveRun(run: RunResult, directory: string, formats: readonly Format[]): Promise<Saved> {
  const { written, at, trouble } = await saveRunFile(run, directory)
  try {
    return { files: [written.path, ...(await saveReports(run, written.sha256, at, formats))], trouble }
  } catch (error) {
    const reports = `${fileTrouble(error, at)}; the run is saved: psm-preflight report ${pathWords(written.path)}`
    return { files: [written.path], trouble: trouble === null ? reports : `${trouble}\n${reports}` }
  }
}

async function saveRunFile(run: RunResult, directory: string) {
  try {
    return { written: await writeRun(run, directory), at: directory, trouble: null }
  } catch (error) {
    const trouble = fileTrouble(error, directory)
    const at = await mkdtemp(join(tmpdir(), 'psm-preflight-'))
    return { written: await writeRun(run, at), at, trouble: `${trouble}; saved in ${at} instead` }
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
): Promise<string[]> {
  const reports = formats.filter((format) => format !== 'json')
  if (reports.length === 0) return []
  const { writeReports } = await import('../report/write-reports.ts')
  return writeReports(run, sha256, directory, reports)
}
