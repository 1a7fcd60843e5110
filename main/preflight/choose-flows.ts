/** Which flows of a plan can be asked from this machine, between which addresses; and why not the others. */
import type { FlowEvidence, NotAsked } from '../../shared/observation.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import { isThisMachine } from '../probe/route.ts'

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

/** @param here addresses of this machine, with their interfaces */
export function chooseFlow(flow: Flow, names: Names, here: ReadonlyMap<string, string>): Choice {
  const address = addressOf(flow, names)
  const source = sourceOf(flow, names)
  const notAsked = whyNotAsked(flow, source, address, here)
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

function sourceOf({ source }: Flow, names: Names): string {
  const resolution = source.isName ? names.get(source.address) : undefined
  return resolution && 'literal' in resolution ? resolution.literal : source.address
}

/** What keeps a flow from being tested on the machine that has the addresses `here`; null when nothing does. Sends nothing. */
export function whyUntestable(flow: Flow, names: Names, here: ReadonlyMap<string, string>): NotAsked['why'] | null {
  return chooseFlow(flow, names, here).notAsked?.why ?? null
}

/** A passed test from another address proves nothing of the plan's source, so it is not made. */
function whyNotAsked(
  { source, destination }: Flow,
  sourceAddress: string,
  address: string | null,
  here: ReadonlyMap<string, string>,
): NotAsked | null {
  const not = (why: NotAsked['why'], detail: string): NotAsked => ({ observer: 'none', why, detail })
  if (source.vantage.kind === 'none')
    return not('no-vantage', `${source.name} has no vantage, so nothing can be sent from it`)
  if (source.vantage.kind === 'ssh') {
    return not('ssh-unsupported', `the vantage of ${source.name} is SSH, which this version does not probe from`)
  }
  if (!isThisMachine(sourceAddress, here)) {
    return not(
      'not-this-machine',
      `${source.name} is to be tested from this machine, but ${sourceAddress} is not an address of it`,
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
  if (isThisMachine(address, here) && !allLoopback) {
    return not('own-address', `${address} is an address of this machine itself, not of ${destination.name}`)
  }
  return null
}
