/** A saved run, parsed before anything of it is used: the file may come from anywhere. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunResult, runResult } from '../../shared/result.ts'
import { UsageError } from '../terms.ts'

/** 200,000 flows with their evidence stay below this. */
const LARGEST_RUN_BYTES = 512 * 1024 * 1024

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
