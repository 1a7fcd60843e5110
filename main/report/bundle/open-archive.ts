/**
 * An archive that a stranger may have made, looked at before anything of it is read: every byte belongs to one entry or to the directory, names
 * are those of a bundle, each once, and nothing unfolds to more than it says. Nothing is ever written to disk.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { type Entry, type ZipFile, fromFd } from 'yauzl'
import { printable } from '../../../shared/plan/faults.ts'
import { LARGEST_RUN_BYTES } from '../../store/read-run.ts'
import {
  CAPTURE_FILE,
  DEFLATED,
  ENTRY_DATE,
  ENTRY_FLAGS,
  ENTRY_MODE,
  MANIFEST,
  RUN_FILE,
  SEAL,
  SEAL_HASH_LENGTH,
  mayHold,
} from './manifest.ts'

/** It is a bundle, or was one, and must not be relied upon. */
export class BundleError extends Error {
  override name = 'BundleError'
}

/** It is none at all, or cannot be read. */
export class NoBundleError extends Error {
  override name = 'NoBundleError'
}

const refuse = (what: string): never => {
  throw new BundleError(what)
}

const MOST_ENTRIES = 66
const MEGABYTE = 1024 * 1024
const LOCAL_HEADER = 30
const DESCRIPTOR = 16
const DIRECTORY_HEADER = 46
const END_HEADER = 22

const mostBytes = (name: string) => {
  if (name === MANIFEST) return MEGABYTE
  if (name === RUN_FILE) return LARGEST_RUN_BYTES
  return name === CAPTURE_FILE ? 1024 * MEGABYTE : 256 * MEGABYTE
}

/** The seal tells first whether a byte was changed since, by accident or by hand. */
async function checkSeal(file: FileHandle, size: number): Promise<void> {
  const length = SEAL.length + SEAL_HASH_LENGTH
  const at = Math.max(0, size - length)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
  const comment = buffer.toString('latin1', 0, bytesRead)
  if (!comment.startsWith(SEAL) || !/^[0-9a-f]{64}$/.test(comment.slice(SEAL.length)))
    refuse(
      'it does not end with the seal of a bundle: it is cut off, was packed anew by another program, or is another archive',
    )
  const hash = createHash('sha256')
  const piece = Buffer.alloc(MEGABYTE)
  for (let from = 0; from < size - SEAL_HASH_LENGTH; ) {
    const { bytesRead: got } = await file.read(piece, 0, Math.min(piece.length, size - SEAL_HASH_LENGTH - from), from)
    if (got === 0) refuse('it became shorter while it was read')
    hash.update(piece.subarray(0, got))
    from += got
  }
  if (hash.digest('hex') !== comment.slice(SEAL.length))
    refuse('its bytes are not those that were sealed: it was changed or damaged after it was saved')
}

const openZip = (fd: number) =>
  new Promise<ZipFile>((resolve, reject) => {
    fromFd(fd, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    )
  })

/** What is said of an entry twice must be the same, and nothing may be said beyond what this program writes. */
async function checkEntry(zip: ZipFile, entry: Entry): Promise<void> {
  const name = printable(entry.fileName, 100)
  if (!mayHold(entry.fileName)) refuse(`${name}: not a file that a bundle holds`)
  if (entry.isEncrypted()) refuse(`${name}: it is encrypted`)
  if (entry.uncompressedSize > mostBytes(entry.fileName))
    refuse(
      `${name}: ${entry.uncompressedSize.toLocaleString('en')} bytes; accepted: at most ${mostBytes(entry.fileName).toLocaleString('en')}`,
    )
  const local = await zip.readLocalFileHeaderPromise(entry)
  const isPlain =
    entry.generalPurposeBitFlag === ENTRY_FLAGS &&
    entry.compressionMethod === DEFLATED &&
    entry.lastModFileDate === ENTRY_DATE &&
    entry.lastModFileTime === 0 &&
    entry.extraFieldLength === 0 &&
    entry.fileCommentLength === 0 &&
    entry.internalFileAttributes === 0 &&
    entry.externalFileAttributes === (ENTRY_MODE << 16) >>> 0 &&
    entry.fileNameRaw.toString('latin1') === entry.fileName
  const isSame =
    local.fileName.equals(entry.fileNameRaw) &&
    local.extraFieldLength === 0 &&
    local.generalPurposeBitFlag === ENTRY_FLAGS &&
    local.compressionMethod === DEFLATED &&
    local.lastModFileDate === ENTRY_DATE &&
    local.lastModFileTime === 0 &&
    local.versionNeededToExtract === entry.versionNeededToExtract &&
    local.crc32 === 0 &&
    local.compressedSize === 0 &&
    local.uncompressedSize === 0
  if (!isPlain || !isSame) refuse(`${name}: its headers are not those that this program writes`)
}

export interface Archive {
  entries: Map<string, Entry>
  zip: ZipFile
  close: () => Promise<void>
}

async function readEntries(zip: ZipFile, size: number): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES)
    refuse(`it says that it holds ${zip.entryCount} files; accepted: at most ${MOST_ENTRIES}`)
  const entries = new Map<string, Entry>()
  let next = 0
  let directory = 0
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) refuse(`${printable(entry.fileName, 100)} stands in it twice`)
    await checkEntry(zip, entry)
    if (entry.relativeOffsetOfLocalHeader !== next) refuse('its entries overlap, or bytes are hidden between them')
    next += LOCAL_HEADER + entry.fileNameLength + entry.compressedSize + DESCRIPTOR
    directory += DIRECTORY_HEADER + entry.fileNameLength
    entries.set(entry.fileName, entry)
  }
  if (next + directory + END_HEADER + SEAL.length + SEAL_HASH_LENGTH !== size)
    refuse('it holds bytes that belong to no file')
  return entries
}

/** Throws {@link BundleError} or {@link NoBundleError}. */
export async function openArchive(path: string): Promise<Archive> {
  const file = await open(path)
  // yauzl closes what it is given.
  let zip: ZipFile | null = null
  try {
    const info = await file.stat()
    if (!info.isFile()) throw new NoBundleError('not a file')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    if (bytesRead < 4 || buffer.toString('latin1') !== 'PK\u0003\u0004') throw new NoBundleError('not a ZIP archive')
    await checkSeal(file, info.size)
    zip = await openZip(file.fd)
    return { entries: await readEntries(zip, info.size), zip, close: () => file.close() }
  } catch (error) {
    await file.close()
    if (error instanceof BundleError || error instanceof NoBundleError) throw error
    if (zip === null && (error as NodeJS.ErrnoException).code !== undefined) throw error
    throw new BundleError(
      `not a sound archive: ${printable(error instanceof Error ? error.message : String(error), 200)}`,
    )
  }
}
