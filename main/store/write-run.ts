/** `run.json` on disk: written whole or not at all, piece by piece, so that no run is too large for one string. */
import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RunResult } from '../../shared/result.ts'
import { integrityOf } from './integrity.ts'
import { makeDirectory } from './make-directory.ts'

/** Characters that are written at once; a write for each flow would be slow. */
const PIECE = 256 * 1024

/** Writes to a temporary file in the same folder, syncs it, and renames it: a reader sees the old file or the new one. */
export async function writeWhole(
  path: string,
  bytes: string | Uint8Array | Iterable<string> | AsyncIterable<Uint8Array>,
): Promise<void> {
  await makeDirectory(dirname(path))
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const file = await open(temporary, 'w')
    try {
      const pieces = typeof bytes === 'string' || bytes instanceof Uint8Array ? [bytes] : bytes
      // Each call writes on from where the last one ended.
      for await (const piece of pieces) await file.writeFile(piece)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Gives the path written and the SHA-256 of its bytes, hex. */
export const writeRun = (run: RunResult, directory: string): Promise<{ path: string; sha256: string }> =>
  writeRunFile(run, join(directory, 'run.json'))

/** The same under another name. */
export async function writeRunFile(run: RunResult, path: string): Promise<{ path: string; sha256: string }> {
  const hash = createHash('sha256')
  const hashed = function* () {
    for (const piece of joined(runLines(run))) {
      hash.update(piece)
      yield piece
    }
  }
  await writeWhole(path, hashed())
  return { path, sha256: hash.digest('hex') }
}

/**
 * The run as JSON: a line for each key, and for each item of a list, such as a flow. The flows come last but for the integrity, which a
 * reader can then compute as they come.
 */
export function* runLines(run: RunResult): Generator<string> {
  const { flows, integrity: _old, ...head } = run
  const entries = Object.entries({ ...head, flows, integrity: integrityOf(run) }).filter(
    ([, value]) => value !== undefined,
  )
  yield '{\n'
  for (const [index, [key, value]] of entries.entries()) {
    const comma = index === entries.length - 1 ? '' : ','
    yield ` ${JSON.stringify(key)}: `
    if (Array.isArray(value)) yield* listLines(value)
    else yield JSON.stringify(value)
    yield `${comma}\n`
  }
  yield '}\n'
}

function* listLines(items: readonly unknown[]): Generator<string> {
  if (items.length === 0) {
    yield '[]'
    return
  }
  yield '[\n'
  for (const [index, item] of items.entries()) {
    yield `  ${JSON.stringify(item)}${index === items.length - 1 ? '' : ','}\n`
  }
  yield ' ]'
}

function* joined(lines: Iterable<string>): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece
}
