/**
 * Where a cause may act: the places that would explain a flow, likeliest first. A device is named only where one was seen; else the place
 * is near the source or near the destination, which claims nothing. A machine that is down explains whoever asks it in vain.
 */
import { rewrittenSource } from '../conclude/both-ends.ts'
import { hopsToDestination } from '../conclude/where.ts'
import { entry } from '../entry.ts'
import { hostsOf } from '../host-of.ts'
import type { HostEvidence } from '../observation.ts'
import type { FlowResult } from '../result.ts'
import { ACTS_ON } from './causes/acts.ts'
import type { FlowCause } from './causes/cause-of.ts'
import type { Candidates } from './cover.ts'
import { networkOf } from './trace-end.ts'

/**
 * - `device`: seen in the way
 * - `near-source`, `near-destination`: not seen; whatever it is, all of its flows have this end in common
 * - `sender`, `machine`: what sends, and what should answer
 * - `service`: what should listen there
 * - `network`: everything
 */
type PlaceKind = 'device' | 'near-source' | 'near-destination' | 'sender' | 'machine' | 'service' | 'network'

export interface CausedFlow {
  flow: FlowResult
  cause: FlowCause
}

export const kindOf = (place: string) => place.split(' ', 1)[0] as PlaceKind

/** What a machine that is not there looks like, depending on who says so and how far a trace came. */
const NEVER_HEARD: ReadonlySet<FlowCause> = new Set([
  'host-silent',
  'host-silent-on-the-way',
  'host-silent-last-router',
  'unreachable',
  'wrong-vlan-or-subnet',
])

export const isNeverHeard = (cause: FlowCause) => NEVER_HEARD.has(cause)

/** Of all that one dead machine looks like, what says most of it. */
const SAYS_MOST: readonly FlowCause[] = ['wrong-vlan-or-subnet', 'host-silent-last-router', 'unreachable']

/** The one cause of flows that have a place in common. */
export function causeOfAll(causes: ReadonlySet<FlowCause>): FlowCause {
  const [first = 'host-silent', ...others] = causes
  return others.length === 0 ? first : (SAYS_MOST.find((cause) => causes.has(cause)) ?? 'host-silent')
}

/** The candidates of each flow, in the order of the flows. */
export function placesOf(caused: readonly CausedFlow[], hosts: readonly HostEvidence[]): Candidates[] {
  const heard = new Set(
    hosts.flatMap(({ address, answered, echo }) => (answered > 0 || echo?.result === 'reply' ? address : [])),
  )
  const hostOf = hostsOf(hosts)
  const senderOf = sendersIn(hosts)
  const alike = seenAlike(caused, senderOf)
  const onTheWayOf = (one: CausedFlow) => onTheWay(one, alike(one), senderOf(one.flow))
  const machine = ({ flow: { address }, cause }: CausedFlow) =>
    named('machine', address, isNeverHeard(cause) ? 'never heard' : cause)
  return caused.map((one): Candidates => {
    const { flow, cause } = one
    switch (ACTS_ON[cause]) {
      case 'network':
        return [named('network', cause)]
      case 'sender':
        return [named('sender', senderOf(flow), cause, mechanismOf(flow))]
      case 'service':
        return [named('service', flow.address, cause)]
      case 'machine':
        return isNeverHeard(cause) && heard.has(flow.address) ? onTheWayOf(one) : [machine(one)]
      case 'path': {
        const there = onTheWayOf(one)
        if (isNeverHeard(cause)) return heard.has(flow.address) ? there : [...there, machine(one)]
        return isLastHop(flow, hostOf(flow)) ? [...there, named('near-destination', flow.address, cause)] : there
      }
    }
  })
}

/** The machine that sends, by a name: an address may be that of two places, and what was seen on the way of one says nothing of the other. */
function sendersIn(hosts: readonly HostEvidence[]): (flow: FlowResult) => string {
  const first = new Map<string, string>()
  // Names that went one way are of one machine.
  for (const { sources: [one, ...others] = [] } of hosts) {
    if (one === undefined) continue
    const known = [one, ...others].map((name) => first.get(name)).find((name) => name !== undefined)
    for (const name of [one, ...others]) if (!first.has(name)) first.set(name, known ?? one)
  }
  return ({ source }) => first.get(source) ?? source
}

const named = (kind: PlaceKind, ...words: readonly string[]) => [kind, ...words].join(' ')

/** Right before the destination a drop may be its own firewall's. */
const isLastHop = ({ outcome, blockedBy }: FlowResult, host: HostEvidence | null) =>
  outcome === 'silent' && blockedBy != null && blockedBy.hop !== null && blockedBy.hop + 1 === hopsToDestination(host)

/** Of a place of the kind `device`. */
export const deviceAt = (place: string) => place.split(' ', 2)[1] ?? ''

/** Who rewrites addresses has the address that the destination saw. */
const deviceOf = ({ flow: { blockedBy, address, evidence }, cause }: CausedFlow): string | null => {
  const device = cause === 'nat' ? rewrittenSource(evidence) : blockedBy?.address
  return device == null || device === address ? null : device
}

/** The device that was seen, on this flow or on those like it; else whatever is near one of the ends. */
function onTheWay(one: CausedFlow, alike: string | null, sender: string): Candidates {
  const { flow, cause } = one
  const device = deviceOf(one)
  if (device !== null) return [named('device', device, cause)]
  const near: Candidates = [named('near-source', sender, cause)]
  const either: Candidates = isNeverHeard(cause) ? near : [...near, named('near-destination', flow.address, cause)]
  return alike === null ? either : [named('device', alike, cause), ...either]
}

/**
 * Few flows are traced. One without a device fails as those do that have the same cause, source and network of the destination, and the
 * same port: their device is on its way, too. Not where they name two, nor where a flow between its own two machines names another than they do.
 */
function seenAlike(
  caused: readonly CausedFlow[],
  senderOf: (flow: FlowResult) => string,
): (one: CausedFlow) => string | null {
  const likeness = likenesses(senderOf)
  const pairOf = ({ flow, cause }: CausedFlow) => `${cause} ${senderOf(flow)} ${flow.address}`
  const seen = new Map<string, Set<string>>()
  const ofPair = new Map<string, Map<string, string>>()
  for (const one of caused) {
    const device = deviceOf(one)
    if (device === null) continue
    entry(seen, likeness(one), () => new Set<string>()).add(device)
    entry(ofPair, pairOf(one), () => new Map<string, string>()).set(likeness(one), device)
  }
  return (one) => {
    if (seen.size === 0) return null
    const [only = null, another] = seen.get(likeness(one)) ?? []
    const isTwo = (own: Map<string, string>) => [...own.keys()].some((alike) => (seen.get(alike)?.size ?? 0) > 1)
    return another !== undefined || isTwo(ofPair.get(pairOf(one)) ?? new Map()) ? null : only
  }
}

/** Nothing that is asked of a machine that is never heard says more than another port. */
function likenesses(senderOf: (flow: FlowResult) => string): (one: CausedFlow) => string {
  // Each address is read once: a plan has few, and a result many flows.
  const networks = new Map<string, string>()
  return ({ flow, cause }) => {
    const { address, port } = flow
    const network = entry(networks, address, () => networkOf(address) ?? address)
    return `${cause} ${senderOf(flow)} ${network} ${isNeverHeard(cause) ? '' : port}`
  }
}

/** A route that prohibits and a filter that drops are two rules of one machine. */
const mechanismOf = ({ evidence: { route } }: FlowResult) => route?.errno ?? 'filter'
