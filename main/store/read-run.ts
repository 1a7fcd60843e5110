/** A saved run, parsed before anything of it is used: the file may come from anywhere. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { printable } from '../../shared/plan/faults.ts'
import { type RunResult, runResult } from '../../shared/result.ts'
import { summarise } from '../../shared/summary.ts'
import { UsageError } from '../terms.ts'

/**
 * A file is parsed from one string, and V8 makes none of 512 MiB. The writer has no such limit: the run of a very large plan
 * may be saved, with its reports, and be too large to be read again.
 */
const LARGEST_RUN_BYTES = 511 * 1024 * 1024

/** The parsers quote the file in their messages, and the file is hostile. */
const MESSAGE_LIMIT = 200

/**
 * Reads a run.json, or the one in a folder. Throws {@link UsageError} for anything that is not one, and for a run whose
 * counts are not those of its flows: a verdict must never rest on a number that its flows do not bear out.
 */
export async function readRun(file: string): Promise<{ run: RunResult; sha256: string }> {
  const bytes = await readBytes(file)
  const path = printable(file, MESSAGE_LIMIT)
  let raw: unknown
  try {
    raw = JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${path}: not JSON: ${printable(message, MESSAGE_LIMIT)}`)
  }
  const parsed = runResult.safeParse(raw)
  if (!parsed.success) {
    const issues = parsed.error.issues
      .slice(0, 5)
      .map(({ path: at, message }) => `${at.join('.') || '(top)'}: ${message}`)
      .map((line) => `  ${printable(line, MESSAGE_LIMIT)}`)
    throw new UsageError(`${path}: not a psm-preflight/run@1 file:\n${issues.join('\n')}`)
  }
  if (!isDeepStrictEqual(parsed.data.summary, summarise(parsed.data.flows)))
    throw new UsageError(`${path}: its summary does not match its flows: the file was changed, or is damaged`)
  return { run: parsed.data, sha256: createHash('sha256').update(bytes).digest('hex') }
}

async function readBytes(file: string): Promise<Buffer> {
  const path = printable(file, MESSAGE_LIMIT)
  try {
    const info = await stat(file)
    if (info.isDirectory()) return await readBytes(join(file, 'run.json'))
    if (!info.isFile()) throw new UsageError(`${path}: not a file`)
    if (info.size > LARGEST_RUN_BYTES) throw new UsageError(`${path}: larger than ${LARGEST_RUN_BYTES / 1048576} MB`)
    return await readFile(file)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
}
