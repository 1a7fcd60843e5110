/** Results of other machines on their way into a check: among its runs, or refused with words. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Params, Result } from '../../shared/contract.ts'
import { printable } from '../../shared/plan/faults.ts'
import { isArchive } from '../store/is-archive.ts'
import { makeDirectory } from '../store/make-directory.ts'
import { UsageError } from '../terms.ts'
import { CheckError } from './check-error.ts'
import type { EventSink } from './event-sink.ts'
import { importResult } from './import-result.ts'
import type { OpenCheck } from './open-check.ts'
import { Uploads } from './uploads.ts'

export class Imports {
  private readonly uploads = new Uploads()

  constructor(private readonly events: EventSink) {}

  /** Rejects with {@link CheckError}; nothing is left of the upload then. */
  async take(check: OpenCheck, piece: Params<'check.import'>): Promise<Result<'check.import'>> {
    const added = await this.uploads.take(
      piece,
      () => pathFor(check, piece),
      (path) => check.exclusive(() => this.add(check, path, printable(piece.name, 200))),
    )
    return added ?? { done: false }
  }

  /** A result, or the one in an evidence bundle. */
  private async add(check: OpenCheck, path: string, name: string): ReturnType<typeof importResult> {
    if (!(await isArchive(path))) return await importResult(check, path, name, this.events)
    // What a killed program leaves of it is known by its ending.
    const run = path.replace(/(\.\d+\.tmp)$/, '-run$1')
    try {
      await unpack(path, run, name)
      return await importResult(check, run, name, this.events)
    } finally {
      await rm(run, { force: true })
    }
  }
}

async function pathFor(check: OpenCheck, { upload }: Params<'check.import'>): Promise<string> {
  // Known before anything is written, and asked once more at the end.
  if (check.active) throw new CheckError('refused', 'This check is being tested: import when the test has ended.')
  const folder = join(check.folder.path, 'runs')
  await makeDirectory(folder)
  return join(folder, `import-${upload}.${process.pid}.tmp`)
}

/** Rejects with {@link CheckError} for a bundle that is not sound. */
async function unpack(bundle: string, run: string, name: string): Promise<void> {
  const { unpackRun } = await import('../report/bundle/run-of-bundle.ts')
  try {
    await unpackRun(bundle, run, name)
  } catch (error) {
    if (error instanceof UsageError) throw new CheckError('refused', `${error.message}.`)
    throw error
  }
}
