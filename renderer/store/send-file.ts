/** A file of this page → the core, piece by piece: it may be larger than a call, and is never in memory as a whole. */
import { IMPORT_LIMIT, IMPORT_PIECE, type Result } from '../../shared/contract.ts'
import { type Client, CallError } from '../client.ts'

type PieceCall = 'check.import' | 'compare.bring'
type Taken<N extends PieceCall> = Extract<Result<N>, { done: true }>
export type Imported = Taken<'check.import'>

/** @param accepted what the file should be, in words. Rejects with {@link CallError}. */
export async function sendFile<N extends PieceCall>(
  client: Client,
  call: N,
  id: string,
  file: File,
  accepted: string,
): Promise<Taken<N>> {
  const { name, size } = file
  if (size === 0) throw new CallError('refused', `${name}: found an empty file; accepted: ${accepted}.`)
  if (size > IMPORT_LIMIT)
    throw new CallError(
      'refused',
      `${name}: found ${size.toLocaleString('en')} bytes; accepted: at most ${IMPORT_LIMIT.toLocaleString('en')}.`,
    )
  const upload = crypto.randomUUID()
  for (let at = 0; at < size; at += IMPORT_PIECE) {
    const bytes = base64Of(new Uint8Array(await file.slice(at, at + IMPORT_PIECE).arrayBuffer()))
    const reply: Result<PieceCall> = await client.call<PieceCall>(call, {
      id,
      upload,
      name: name.slice(0, 1000),
      size,
      at,
      bytes,
    })
    // The answer of this call, which the type of the piece forgets.
    if (reply.done) return reply as Taken<N>
  }
  throw new CallError('refused', `${name}: it changed while it was read: choose it again.`)
}

/** Arguments of one call are limited in number. */
const CHARACTERS = 8192

function base64Of(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += CHARACTERS)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + CHARACTERS)))
  return btoa(parts.join(''))
}

const LOOKED_AT = 4096

/** By its first characters: whether it is a result or a plan is judged by the core. */
export async function looksLikeResult(file: File): Promise<boolean> {
  const start = await file.slice(0, LOOKED_AT).text()
  return /"schema"\s*:\s*"psm-preflight\/run@/.test(start)
}

/** An evidence bundle, or another ZIP archive: by its first bytes. */
export async function looksLikeArchive(file: File): Promise<boolean> {
  const start = await file.slice(0, 4).arrayBuffer()
  return String.fromCharCode(...new Uint8Array(start)) === 'PK\u0003\u0004'
}
