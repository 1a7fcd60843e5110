/**
 * Where the trace to a host that never answers ends: whom to ask first follows from it. A trace that dies at the first router
 * says nothing against the machine at the end of the path.
 */
import { isFromSource, pathsOf } from '../host-of.ts'
import type { HostEvidence } from '../observation.ts'
import type { BlockedBy } from '../outcome.ts'
import { bitsOf, parseIp } from '../plan/ip-number.ts'
import type { FlowResult } from '../result.ts'

/**
 * - `unknown`: no trace, or no machine on the way was heard.
 * - `on-the-way`: the last machine that was heard is not known to stand before the destination's own network.
 * - `last-router`: the same machine is the last one before a neighbour of the destination, which answers.
 */
export type TraceEnd = 'unknown' | 'on-the-way' | 'last-router'

/**
 * What is taken for one network, in bits: nobody tells the mask of a foreign network, and these are the usual sizes of a server
 * network (RFC 4291 §2.5.4 for IPv6). Only the order of the steps hangs on it.
 */
const NETWORK_BITS = { 4: 24, 6: 64 } as const

/** The network that an address is taken to be in; null for what is no address. */
export function networkOf(address: string): string | null {
  const ip = parseIp(address)
  return ip && `${ip.family} ${ip.value >> BigInt(bitsOf(ip.family) - NETWORK_BITS[ip.family])}`
}

/** For each flow, where the traces from its source to its destination end. */
export function traceEnds(
  flows: readonly FlowResult[],
  hosts: readonly HostEvidence[],
): (flow: FlowResult) => TraceEnd {
  const ends = new Map<HostEvidence | string, TraceEnd>()
  const pathOf = pathsOf(hosts)
  for (const flow of flows) {
    const { outcome, blockedBy } = flow
    if (outcome !== 'host-silent' || !blockedBy) continue
    const path = pathOf(flow)
    const isLast = isLastRouter(blockedBy, flow, hosts)
    // Of several ports, the one that ends first decides: all of them pass there.
    if (ends.get(path) !== 'on-the-way') ends.set(path, isLast ? 'last-router' : 'on-the-way')
  }
  return (flow) => ends.get(pathOf(flow)) ?? 'unknown'
}

/** A neighbour of the destination was reached from the same source, one hop after this machine. */
function isLastRouter(by: BlockedBy, flow: FlowResult, hosts: readonly HostEvidence[]): boolean {
  const network = networkOf(flow.address)
  return hosts.some(
    (host) =>
      isFromSource(host, flow) &&
      host.address !== flow.address &&
      networkOf(host.address) === network &&
      host.traces?.some(
        ({ end, endTtl, hops }) =>
          (end === 'handshake' || end === 'rst') &&
          hops.some(({ ttl, addresses }) => ttl + 1 === endTtl && addresses.some((a) => a.address === by.address)),
      ),
  )
}
