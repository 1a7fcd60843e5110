/**
 * How far a SYN must go, asked after a trace. A router that is heard for another port where this one is answered already proves a device
 * only if all ways are as long: over ways of different length each SYN, from its own source port, may end elsewhere.
 */
import type { HostEvidence } from '../../../shared/observation.ts'
import { routerBeyond } from '../../../shared/conclude/where.ts'
import type { Asker } from '../../probe/ask-patiently.ts'
import { askWithin, isOfPort } from '../../probe/limited-ask.ts'
import { leastAnsweringTtl } from '../../probe/nearness.ts'
import type { AskedPath } from './asked-path.ts'
import { farthest, patienceFor } from './distances.ts'

/** If half of all ways are longer, all of these but one go the short one in 17 of 65,536 cases. */
const ASKED = 16

type Found = Pick<HostEvidence, 'traces' | 'reach'>

/** Longer than this the way there is not searched for, beyond the routers on the way back. */
const LONGER_THERE = 3
const TRIES = 3

/**
 * The traced port may be answered by a device, which then says nothing of the way to the destination. Where another port is answered from
 * farther, that one's least TTL is looked for; null where there is none such, or it does not answer.
 */
export async function reachOfFarthest(
  asked: AskedPath,
  { reach }: Found,
  asker: Asker,
): Promise<Found['reach'] | null> {
  const routers = asked.path.later.hops?.routers
  const far = farthest(asked)
  const traced = asked.answered.find(({ port }) => port === reach?.port)?.segments[0]?.hops
  if (!far || far.routers !== routers || traced === undefined || traced >= far.routers) return null
  const { port } = far.port
  const { timeoutMs } = patienceFor(asked, false)
  const question = { ...asker, ...asked.path.target(port), timeoutMs, tries: TRIES }
  const ttl = await leastAnsweringTtl({ ...question, ttlHigh: routers + LONGER_THERE })
  return ttl === null || asker.signal.aborted ? null : { ttl, port }
}

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
