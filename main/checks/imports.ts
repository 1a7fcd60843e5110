/** Results of other machines on their way into a check: among its runs, or refused with words. */
import { join } from 'node:path'
import type { Params, Result } from '../../shared/contract.ts'
import { printable } from '../../shared/plan/faults.ts'
import { makeDirectory } from '../store/make-directory.ts'
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
      (path) => check.exclusive(() => importResult(check, path, printable(piece.name, 200), this.events)),
    )
    return added ?? { done: false }
  }
}

async function pathFor(check: OpenCheck, { upload }: Params<'check.import'>): Promise<string> {
  // Known before anything is written, and asked once more at the end.
  if (check.active) throw new CheckError('refused', 'This check is being tested: import when the test has ended.')
  const folder = join(check.folder.path, 'runs')
  await makeDirectory(folder)
  return join(folder, `import-${upload}.${process.pid}.tmp`)
}
