/** Writes a report where the user said. */
import { readFile } from 'node:fs/promises'
import type { Delivery } from '../../shared/contract.ts'
import { printable } from '../../shared/plan/faults.ts'
import type { ReportFile } from '../checks/make-report.ts'
import { fileErrorWords } from '../file-errors.ts'
import { writeWhole } from '../store/write-run.ts'
import { UsageError } from '../terms.ts'

const SHOWN_NAME = 200

/** Rejects with {@link UsageError} where it cannot be written; a file that was there before is then as it was. */
export async function saveReport(path: string, { content }: ReportFile): Promise<Delivery> {
  try {
    await writeWhole(path, content instanceof Uint8Array ? content : await readFile(content.path))
  } catch (error) {
    throw new UsageError(`${printable(path, SHOWN_NAME)}: cannot be written: ${fileErrorWords(error)}`)
  }
  return { kind: 'saved', path }
}
