/** Which flows of a plan can be asked from this machine, between which addresses; and why not the others. */
import type { FlowEvidence, NotAsked } from '../../shared/observation.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import { isThisMachine } from '../probe/route.ts'
import type { NoPlace, Place } from './place.ts'

/** What a DNS name of the plan resolved to. */
export type Resolution = { literal: string } | { error: string }
export type Names = ReadonlyMap<string, Resolution>

export type Choice =
  | { flow: Flow; source: string; address: string; notAsked: null }
  /** `address`: the plan's text where a name did not resolve. */
  | { flow: Flow; source: string; address: string; notAsked: NotAsked }

/** Of literals that the plan's reader has checked. (measured: the first call of node:net's isIPv6 takes 4 to 7 ms) */
const isV6 = (literal: string) => literal.includes(':')

export const NOTHING_SEEN: Omit<FlowEvidence, 'notAsked'> = { attempts: [], identity: null, route: null }

/** What is known of the machine that would send. */
type Sender = Pick<Place, 'holds'>

/** @param sender the machine behind the flow's source, or why there is none */
export function chooseFlow(flow: Flow, names: Names, sender: Sender | NoPlace): Choice {
  const address = addressOf(flow, names)
  const source = sourceOf(flow, names)
  const notAsked = whyNotAsked(flow, source, address, sender)
  return { flow, source, address: address ?? flow.destination.address, notAsked }
}

function addressOf({ destination }: Flow, names: Names): string | null {
  if (!destination.isName) return destination.address
  const resolution = names.get(destination.address)
  return resolution && 'literal' in resolution ? resolution.literal : null
}

/** The literals that the flows go to, each once; names that did not resolve are left out. */
export const destinationsOf = (flows: readonly Flow[], names: Names): string[] => [
  ...new Set(flows.flatMap((flow) => addressOf(flow, names) ?? [])),
]

/** The addresses that the flows are sent from, each once, as the plan has them. */
export const sourcesOf = (flows: readonly Flow[], names: Names): string[] => [
  ...new Set(flows.map((flow) => sourceOf(flow, names))),
]

/** As the plan has it, or what its name resolved to. */
export function sourceOf({ source }: Flow, names: Names): string {
  const resolution = source.isName ? names.get(source.address) : undefined
  return resolution && 'literal' in resolution ? resolution.literal : source.address
}

/** Before anything is sent, nothing is known of a host behind SSH. */
const UNKNOWN: Sender = { holds: () => null }

/** What keeps a flow from being tested on the machine that has the addresses `here`; null when nothing does. Sends nothing. */
export function whyUntestable(flow: Flow, names: Names, here: ReadonlyMap<string, string>): NotAsked['why'] | null {
  const sender = flow.source.vantage.kind === 'ssh' ? UNKNOWN : { holds: (a: string) => isThisMachine(a, here) }
  return chooseFlow(flow, names, sender).notAsked?.why ?? null
}

/** A passed test from another address proves nothing of the plan's source, so it is not made. */
function whyNotAsked(
  { source, destination }: Flow,
  sourceAddress: string,
  address: string | null,
  sender: Sender | NoPlace,
): NotAsked | null {
  const not = (why: NotAsked['why'], detail: string): NotAsked => ({ observer: 'none', why, detail })
  const bySsh = source.vantage.kind === 'ssh'
  if (source.vantage.kind === 'none')
    return not('no-vantage', `${source.name} has no vantage, so nothing can be sent from it`)
  if (!('holds' in sender)) return not(sender.why, sender.detail)
  if (sender.holds(sourceAddress) === false) {
    return not(
      'not-this-machine',
      bySsh
        ? `the machine that answers by SSH for ${source.name} does not hold the address ${sourceAddress}`
        : `${source.name} is to be tested from this machine, but ${sourceAddress} is not an address of it`,
    )
  }
  if (address === null) return not('name', `the name ${destination.address} does not resolve here`)
  if (isV6(address) !== isV6(sourceAddress)) {
    return not('family', `${sourceAddress} and ${address} are not of one address family`)
  }
  if (/^fe[89ab]/i.test(address) && !address.includes('%')) {
    return not('family', `the link-local address ${address} has no zone such as %eth0`)
  }
  // Nothing leaves the machine then, so nothing is tested. A site that is all on loopback, such as practice, is meant so.
  const allLoopback = address.startsWith('127.') && sourceAddress.startsWith('127.') && address !== sourceAddress
  if (sender.holds(address) === true && !allLoopback) {
    const whose = bySsh ? source.name : 'this machine'
    return not('own-address', `${address} is an address of ${whose} itself, not of ${destination.name}`)
  }
  return null
}
