/**
 * An evidence bundle: the run, its reports, its capture and a manifest in one archive, to hand over or to keep. Streamed, so that neither a
 * large run nor a capture is in memory; the same content gives the same bytes.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { RunResult } from '../../../shared/result.ts'
import { fileSha256 } from '../../store/file-sha256.ts'
import { BUNDLE_SCHEMA, ENTRY_MODE, MANIFEST, type Manifest, SEAL, SEAL_HASH_LENGTH } from './manifest.ts'

export interface BundleFile {
  name: string
  content: Uint8Array | { path: string }
}

type Listed = Manifest['files'][number]

/** A file was changed between the two times that it was read. */
export class ChangedFileError extends Error {
  override name = 'ChangedFileError'
}

async function listed({ name, content }: BundleFile): Promise<Listed> {
  if (content instanceof Uint8Array)
    return { name, size: content.length, sha256: createHash('sha256').update(content).digest('hex') }
  return { name, size: (await stat(content.path)).size, sha256: await fileSha256(content.path) }
}

const PIECE = 64 * 1024

/** The file's bytes, which must still be those that the manifest tells. */
async function* bytesOf({ content }: BundleFile, { name, size, sha256 }: Listed): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) {
    for (let at = 0; at < content.length; at += PIECE) yield content.subarray(at, at + PIECE)
    return
  }
  const hash = createHash('sha256')
  let seen = 0
  for await (const chunk of createReadStream(content.path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    seen += chunk.length
    yield chunk
  }
  if (seen !== size || hash.digest('hex') !== sha256)
    throw new ChangedFileError(`${name} was changed while it was read`)
}

/** @param files in the order of the archive; the manifest comes first */
export async function* bundleBytes(
  { site, finishedAt, integrity = '' }: Pick<RunResult, 'site' | 'finishedAt' | 'integrity'>,
  files: readonly BundleFile[],
): AsyncGenerator<Uint8Array> {
  const list: Listed[] = []
  for (const file of files) list.push(await listed(file))
  const told: Manifest = {
    schema: BUNDLE_SCHEMA,
    tool: { name: 'psm-preflight', version: __VERSION__ },
    site: site.name,
    finishedAt,
    integrity,
    files: list,
  }
  const text = Buffer.from(`${JSON.stringify(told, null, 1)}\n`)
  yield* sealed(
    archive([{ name: MANIFEST, content: text }, ...files], [await listed({ name: MANIFEST, content: text }), ...list]),
  )
}

function archive(files: readonly BundleFile[], list: readonly Listed[]): Readable {
  const zip = new ZipFile()
  const output = zip.outputStream
  // Which it is; its types promise less.
  if (!(output instanceof Readable)) throw new TypeError('the archive gives no stream')
  zip.on('error', (error: Error) => output.destroy(error))
  for (const [place, file] of files.entries()) {
    const entry = list[place]
    if (!entry) continue
    // Local time, because that is how an archive counts: everywhere the same.
    const options = { mtime: new Date(1980, 0, 2), forceDosTimestamp: true, mode: ENTRY_MODE, size: entry.size }
    zip.addReadStreamLazy(file.name, options, (give) => {
      const input = Readable.from(bytesOf(file, entry), { objectMode: false })
      input.on('error', (error) => output.destroy(error))
      give(null, input)
    })
  }
  zip.end({ comment: SEAL + '0'.repeat(SEAL_HASH_LENGTH), forceZip64Format: false })
  return output
}

/** Puts the hash of all that comes before it in the place of the zeros at the end. */
async function* sealed(bytes: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let held = Buffer.alloc(0)
  for await (const chunk of bytes) {
    const both = Buffer.concat([held, chunk])
    const ready = both.subarray(0, Math.max(0, both.length - SEAL_HASH_LENGTH))
    held = both.subarray(ready.length)
    hash.update(ready)
    if (ready.length > 0) yield ready
  }
  yield Buffer.from(hash.digest('hex'))
}
