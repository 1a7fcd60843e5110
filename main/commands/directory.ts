/** The folder of a result: its name, and a trial before anything is probed. */
import { realpath, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { printable } from '../../shared/plan/faults.ts'
import { fileErrorWords } from '../file-errors.ts'
import { compactTime, siteSlug } from '../report/file-name.ts'
import { makeDirectory } from '../store/make-directory.ts'
import { UsageError } from '../terms.ts'

/** `preflight-<site>-<date>-<time>` in the current folder, local time. */
export const defaultDirectory = (site: string, now: Date): string => `preflight-${siteSlug(site)}-${compactTime(now)}`

export const pathWords = (path: string) => printable(path, 200)

/** The file system's words for an error that is its own; rethrows any other. */
export function fileTrouble(error: unknown, directory: string): string {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === undefined) throw error
  return `cannot write ${pathWords(path ?? directory)}: ${fileErrorWords(error)}`
}

/**
 * Makes the folder and writes a file there, before anything is probed. Throws {@link UsageError} when that fails.
 * @param reading a saved run that this command reads, or the folder that holds it: it must not be replaced
 */
export async function prepareDirectory(directory: string, reading?: string): Promise<void> {
  const trial = join(directory, `.psm-preflight-${process.pid}.tmp`)
  try {
    await makeDirectory(directory)
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
