/** What stands in the way of some flows, each machine once, in words that say how sure it is. */
import { entry } from '../entry.ts'
import type { BlockedBy } from '../outcome.ts'
import type { Language } from '../words/language.ts'
import { REPORT_WORDS } from '../words/report.ts'

/** "10.77.10.1, hop 1 (reported): it said so itself" */
export const inTheWayWords = (by: BlockedBy, language: Language = 'en') => REPORT_WORDS[language].places.inTheWay(by)

/** Each machine and certainty once; its hop where any flow knows it, and none counts another: two sources may be as far from it or not. */
export function inTheWay(flows: readonly { blockedBy?: BlockedBy | undefined }[]): BlockedBy[] {
  const found = new Map<string, { by: BlockedBy; hops: Set<number> }>()
  for (const { blockedBy: by } of flows) {
    if (!by) continue
    const { hops } = entry(found, `${by.address} ${by.certainty}`, () => ({ by, hops: new Set<number>() }))
    if (by.hop !== null) hops.add(by.hop)
  }
  return [...found.values()].map(({ by, hops: [hop = null, another] }) => ({
    ...by,
    hop: another === undefined ? hop : null,
  }))
}
