/** The bytes of a preview, piece by piece. */
import { PREVIEW_PIECE, type Result } from '../../../shared/contract.ts'
import type { Client } from '../../client.ts'

function bytesOf(base64: string): Uint8Array {
  const text = atob(base64)
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}

export async function readPreview(
  client: Client,
  { preview, bytes }: Result<'preview.begin'>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const data = new Uint8Array(bytes)
  for (let offset = 0; offset < bytes && !signal.aborted; offset += PREVIEW_PIECE) {
    const piece = await client.call('preview.piece', { preview, offset })
    data.set(bytesOf(piece.data), offset)
  }
  return data
}
