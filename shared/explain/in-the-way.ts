/** What stands in the way of some flows, each machine once, in words that say how sure it is. */
import type { BlockedBy } from '../outcome.ts'
import type { Language } from '../words/language.ts'
import { REPORT_WORDS } from '../words/report.ts'

/** "10.77.10.1, hop 1 (reported): it said so itself" */
export const inTheWayWords = (by: BlockedBy, language: Language = 'en') => REPORT_WORDS[language].places.inTheWay(by)

/** Each machine and certainty once; its hop where any flow knows it. */
export function inTheWay(flows: readonly { blockedBy?: BlockedBy | undefined }[]): BlockedBy[] {
  const found = new Map<string, BlockedBy>()
  for (const { blockedBy } of flows) {
    if (!blockedBy) continue
    const key = `${blockedBy.address} ${blockedBy.certainty}`
    const known = found.get(key)
    if (!known || known.hop === null) found.set(key, blockedBy)
  }
  return [...found.values()]
}
