/**
 * Reports that are looked at before they are saved. What is saved afterwards is the very file that was seen, whatever became of the check
 * meanwhile. A page takes it in pieces that a frame can take.
 */
import { randomBytes } from 'node:crypto'
import { PREVIEW_PIECE, type Result } from '../../shared/contract.ts'
import { CheckError } from './check-error.ts'
import type { ReportFile } from './make-report.ts'

/** They are held in memory: a window shows one at a time, and what a closed window left is forgotten for the next. */
const MOST_KEPT = 3

export class Previews {
  private readonly kept = new Map<string, ReportFile>()

  begin(file: ReportFile): Result<'preview.begin'> {
    const { name, content } = file
    if (!(content instanceof Uint8Array)) throw new TypeError('a preview is of a file in memory')
    const preview = randomBytes(16).toString('base64url')
    this.kept.set(preview, file)
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) break
      this.kept.delete(oldest)
    }
    return { preview, name, bytes: content.length }
  }

  piece(preview: string, offset: number): Result<'preview.piece'> {
    const { content } = this.file(preview)
    const bytes = content instanceof Uint8Array ? content : new Uint8Array()
    const piece = bytes.subarray(offset, offset + PREVIEW_PIECE)
    return { data: Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('base64') }
  }

  /** It stays, so that it can be saved again. Throws {@link CheckError} for one that was forgotten. */
  file(preview: string): ReportFile {
    const file = this.kept.get(preview)
    if (!file) throw new CheckError('not-found', 'This preview was closed: open it again.')
    return file
  }

  end(preview: string): void {
    this.kept.delete(preview)
  }
}
