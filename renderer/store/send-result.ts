/** A file of this page → the core, piece by piece: it may be larger than a call, and is never in memory as a whole. */
import { IMPORT_LIMIT, IMPORT_PIECE, type Result } from '../../shared/contract.ts'
import { type Client, CallError } from '../client.ts'

export type Imported = Extract<Result<'check.import'>, { done: true }>

/** Rejects with {@link CallError}. */
export async function sendResult(client: Client, id: string, file: File): Promise<Imported> {
  const { name, size } = file
  if (size === 0) throw new CallError('refused', `${name}: found an empty file; accepted: a run.json.`)
  if (size > IMPORT_LIMIT)
    throw new CallError(
      'refused',
      `${name}: found ${size.toLocaleString('en')} bytes; accepted: at most ${IMPORT_LIMIT.toLocaleString('en')}.`,
    )
  const upload = crypto.randomUUID()
  for (let at = 0; at < size; at += IMPORT_PIECE) {
    const bytes = base64Of(new Uint8Array(await file.slice(at, at + IMPORT_PIECE).arrayBuffer()))
    const reply = await client.call('check.import', { id, upload, name: name.slice(0, 1000), size, at, bytes })
    if (reply.done) return reply
  }
  throw new CallError('refused', `${name}: it changed while it was read: import it again.`)
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
