/**
 * Which of the evidence about destinations is that of a flow. Addresses alone do not tell: two places may hold one source address, behind two
 * NATs or as two names of one host, and what one of them met must not vouch for the other.
 */
import type { HostEvidence } from './observation.ts'
import type { FlowResult } from './result.ts'

/** What tells by which place a flow was asked, and where it went. */
export type AskedFlow = Pick<FlowResult, 'id' | 'source' | 'sourceAddress' | 'address'>

const ofName = (address: string, name: string) => `${address} ${name}`

/**
 * Gives for a flow what was seen of its destination from its source; null: nothing was.
 * Results of versions that did not name the sources are looked up by address, and where two places share one, nothing is known.
 */
export function hostsOf<H extends HostEvidence>(hosts: readonly H[]): (flow: AskedFlow) => H | null {
  const byFlow = new Map<string, H>()
  const byName = new Map<string, H>()
  const byAddress = new Map<string, H | null>()
  for (const host of hosts) {
    const { source, address, sources, flows } = host
    if (flows) for (const id of flows) byFlow.set(id, host)
    else if (sources) for (const name of sources) byName.set(ofName(address, name), host)
    else byAddress.set(ofName(address, source), byAddress.has(ofName(address, source)) ? null : host)
  }
  return ({ id, source, sourceAddress, address }) =>
    byFlow.get(id) ?? byName.get(ofName(address, source)) ?? byAddress.get(ofName(address, sourceAddress)) ?? null
}

/** What flows that went the same way have in common: what was seen there; where nothing was, their source and destination. */
export function pathsOf<H extends HostEvidence>(hosts: readonly H[]): (flow: AskedFlow) => H | string {
  const hostOf = hostsOf(hosts)
  return (flow) => hostOf(flow) ?? ofName(flow.address, flow.source)
}

/** Whether it was seen from where the flow was asked, of whatever destination. */
export const isFromSource = (
  host: HostEvidence,
  { source, sourceAddress }: Pick<AskedFlow, 'source' | 'sourceAddress'>,
) => (host.sources ? host.sources.includes(source) : host.source === sourceAddress)
