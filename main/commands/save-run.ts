/** Where a run is saved, and in which formats. `run.json` is always written: every other format can be made from it. */
import type { RunResult } from '../../shared/result.ts'
import { type Format, UsageError } from '../terms.ts'
import { writeRun } from '../store/write-run.ts'

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

/** Gives the paths written. */
export async function saveRun(run: RunResult, directory: string, formats: readonly Format[]): Promise<string[]> {
  try {
    const { path, sha256 } = await writeRun(run, directory)
    return [path, ...(await saveReports(run, sha256, directory, formats))]
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new UsageError(`--out: cannot write ${path ?? directory} (${code})`)
  }
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
