/**
 * Which failed flows belong in a request to the firewall team, and how they are written there: by address, as exact
 * sets. A request never holds a flow that was not seen blocked, and asks for each flow what would help it: a permit lets
 * nothing through that a proxy answers already.
 */
import { assertNever } from '../assert-never.ts'
import type { Outcome } from '../outcome.ts'
import type { FlowResult } from '../result.ts'
import { addressSets, namesByAddress } from './address-sets.ts'
import { type ExactSet, sizeOf } from './exact-sets.ts'

/**
 * - `permit`: something in the path stopped it; the owner of that device can act.
 * - `do-not-proxy`: something in the path answers it in place of the destination; it must be left alone, a permit is no help.
 * - `host-permit`: the destination itself stops it, after it came all the way; the owner of that host can act, a permit on the way is no help.
 * - `check-first`: nothing was heard of the host at all; a rule helps only if the host is up and routed.
 * - `elsewhere`: it failed, but no rule in the path changes that (service, own machine, own routing).
 * - `none`: it did not fail, or it was not tested.
 */
export type RequestPart = AskedPart | 'elsewhere' | 'none'

/** The parts that ask somebody for something, in the order in which they are written. */
export const ASKED_PARTS = ['permit', 'do-not-proxy', 'host-permit', 'check-first'] as const
export type AskedPart = (typeof ASKED_PARTS)[number]

export const isAsked = (part: RequestPart): part is AskedPart => part !== 'elsewhere' && part !== 'none'

function partOfOutcome(outcome: Outcome): RequestPart {
  switch (outcome) {
    case 'silent':
    case 'rejected':
    case 'reset':
      return 'permit'
    case 'intercepted':
      return 'do-not-proxy'
    case 'host-silent':
    case 'unreachable':
      return 'check-first'
    case 'no-route':
    case 'blocked-locally':
    case 'closed':
    case 'wrong-service':
    case 'unstable':
    case 'open':
      return 'elsewhere'
    case 'not-tested':
      return 'none'
    default:
      return assertNever(outcome)
  }
}

type Asked = Pick<FlowResult, 'verdict' | 'outcome' | 'address' | 'blockedBy'>

/** Where a flow belongs; only a flow that fails is anywhere but in `none`. What the destination itself stops, no permit on the way helps. */
export function requestPart(flow: Asked): RequestPart {
  if (flow.verdict !== 'fail') return 'none'
  const part = partOfOutcome(flow.outcome)
  return part === 'permit' && flow.blockedBy?.address === flow.address ? 'host-permit' : part
}

/** The destination's own firewall said that it rejects the flow. */
export const isRejectedByDestination = ({ outcome, address, blockedBy }: Omit<Asked, 'verdict'>) =>
  outcome === 'rejected' && blockedBy?.address === address

/** An address as the firewall sees it, and the endpoints that have it. */
export interface Party {
  names: string[]
  address: string
}

/** One line of a request: every source to every destination on every port. */
export interface RequestLine {
  sources: Party[]
  destinations: Party[]
  ports: number[]
  /** What was seen of these flows. */
  outcomes: Outcome[]
  /** Ids of the findings that explain these flows. */
  findings: string[]
  flows: number
}

const keyOf = (source: string, destination: string, port: number) => `${source} ${destination} ${port}`

function lineOf(
  set: ExactSet,
  flows: ReadonlyMap<string, readonly FlowResult[]>,
  names: ReadonlyMap<string, ReadonlySet<string>>,
): RequestLine {
  const [outcomes, findings] = [new Set<Outcome>(), new Set<string>()]
  for (const s of set.sources)
    for (const d of set.destinations)
      for (const p of set.ports)
        for (const { outcome, finding } of flows.get(keyOf(s, d, p)) ?? []) {
          outcomes.add(outcome)
          if (finding) findings.add(finding)
        }
  const partyOf = (address: string): Party => ({ names: [...(names.get(address) ?? [])], address })
  return {
    sources: set.sources.map(partyOf),
    destinations: set.destinations.map(partyOf),
    ports: set.ports,
    outcomes: [...outcomes],
    findings: [...findings],
    flows: sizeOf(set),
  }
}

/**
 * The lines of one part of the request: the same sets as those of its rules (`rule-request.ts`), and those for which no rule can be
 * written. A flow that two groups of the catalogue ask for (same ends, same port) appears once.
 */
export function requestLines(flows: readonly FlowResult[], part: AskedPart): RequestLine[] {
  const asked = flows.filter((flow) => requestPart(flow) === part)
  const byKey = new Map<string, FlowResult[]>()
  for (const flow of asked) {
    const key = keyOf(flow.sourceAddress, flow.address, flow.port)
    const list = byKey.get(key)
    if (list) list.push(flow)
    else byKey.set(key, [flow])
  }
  const names = namesByAddress(asked)
  const sets = addressSets(asked)
  return [...sets[4], ...sets[6], ...sets.others].map((set) => lineOf(set, byKey, names))
}
