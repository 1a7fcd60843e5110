/** `run.json` on disk: written whole or not at all. */
import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RunResult } from '../../shared/result.ts'

/** Writes to a temporary file in the same folder, syncs it, and renames it: a reader sees the old file or the new one. */
export async function writeWhole(path: string, bytes: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(bytes)
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
export async function writeRun(run: RunResult, directory: string): Promise<{ path: string; sha256: string }> {
  const path = join(directory, 'run.json')
  const text = `${JSON.stringify(run, null, 1)}\n`
  await writeWhole(path, text)
  return { path, sha256: createHash('sha256').update(text).digest('hex') }
}
