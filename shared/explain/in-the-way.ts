/** What stands in the way of some flows, each machine once, in words that say how sure it is. */
import type { BlockedBy, BlockedByCertainty } from '../outcome.ts'

const CERTAINTY_WORDS: Record<BlockedByCertainty, string> = {
  reported: 'it said so itself',
  concluded: 'known by the distance of its answers',
  'last-responder': 'the last machine that was heard; it blocks, or what comes right after it',
}

/** "10.77.10.1, hop 1 (reported): it said so itself" */
export const inTheWayWords = ({ address, hop, certainty }: BlockedBy) =>
  `${address}${hop === null ? '' : `, hop ${hop}`} (${certainty}): ${CERTAINTY_WORDS[certainty]}`

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
