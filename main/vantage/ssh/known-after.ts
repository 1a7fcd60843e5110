/** When the silence of an attempt on another host is known here: a link that stalls looks like a silent path. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { SshLink } from './link.ts'

/**
 * True once the attempt has begun there, `ms` have passed since, and the link has answered after that; false where it broke.
 * @param begun when the host was known to have begun, as `performance.now()`; rejects when that will never be known
 */
export async function knownAfter(
  link: Pick<SshLink, 'roundTrip'>,
  begun: Promise<number>,
  ms: number,
): Promise<boolean> {
  try {
    const begunAt = await begun
    const since = performance.now() - begunAt
    if (since < ms) await sleep(ms - since)
    await link.roundTrip()
    return true
  } catch {
    return false
  }
}
