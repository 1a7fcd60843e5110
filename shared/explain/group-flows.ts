/**
 * Flows that failed or warned → groups of one cause each, as few as explain all that was seen. What one device does in one direction is one
 * group, whichever hosts and ports it hits; two devices are two groups, though they may do the same; a host that is down is one.
 */
import { entry } from '../entry.ts'
import type { HostEvidence } from '../observation.ts'
import type { BlockedBy } from '../outcome.ts'
import type { FlowResult } from '../result.ts'
import { joinAlike } from './alike-groups.ts'
import type { CauseOf, FlowCause } from './causes/cause-of.ts'
import { fewestPlaces } from './cover.ts'
import { type CausedFlow, causeOfAll, deviceAt, kindOf, placesOf } from './place.ts'

export interface Group {
  cause: FlowCause
  place: string
  /** The device that was seen there; null where none was. */
  at: BlockedBy | null
  /** Never empty; in the order of the result. */
  flows: [FlowResult, ...FlowResult[]]
}

/** What a finding is made of; the sentences of its flows are in the language that is wanted. */
export type Explained = Pick<Group, 'cause' | 'at'> & { flows: readonly [FlowResult, ...FlowResult[]] }

/** As few groups as explain the flows. Flows that fail and flows that warn are never in one. */
export function groupFlows(flows: readonly FlowResult[], causeOf: CauseOf, hosts: readonly HostEvidence[]): Group[] {
  const caused = flows.flatMap((flow): CausedFlow[] => {
    const cause = causeOf(flow)
    return cause ? [{ flow, cause }] : []
  })
  const order = new Map(flows.map((flow, i) => [flow, i]))
  const groups = (['fail', 'warn'] as const).flatMap((verdict) =>
    groupAlike(
      caused.filter(({ flow }) => flow.verdict === verdict),
      hosts,
    ),
  )
  for (const group of groups) group.flows.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
  return groups
}

function groupAlike(caused: readonly CausedFlow[], hosts: readonly HostEvidence[]): Group[] {
  const places = fewestPlaces(placesOf(caused, hosts))
  const byPlace = new Map<string, CausedFlow[]>()
  for (const [i, one] of caused.entries()) entry(byPlace, places[i] ?? '', () => [] as CausedFlow[]).push(one)
  return joinAlike([...byPlace].flatMap(([place, members]) => groupOf(place, members) ?? []))
}

function groupOf(place: string, members: readonly CausedFlow[]): Group | null {
  const [first, ...others] = members.map(({ flow }) => flow)
  if (!first) return null
  const flows: Group['flows'] = [first, ...others]
  const at = kindOf(place) === 'device' ? seenThere(flows, deviceAt(place)) : null
  return { cause: causeOfAll(new Set(members.map(({ cause }) => cause))), place, at, flows }
}

const SURE = ['last-responder', 'concluded', 'reported'] as const

/** The device, as sure as it is for all of them; its hop where nobody counts another one. */
function seenThere(flows: Group['flows'], device: string): BlockedBy | null {
  const seen = flows.flatMap(({ blockedBy }) => (blockedBy?.address === device ? blockedBy : []))
  const [hop = null, another] = new Set(seen.flatMap((by) => by.hop ?? []))
  const certainty = SURE.find((sure) => seen.some((by) => by.certainty === sure))
  return certainty === undefined ? null : { address: device, hop: another === undefined ? hop : null, certainty }
}
