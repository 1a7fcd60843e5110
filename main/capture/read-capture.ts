/**
 * A capture from a file or from stdin, plain or gzip'd, pushed into a reader. Reading and decoding overlap: while one buffer is
 * decoded, the next is being filled.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { CaptureReader } from './capture-reader.ts'

/** Large enough that a call to the system costs nothing per packet, small enough to stay in the processor's cache. */
const CHUNK = 1 << 20
/** A gzip file may unfold to a thousand times its size: 64 GB is more than anybody captures. */
const MOST_UNPACKED = 64 * 2 ** 30

export interface ReadOptions {
  signal?: AbortSignal | undefined
  /** Bytes that a gzip file may unfold to. */
  mostUnpacked?: number | undefined
}

/** Why a file could not be read to its end, though what came before was. */
export type ReadWarning = string | null

/** Reads a file. Rejects with the system's error when it cannot be opened or read. */
export async function readCaptureFile(
  path: string,
  reader: CaptureReader,
  options: ReadOptions = {},
): Promise<ReadWarning> {
  const file = await open(path, 'r')
  try {
    const magic = Buffer.alloc(2)
    // A pipe cannot be read at a position: it is read as a stream, without a look ahead.
    if (!(await file.stat()).isFile())
      return await readCaptureStream(file.createReadStream({ autoClose: false }), reader, options)
    await file.read(magic, 0, 2, 0)
    if (isGzip(magic)) return await unpack(file.createReadStream({ start: 0, autoClose: false }), reader, options)
    await readPlain(file, reader, options)
    reader.end()
    return null
  } finally {
    await file.close()
  }
}

const isGzip = (b: Uint8Array) => b[0] === 0x1f && b[1] === 0x8b

async function readPlain(file: FileHandle, reader: CaptureReader, options: ReadOptions): Promise<void> {
  let [filling, decoding] = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)]
  let { bytesRead } = await file.read(filling, 0, CHUNK)
  while (bytesRead > 0 && !reader.done && options.signal?.aborted !== true) {
    ;[filling, decoding] = [decoding, filling]
    const next = file.read(filling, 0, CHUNK)
    reader.push(decoding.subarray(0, bytesRead))
    ;({ bytesRead } = await next)
  }
}

/** Reads a stream: stdin, or what a capturing tool writes. */
export async function readCaptureStream(
  stream: Readable,
  reader: CaptureReader,
  options: ReadOptions = {},
): Promise<ReadWarning> {
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>
  let head = Buffer.alloc(0)
  while (head.length < 2) {
    const { value, done } = await chunks.next()
    if (done === true) break
    head = Buffer.concat([head, value])
  }
  if (isGzip(head)) {
    return await unpack(Readable.from(headFirst(head, chunks)), reader, options)
  }
  reader.push(head)
  while (!reader.done && options.signal?.aborted !== true) {
    const { value, done } = await chunks.next()
    if (done === true) break
    reader.push(value)
  }
  reader.end()
  return null
}

async function* headFirst(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* rest
}

async function unpack(packed: Readable, reader: CaptureReader, options: ReadOptions): Promise<ReadWarning> {
  const limit = options.mostUnpacked ?? MOST_UNPACKED
  const unzip = createGunzip({ chunkSize: CHUNK })
  const ended = new Error('enough')
  let unpacked = 0
  let warning: ReadWarning = null
  const sink = new Transform({
    transform(chunk: Buffer, _, done) {
      unpacked += chunk.length
      if (unpacked > limit) warning = `it unfolds to more than ${limit} bytes; only those were read`
      else reader.push(chunk)
      done(warning !== null || reader.done || options.signal?.aborted === true ? ended : null)
    },
  })
  sink.resume()
  try {
    await pipeline(packed, unzip, sink)
  } catch (error) {
    if (error !== ended)
      warning = `its gzip data is damaged (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}) after ${unpacked} unpacked bytes`
  }
  reader.end()
  return warning
}
