/**
 * Whether one TTL always leads to the destination. A router that is heard for another port where this one is answered already proves a
 * device only if all ways are as long: over ways of different length each SYN, from its own source port, may end elsewhere.
 */
import type { HostEvidence } from '../../../shared/observation.ts'
import { routerBeyond } from '../../../shared/conclude/where.ts'
import type { Asker } from '../../probe/ask-patiently.ts'
import { askWithin, isOfPort } from '../../probe/limited-ask.ts'
import type { AskedPath } from './asked-path.ts'
import { patienceFor } from './distances.ts'

/** If half of all ways are longer, all of these go the short one in 1 of 4096 cases. */
const ASKED = 12

type Found = Pick<HostEvidence, 'traces' | 'reach'>

/** Null where no router was heard beyond the port, or the time was up. */
export async function askReachAgain(
  asked: AskedPath,
  found: Found,
  asker: Asker,
): Promise<NonNullable<HostEvidence['reach']>['again'] | null> {
  const { reach } = found
  if (!reach || !routerBeyond(found) || asker.signal.aborted) return null
  const { timeoutMs } = patienceFor(asked, false)
  const question = { ...asker, ...asked.path.target(reach.port), timeoutMs }
  const answers = await Promise.all(Array.from({ length: ASKED }, () => askWithin(question, reach.ttl)))
  if (asker.signal.aborted) return null
  const ended = answers.filter(({ kind }) => kind === 'hop').length
  return { asked: ASKED, answered: answers.filter(isOfPort).length, ended }
}
