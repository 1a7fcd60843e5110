/** The change request as a folder: one file for each firewall, and one that takes it back. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DIALECTS } from '../../shared/explain/dialects/all.ts'
import type { RuleRequest } from '../../shared/explain/rule-request.ts'
import { writeWhole } from '../store/write-run.ts'

/** Name → text; null: of no use for this request. Of one without rules there is only the table, which says so. */
export function ruleFiles(request: RuleRequest): Map<string, string | null> {
  const files = new Map<string, string | null>()
  for (const dialect of DIALECTS) {
    const isWritten = request.rules.length > 0 || dialect.id === 'table'
    const { text, rollback } = dialect.render(request)
    files.set(dialect.file, isWritten ? text : null)
    if (dialect.rollbackFile !== null) files.set(dialect.rollbackFile, isWritten ? rollback : null)
  }
  return files
}

/**
 * Writes `rules/` below the folder and gives its path. A file of an earlier request that is of no use now is taken away: it would
 * be pasted.
 */
export async function writeRules(request: RuleRequest, directory: string): Promise<string> {
  const folder = join(directory, 'rules')
  for (const [name, text] of ruleFiles(request)) {
    if (text === null) await rm(join(folder, name), { force: true })
    else await writeWhole(join(folder, name), text)
  }
  return folder
}
