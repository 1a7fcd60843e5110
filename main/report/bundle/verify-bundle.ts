/**
 * Whether a bundle is as it was saved: its seal, its manifest, the hash of each file, and its run.json by its schema and its own integrity.
 * Each file is read once, in pieces.
 */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import { isDeepStrictEqual } from 'node:util'
import type { Entry, ZipFile } from 'yauzl'
import { printable } from '../../../shared/plan/faults.ts'
import { type FlowResult, flowResult } from '../../../shared/result.ts'
import { summarise } from '../../../shared/summary.ts'
import { integrityWords } from '../../store/integrity.ts'
import { RunFileError, type RunHead, scanBytes } from '../../store/scan-run.ts'
import { ALWAYS, FIELD_FILE, MANIFEST, type Manifest, PDF_FILE, RUN_FILE, manifest } from './manifest.ts'
import { type Archive, BundleError, openArchive } from './open-archive.ts'

export interface Verified {
  manifest: Manifest
  head: RunHead
  /** Of its run.json, hex: as each page of the PDF says. */
  runSha256: string
}

const refuse = (what: string): never => {
  throw new BundleError(what)
}

interface Tally {
  sha256: string
  size: number
  crc: number
}

/** Gives the bytes on, and tells at their end what they were. */
async function* tallied(zip: ZipFile, entry: Entry, done: (tally: Tally) => void): AsyncGenerator<Buffer> {
  const stream = await zip.openReadStreamPromise(entry)
  const hash = createHash('sha256')
  let size = 0
  let crc = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      hash.update(chunk)
      size += chunk.length
      crc = crc32(chunk, crc)
      yield chunk
    }
  } finally {
    stream.destroy()
  }
  done({ sha256: hash.digest('hex'), size, crc })
}

/** @param take reads the bytes to their end */
async function readEntry<T>(
  { zip }: Archive,
  entry: Entry,
  take: (bytes: AsyncIterable<Buffer>) => Promise<T>,
): Promise<{ taken: T; tally: Tally }> {
  const name = printable(entry.fileName, 100)
  let tally: Tally | null = null
  const taken = await take(
    tallied(zip, entry, (found) => {
      tally = found
    }),
  ).catch((error: unknown) => {
    if (error instanceof BundleError) throw error
    const words = error instanceof Error ? error.message : String(error)
    return refuse(error instanceof RunFileError ? words : `${name}: cannot be unpacked: ${printable(words, 200)}`)
  })
  const found: Tally = tally ?? refuse(`${name}: it was not read to its end`)
  if (found.crc !== entry.crc32) refuse(`${name}: its checksum is not that of its bytes`)
  return { taken, tally: found }
}

async function readAll(bytes: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function readManifest(archive: Archive): Promise<Manifest> {
  const entry = archive.entries.get(MANIFEST) ?? refuse(`it holds no ${MANIFEST}`)
  const { taken } = await readEntry(archive, entry, readAll)
  let raw: unknown
  try {
    raw = JSON.parse(taken)
  } catch {
    return refuse(`${MANIFEST}: it is not JSON`)
  }
  const parsed = manifest.safeParse(raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return refuse(`${MANIFEST}: ${printable(`${issue?.path.join('.') || '(top)'}: ${issue?.message}`, 200)}`)
}

/** Files that are listed and not there, and the other way round. */
function checkList({ entries }: Archive, { files }: Manifest): void {
  const listed = new Set<string>()
  for (const { name } of files) {
    if (listed.has(name)) refuse(`${MANIFEST}: it lists ${printable(name)} twice`)
    if (name === MANIFEST || !entries.has(name)) refuse(`${printable(name)}: listed in ${MANIFEST}, but missing`)
    listed.add(name)
  }
  for (const name of entries.keys())
    if (name !== MANIFEST && !listed.has(name)) refuse(`${printable(name)}: not listed in ${MANIFEST}`)
  for (const name of ALWAYS) if (!listed.has(name)) refuse(`${name}: missing, though each bundle has it`)
}

async function drain(bytes: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of bytes);
}

/** Whether a text stands anywhere in the bytes. */
function finds(text: string) {
  return async (bytes: AsyncIterable<Buffer>): Promise<boolean> => {
    let isThere = false
    let tail = Buffer.alloc(0)
    for await (const chunk of bytes) {
      const both = Buffer.concat([tail, chunk])
      isThere ||= both.includes(text, 0, 'latin1')
      tail = both.subarray(Math.max(0, both.length - text.length + 1))
    }
    return isThere
  }
}

async function readRun(bytes: AsyncIterable<Buffer>): Promise<RunHead> {
  const ids = new Set<string>()
  const counted: Pick<FlowResult, 'outcome' | 'verdict' | 'proof'>[] = []
  const { head, integrity } = await scanBytes(RUN_FILE, bytes, flowResult, () => ({ id, outcome, verdict, proof }) => {
    ids.add(id)
    counted.push({ outcome, verdict, proof })
  })
  if (integrity !== 'intact') return refuse(`${RUN_FILE}: ${integrityWords(integrity)}`)
  if (ids.size !== counted.length) return refuse(`${RUN_FILE}: a flow stands in it twice`)
  if (!isDeepStrictEqual(head.summary, summarise(counted)))
    return refuse(`${RUN_FILE}: its summary does not match its flows`)
  return head
}

async function checkFile(archive: Archive, { name, size, sha256 }: Manifest['files'][number], runSha256: string) {
  const entry = archive.entries.get(name) ?? refuse(`${name}: missing`)
  if (entry.uncompressedSize !== size) refuse(`${name}: ${entry.uncompressedSize} bytes, and ${MANIFEST} says ${size}`)
  const read = async (bytes: AsyncIterable<Buffer>) => {
    if (name === RUN_FILE) return await readRun(bytes)
    if (name === PDF_FILE) return await finds(runSha256)(bytes)
    return await drain(bytes)
  }
  const { taken, tally } = await readEntry(archive, entry, read)
  if (tally.sha256 !== sha256 || tally.size !== size) refuse(`${name}: its SHA-256 is not the one in ${MANIFEST}`)
  if (taken === false) refuse(`${name}: it is not the report of this ${RUN_FILE}`)
  return typeof taken === 'object' ? taken : null
}

/** Writes the run.json of a bundle that was verified. @param to path of a file, which is made anew */
export async function extractRun(path: string, to: string): Promise<void> {
  const archive = await openArchive(path)
  try {
    const entry = archive.entries.get(RUN_FILE) ?? refuse(`${RUN_FILE}: missing`)
    await pipeline(await archive.zip.openReadStreamPromise(entry), createWriteStream(to))
  } finally {
    await archive.close()
  }
}

/** Throws {@link BundleError}, or `NoBundleError`, or the system's error. */
export async function verifyBundle(path: string): Promise<Verified> {
  const archive = await openArchive(path)
  try {
    const told = await readManifest(archive)
    checkList(archive, told)
    const runSha256 = told.files.find(({ name }) => name === RUN_FILE)?.sha256 ?? ''
    let head: RunHead | null = null
    for (const file of told.files) head = (await checkFile(archive, file, runSha256)) ?? head
    if (head === null) return refuse(`${RUN_FILE}: missing`)
    if (head.integrity !== told.integrity || head.site.name !== told.site || head.finishedAt !== told.finishedAt)
      refuse(`${MANIFEST}: it is not that of this ${RUN_FILE}`)
    const hasFields = (head.fieldChecks ?? []).length > 0
    if (hasFields !== archive.entries.has(FIELD_FILE))
      refuse(
        `${FIELD_FILE}: ${hasFields ? 'missing, though the run has checks beyond the port table' : 'the run has no such checks'}`,
      )
    return { manifest: told, head, runSha256 }
  } finally {
    await archive.close()
  }
}
