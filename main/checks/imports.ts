/** Results of other machines on their way into a check: written down piece by piece, then looked at as a whole. */
import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Params, Result } from '../../shared/contract.ts'
import { printable } from '../../shared/plan/faults.ts'
import { makeDirectory } from '../store/make-directory.ts'
import { CheckError } from './check-error.ts'
import type { EventSink } from './event-sink.ts'
import { importResult } from './import-result.ts'
import type { OpenCheck } from './open-check.ts'

interface Upload {
  path: string
  size: number
  received: number
}

/** More at once are none of a person; the oldest gives way. */
const MOST_UPLOADS = 3

export class Imports {
  private readonly uploads = new Map<string, Upload>()

  constructor(private readonly events: EventSink) {}

  /** Rejects with {@link CheckError}; nothing is left of the upload then. */
  async take(check: OpenCheck, piece: Params<'check.import'>): Promise<Result<'check.import'>> {
    const key = `${piece.id} ${piece.upload}`
    const upload = this.uploads.get(key) ?? (await this.begin(check, piece, key))
    try {
      const bytes = Buffer.from(piece.bytes, 'base64')
      if (piece.at !== upload.received || piece.size !== upload.size || upload.received + bytes.length > upload.size)
        throw new CheckError('refused', 'The pieces of the file did not come in order: import it again.')
      // Before it is written: a second call for the same piece finds that it has come.
      upload.received += bytes.length
      await appendFile(upload.path, bytes)
      if (upload.received < upload.size && bytes.length > 0) return { done: false }
      return await check.exclusive(() => importResult(check, upload.path, printable(piece.name, 200), this.events))
    } catch (error) {
      await this.end(key)
      throw error
    } finally {
      if (upload.received >= upload.size) await this.end(key)
    }
  }

  private async begin(check: OpenCheck, { upload, at, size }: Params<'check.import'>, key: string): Promise<Upload> {
    if (at !== 0) throw new CheckError('refused', 'The first piece of the file is missing: import it again.')
    // Known before anything is written, and asked once more at the end.
    if (check.active) throw new CheckError('refused', 'This check is being tested: import when the test has ended.')
    const folder = join(check.folder.path, 'runs')
    await makeDirectory(folder)
    const begun: Upload = { path: join(folder, `import-${upload}.${process.pid}.tmp`), size, received: 0 }
    this.uploads.set(key, begun)
    for (const oldest of this.uploads.keys()) {
      if (this.uploads.size <= MOST_UPLOADS) break
      await this.end(oldest)
    }
    return begun
  }

  private async end(key: string): Promise<void> {
    const path = this.uploads.get(key)?.path
    this.uploads.delete(key)
    if (path !== undefined) await rm(path, { force: true })
  }
}
