/** Files of a page on their way to the core: written down piece by piece, in order, then looked at as a whole. */
import { appendFile, rm } from 'node:fs/promises'
import type { Params } from '../../shared/contract.ts'
import { CheckError } from './check-error.ts'

interface Upload {
  path: string
  size: number
  received: number
}

export type Piece = Omit<Params<'check.import'>, 'name'>

/** More at once are none of a person; the oldest gives way. */
const MOST_UPLOADS = 3

export class Uploads {
  private readonly uploads = new Map<string, Upload>()

  /**
   * Gives what became of the whole file; null while pieces are missing. Nothing is left of it then, unless it was moved away. Rejects with
   * {@link CheckError}.
   * @param begin gives the path to write it to
   */
  async take<T>(piece: Piece, begin: () => Promise<string>, whole: (path: string) => Promise<T>): Promise<T | null> {
    const key = `${piece.id} ${piece.upload}`
    const upload = this.uploads.get(key) ?? (await this.begin(piece, key, begin))
    try {
      const bytes = Buffer.from(piece.bytes, 'base64')
      if (piece.at !== upload.received || piece.size !== upload.size || upload.received + bytes.length > upload.size)
        throw new CheckError('refused', 'The pieces of the file did not come in order: choose it again.')
      // Before it is written: a second call for the same piece finds that it has come.
      upload.received += bytes.length
      await appendFile(upload.path, bytes)
      if (upload.received < upload.size && bytes.length > 0) return null
      return await whole(upload.path)
    } catch (error) {
      await this.end(key)
      throw error
    } finally {
      if (upload.received >= upload.size) await this.end(key)
    }
  }

  private async begin({ at, size }: Piece, key: string, begin: () => Promise<string>): Promise<Upload> {
    if (at !== 0) throw new CheckError('refused', 'The first piece of the file is missing: choose it again.')
    const begun: Upload = { path: await begin(), size, received: 0 }
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
