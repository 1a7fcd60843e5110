/** A saved run, parsed before anything of it is used: the file may come from anywhere. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { printable } from '../../shared/plan/faults.ts'
import { type RunResult, runResult } from '../../shared/result.ts'
import { RUN_SCHEMA, summarise } from '../../shared/summary.ts'
import { fileErrorWords } from '../file-errors.ts'
import { UsageError } from '../terms.ts'
import { type Integrity, integrityOf, integrityWords, judgeIntegrity } from './integrity.ts'
import { whatItIs } from './what-it-is.ts'

/**
 * A file is parsed from one string, and V8 makes none of 512 MiB. The writer has no such limit: the run of a very large plan
 * may be saved, with its reports, and be too large to be read again.
 */
export const LARGEST_RUN_BYTES = 511 * 1024 * 1024

const ACCEPTED = 'the run.json that a check has saved, or the folder that holds it'

/** The parsers quote the file in their messages, and the file is hostile. */
const MESSAGE_LIMIT = 200

export interface ReadRun {
  run: RunResult
  /** Of the bytes, hex. */
  sha256: string
  integrity: Integrity
}

/** What the reader must hear of a file whose content cannot be relied upon, as a line; null: nothing. */
export function integrityWarning(file: string, integrity: Integrity): string | null {
  const words = integrityWords(integrity)
  return words === null ? null : `${printable(file, MESSAGE_LIMIT)}: ${words}.`
}

/**
 * Reads a run.json, or the one in a folder. Throws {@link UsageError} for anything that is not one, and for a run whose
 * counts are not those of its flows: a verdict must never rest on a number that its flows do not bear out.
 *
 * @param largest bytes; a smaller one is for tests
 */
export async function readRun(file: string, largest: number = LARGEST_RUN_BYTES): Promise<ReadRun> {
  const bytes = await readBytes(file, largest)
  const path = printable(file, MESSAGE_LIMIT)
  let raw: unknown
  try {
    raw = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new UsageError(`${path}: found ${whatItIs(bytes)}; accepted: ${ACCEPTED}`)
  }
  if (schemaOf(raw) !== RUN_SCHEMA)
    throw new UsageError(
      `${path}: found JSON that is not a run (its "schema" is not ${RUN_SCHEMA}); accepted: ${ACCEPTED}`,
    )
  const parsed = runResult.safeParse(raw)
  if (!parsed.success) {
    const issues = parsed.error.issues
      .slice(0, 5)
      .map(({ path: at, message }) => `${at.join('.') || '(top)'}: ${message}`)
      .map((line) => `  ${printable(line, MESSAGE_LIMIT)}`)
    throw new UsageError(
      `${path}: a run that was changed, or is of another version: not a ${RUN_SCHEMA} file:\n${issues.join('\n')}`,
    )
  }
  if (!isDeepStrictEqual(parsed.data.summary, summarise(parsed.data.flows)))
    throw new UsageError(`${path}: its summary does not match its flows: the file was changed, or is damaged`)
  const { integrity: own, ...rest } = raw as { integrity?: unknown; flows: unknown[] }
  return {
    run: parsed.data,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    integrity: own === undefined ? 'absent' : judgeIntegrity(own, integrityOf(rest)),
  }
}

const schemaOf = (raw: unknown): unknown =>
  typeof raw === 'object' && raw !== null && 'schema' in raw ? raw.schema : undefined

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1_048_576).toLocaleString('en')} MB`

const tooLarge = (size: number, largest: number) =>
  `found a run of ${megabytes(size)}; accepted: at most ${megabytes(largest)}, for no larger file can be read as one text. Its reports were written when it was saved; to have it in parts, check the plan with --group or --from.`

async function readBytes(file: string, largest: number): Promise<Buffer> {
  const path = printable(file, MESSAGE_LIMIT)
  try {
    const info = await stat(file)
    if (info.isDirectory()) return await readBytes(join(file, 'run.json'), largest)
    if (!info.isFile()) throw new UsageError(`${path}: not a file; accepted: ${ACCEPTED}`)
    if (info.size > largest) throw new UsageError(`${path}: ${tooLarge(info.size, largest)}`)
    return await readFile(file)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const inFolder = basename(file) === 'run.json' && (error as NodeJS.ErrnoException).code === 'ENOENT'
    const why = inFolder ? 'no run.json is there' : `cannot be read: ${fileErrorWords(error)}`
    throw new UsageError(`${path}: ${why}; accepted: ${ACCEPTED}`)
  }
}
