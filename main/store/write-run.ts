/** `run.json` on disk: written whole or not at all, and parsed before anything of it is used. */
import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UsageError } from '../terms.ts'
import { type RunResult, runResult } from '../../shared/result.ts'

/** 200,000 flows with their evidence stay below this. */
const LARGEST_RUN_BYTES = 512 * 1024 * 1024

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

/** Reads a run.json, or the one in a folder. Throws {@link UsageError} for anything that is not one. */
export async function readRun(path: string): Promise<{ run: RunResult; sha256: string }> {
  const bytes = await readBytes(path)
  let raw: unknown
  try {
    raw = JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw new UsageError(`${path}: not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = runResult.safeParse(raw)
  if (!parsed.success) {
    const issues = parsed.error.issues
      .slice(0, 5)
      .map((issue) => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`)
    throw new UsageError(`${path}: not a psm-preflight/run@1 file:\n${issues.join('\n')}`)
  }
  return { run: parsed.data, sha256: createHash('sha256').update(bytes).digest('hex') }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    const info = await stat(path)
    if (info.isDirectory()) return await readBytes(join(path, 'run.json'))
    if (!info.isFile()) throw new UsageError(`${path}: not a file`)
    if (info.size > LARGEST_RUN_BYTES) throw new UsageError(`${path}: larger than ${LARGEST_RUN_BYTES / 1048576} MB`)
    return await readFile(path)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
}
