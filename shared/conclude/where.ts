/**
 * Where a flow is blocked, from traces and hop distances: an address, a hop, and how sure that is. The last hop that answered before
 * a silence is only the last responder; it is never called the firewall.
 */
import type { FlowEvidence, HostEvidence, TraceObservation } from '../observation.ts'
import type { BlockedBy } from '../outcome.ts'
import { endBetween } from './between-ports.ts'
import type { ConcludeWords } from '../words/conclude.ts'

/** Nearer than the destination: something in the path answers in its place. */
export interface Device {
  /** How that is known, as the end of a sentence. */
  how: string
  where: BlockedBy | null
}

const nearestName = (trace: TraceObservation | undefined, ttl: number) =>
  trace?.hops.find((hop) => hop.ttl === ttl)?.addresses[0]?.address ?? null

/** Of the traces whose port was answered, the one that needed the greatest TTL: nothing is known to stand farther. */
export function farthestReached(traces: readonly TraceObservation[]): TraceObservation | undefined {
  const reached = traces.filter(({ end }) => end === 'handshake' || end === 'rst')
  return reached.toSorted((a, b) => (b.endTtl ?? 0) - (a.endTtl ?? 0))[0]
}

/** The hop at which an address stands in any trace to the host; null where none shows it. */
export function hopOf(address: string, host: HostEvidence | null): number | null {
  for (const trace of host?.traces ?? []) {
    const found = trace.hops.find((hop) => hop.addresses.some((a) => a.address === address))
    if (found) return found.ttl
  }
  return null
}

/** The machine at a hop, by whichever trace names it. */
function addressAt(ttl: number, host: HostEvidence | null): string | null {
  for (const trace of [farthestReached(host?.traces ?? []), ...(host?.traces ?? [])]) {
    const name = nearestName(trace, ttl)
    if (name !== null) return name
  }
  return null
}

/**
 * A device that answered in place of the destination: by the distance of the answer, compared with the farthest answer of the same
 * address; or because the port was answered at a TTL that does not reach the destination. Null: none is known.
 */
export function deviceNearer(evidence: FlowEvidence, host: HostEvidence | null, words: ConcludeWords): Device | null {
  return byReturn(evidence, host, words) ?? byReach(evidence, host, words) ?? byRouterBeyond(evidence, host, words)
}

function byReturn(
  { segments = [] }: FlowEvidence,
  host: HostEvidence | null,
  { answers, parts }: ConcludeWords,
): Device | null {
  const [first, ...rest] = segments
  if (!first || !host?.hops || first.hops >= host.hops.routers) return null
  // Answers of one port from several distances: the paths differ, so a distance says nothing.
  if (rest.some((segment) => segment.hops !== first.hops)) return null
  const hop = first.hops + 1
  const address = addressAt(hop, host)
  return {
    how: answers.nearerByDistance(
      first.kind,
      parts.hopsAway(first.hops),
      first.ttl,
      parts.answerOf(host.hops.from),
      parts.hopsAway(host.hops.routers),
    ),
    where: address === null ? null : { address, hop, certainty: 'concluded' },
  }
}

/** For another port of the address a router speaks where this one is answered already: the destination lies beyond that router. */
function byRouterBeyond(
  { segments = [] }: FlowEvidence,
  host: HostEvidence | null,
  { answers }: ConcludeWords,
): Device | null {
  const { reach } = host ?? {}
  if (!reach || reach.routers === undefined || segments.length === 0) return null
  const { routers: nearest } = reach
  if (segments.some(({ hops }) => hops > nearest)) return null
  const beyond = routerBeyond(host ?? {})
  if (!beyond || !isAlwaysReached(reach, host?.lost ?? 0)) return null
  return {
    how: answers.nearerByRouter(reach.port, reach.ttl, beyond.port, beyond.addresses[0]?.address ?? '', beyond.ttl),
    where: null,
  }
}

/** A router that a trace of another port heard where the farthest traced port is answered already, or farther. */
export function routerBeyond({ reach, traces }: Pick<HostEvidence, 'reach' | 'traces'>) {
  if (!reach) return undefined
  return traces
    ?.filter(({ port }) => port !== reach.port)
    .flatMap(({ port, hops }) => hops.filter((hop) => hop.addresses.length > 0).map((hop) => ({ port, ...hop })))
    .find(({ ttl }) => ttl >= reach.ttl)
}

/**
 * Not a single SYN of many went a longer way. A router that has used up its errors is silent where one did, so silence is a loss only
 * where losses were seen: at 5 % each way, fewer than three of four are answered in 2 of 100 cases.
 */
const isAlwaysReached = ({ again }: NonNullable<HostEvidence['reach']>, lost: number) =>
  again !== undefined && again.ended === 0 && again.answered >= (lost > 0 ? 0.75 * again.asked : again.asked - 1)

/** A SYN that ends one hop short of the destination was answered all the same. */
function byReach({ nearness }: FlowEvidence, host: HostEvidence | null, { answers }: ConcludeWords): Device | null {
  if (!nearness || !host?.reach || (nearness.saw !== 'handshake' && nearness.saw !== 'rst')) return null
  const least = nearness.answeredAtTtl ?? nearness.ttl
  const hop = least - 1
  const address = addressAt(hop, host)
  return {
    how: answers.nearerByReach(nearness.saw, least, host.reach.port, host.reach.ttl),
    where: address === null ? null : { address, hop, certainty: 'last-responder' },
  }
}

/** The answer was compared with others of the same address, and comes from as far as they do. */
export function cameFromDestination({ segments = [] }: FlowEvidence, host: HostEvidence | null): boolean {
  const routersAway = host?.hops?.routers
  return routersAway !== undefined && segments.length > 0 && segments.every((s) => s.hops === routersAway)
}

/** Where a silence begins: the last hop that answered on the blocked port itself, or on ports of the host blocked alike. */
export function lastResponder(port: number, host: HostEvidence | null): BlockedBy | null {
  const silent = host?.traces?.filter((trace) => trace.end === 'silence') ?? []
  const ends = new Map(silent.map((trace) => [trace.port, lastOf(trace)]))
  return host?.endsDiffer ? (ends.get(port) ?? null) : endBetween(port, ends, isSameEnd)
}

const isSameEnd = (a: BlockedBy | null, b: BlockedBy | null) => a?.hop === b?.hop && a?.address === b?.address

/** The same by ICMP echoes, where a trace by TCP could not be had; the echoes may have taken another path. */
export function lastResponderByIcmp(host: HostEvidence | null): BlockedBy | null {
  const trace = host?.icmpTrace
  return trace?.end === 'silence' ? lastOf(trace) : null
}

function lastOf(trace: Pick<TraceObservation, 'hops'>): BlockedBy | null {
  const last = trace.hops.findLast((hop) => hop.addresses.length > 0)
  const address = last?.addresses[0]?.address
  return last && address !== undefined ? { address, hop: last.ttl, certainty: 'last-responder' } : null
}

/** The hop just before the destination, as far as anything tells; null when unknown. */
export function hopsToDestination(host: HostEvidence | null): number | null {
  if (host?.reach) return host.reach.ttl
  return host?.hops ? host.hops.routers + 1 : null
}
