/**
 * Who sent what in a run, as far as a destination must tell one flow from the others: an address is no place, for NAT may give it to another
 * sender, and two places may hold the same one.
 */
import { bareAddress } from '../../shared/bare-address.ts'
import { rewrittenSource } from '../../shared/conclude/both-ends.ts'
import { entry } from '../../shared/entry.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import { type AskedFlow, endKey } from '../standin/counts.ts'
import type { ProbedFlow } from './ask-flow.ts'
import { type Names, sourceOf } from './choose-flows.ts'

export type BesideFlow = Pick<AskedFlow, 'others' | 'isShared' | 'sentByOthers'>

/** The machine that a flow is asked from: the one behind an endpoint, or, null, this one. */
type Place = string | null
const placeOf = ({ source }: Flow): Place => (source.vantage.kind === 'ssh' ? source.name : null)

/** Addresses that several places are to send from. */
export function sharedAddresses(flows: readonly Flow[], names: Names): Set<string> {
  const places = new Map<string, Set<Place>>()
  for (const flow of flows) entry(places, bareAddress(sourceOf(flow, names)), () => new Set<Place>()).add(placeOf(flow))
  return new Set([...places].flatMap(([address, { size }]) => (size > 1 ? address : [])))
}

/** Of the flows that were asked. */
export class Senders {
  private readonly addresses = new Set<string>()
  private readonly holders = new Map<string, Set<Place>>()
  /** By address and port of the destination: the ends that attempts were sent from, and by which places. */
  private readonly sent = new Map<string, Map<string, Set<Place>>>()

  constructor(probed: readonly ProbedFlow[]) {
    for (const item of probed) {
      if (!item.evidence.notAsked) this.add(item)
    }
    // Proofs came from there, though they were sent from elsewhere: what comes from there is not its own for certain.
    for (const { evidence } of probed) this.addresses.delete(rewrittenSource(evidence) ?? '')
  }

  /** What the others sent to the port of a flow. */
  beside(item: ProbedFlow): BesideFlow {
    const { flow, sourceAddress, evidence } = item
    // Where nobody told what it was sent from, what came from another sender may be its own.
    const isKnown =
      (evidence.route?.sourceAddress ?? null) !== null || evidence.attempts.some((a) => a.sourceAddress !== null)
    const places = this.sent.get(toKey(item))
    return {
      others: new Set(isKnown ? [...this.addresses].filter((address) => address !== sourceAddress) : []),
      isShared: (this.holders.get(sourceAddress)?.size ?? 0) > 1,
      sentByOthers: { has: (end) => [...(places?.get(end) ?? [])].some((place) => place !== placeOf(flow)) },
    }
  }

  private add(item: ProbedFlow): void {
    const { flow, sourceAddress, evidence } = item
    this.addresses.add(sourceAddress)
    entry(this.holders, sourceAddress, () => new Set<Place>()).add(placeOf(flow))
    const ends = entry(this.sent, toKey(item), () => new Map<string, Set<Place>>())
    for (const { sourcePort } of evidence.attempts) {
      if (sourcePort !== null) entry(ends, endKey(sourceAddress, sourcePort), () => new Set<Place>()).add(placeOf(flow))
    }
  }
}

const toKey = ({ flow, address }: ProbedFlow) => `${address} ${flow.port}`
