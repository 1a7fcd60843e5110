/**
 * The run of an evidence bundle, for all that takes a run.json: verified as a whole first, then unpacked where only this user can read it, and
 * removed with the work. A bundle that is not as it was saved is refused: nothing of it is used.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printable } from '../../../shared/plan/faults.ts'
import { fileSha256 } from '../../store/file-sha256.ts'
import { isArchive } from '../../store/is-archive.ts'
import { UsageError } from '../../terms.ts'
import { RUN_FILE } from './manifest.ts'
import { BundleError, NoBundleError } from './open-archive.ts'
import { extractRun, verifyBundle } from './verify-bundle.ts'

export interface RunSource {
  /** Of a run.json, or of the folder that holds it. */
  path: string
  /** As the user knows it. */
  name: string
}

/** Writes the run of a sound bundle to `target`. Throws {@link UsageError} with `name` for any other bundle. */
export async function unpackRun(bundle: string, target: string, name: string): Promise<void> {
  try {
    const { runSha256 } = await verifyBundle(bundle)
    await extractRun(bundle, target)
    if ((await fileSha256(target)) !== runSha256) throw new BundleError('it was changed while it was read')
  } catch (error) {
    if (error instanceof BundleError)
      throw new UsageError(
        `${name}: an evidence bundle that is NOT as it was saved: ${error.message}. Do not rely on it; ask for it again`,
      )
    if (error instanceof NoBundleError)
      throw new UsageError(`${name}: ${error.message}; accepted: a run.json, its folder, or an evidence.zip`)
    throw error
  }
}

/** Does the work with a run.json for each path; the names of messages stay those that were given. */
export async function withRuns<const P extends readonly string[], T>(
  given: P,
  work: (sources: { [K in keyof P]: RunSource }) => Promise<T>,
): Promise<T> {
  const folders: string[] = []
  try {
    const sources: RunSource[] = []
    for (const path of given) {
      const name = printable(path, 200)
      if (!(await isArchive(path))) {
        sources.push({ path, name })
        continue
      }
      const folder = await mkdtemp(join(tmpdir(), 'psm-preflight-run-'))
      folders.push(folder)
      const run = join(folder, RUN_FILE)
      await unpackRun(path, run, name)
      sources.push({ path: run, name })
    }
    // One for each, in the same order.
    return await work(sources as { [K in keyof P]: RunSource })
  } finally {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
  }
}
