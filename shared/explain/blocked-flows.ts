/**
 * Which failed flows belong in a request to the firewall team, and how they are written there: by address, as exact
 * sets. A request never holds a flow that was not seen blocked, and asks for each flow what would help it: a permit lets
 * nothing through that a proxy answers already.
 */
import { assertNever } from '../assert-never.ts'
import type { Outcome } from '../outcome.ts'
import type { FlowResult } from '../result.ts'
import { type ExactSet, exactSets } from './exact-sets.ts'

/**
 * - `permit`: something in the path stopped it; the owner of that device can act.
 * - `do-not-proxy`: something in the path answers it in place of the destination; it must be left alone, a permit is no help.
 * - `check-first`: nothing was heard of the host at all; a rule helps only if the host is up and routed.
 * - `elsewhere`: it failed, but no rule in the path changes that (service, own machine, own routing).
 * - `none`: it did not fail, or it was not tested.
 */
export type RequestPart = AskedPart | 'elsewhere' | 'none'

/** The parts that ask somebody for something, in the order in which they are written. */
export const ASKED_PARTS = ['permit', 'do-not-proxy', 'check-first'] as const
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

/** Where a flow belongs; only a flow that fails is anywhere but in `none`. What the destination itself rejects, no permit helps. */
export function requestPart(flow: Asked): RequestPart {
  if (flow.verdict !== 'fail') return 'none'
  return isRejectedByDestination(flow) ? 'elsewhere' : partOfOutcome(flow.outcome)
}

/** The destination's own firewall said that it rejects the flow. */
export const isRejectedByDestination = ({ outcome, address, blockedBy }: Omit<Asked, 'verdict'>) =>
  outcome === 'rejected' && blockedBy?.address === address

/** An endpoint as the firewall sees it. */
export interface Party {
  name: string
  address: string
}

/** One line of a request: every source to every destination on every port, all seen with the same outcome. */
export interface RequestLine {
  sources: Party[]
  destinations: Party[]
  ports: number[]
  outcome: Outcome
  /** Ids of the findings that explain these flows. */
  findings: string[]
  flows: number
}

/** Joins name and address so that one name with two addresses stays two parties. */
const partyKey = (name: string, address: string) => JSON.stringify([name, address])

function partyOf(key: string): Party {
  const [name, address] = JSON.parse(key) as [string, string]
  return { name, address }
}

function lineOf(set: ExactSet, outcome: Outcome, flows: ReadonlyMap<string, FlowResult>): RequestLine {
  const findings = new Set<string>()
  for (const s of set.sources)
    for (const d of set.destinations)
      for (const p of set.ports) {
        const finding = flows.get(`${s}${d}${p}`)?.finding
        if (finding) findings.add(finding)
      }
  return {
    sources: set.sources.map(partyOf),
    destinations: set.destinations.map(partyOf),
    ports: set.ports,
    outcome,
    findings: [...findings],
    flows: set.sources.length * set.destinations.length * set.ports.length,
  }
}

function linesOf(flows: readonly FlowResult[], outcome: Outcome): RequestLine[] {
  const byKey = new Map<string, FlowResult>()
  const triples = flows.map((flow) => {
    const source = partyKey(flow.source, flow.sourceAddress)
    const destination = partyKey(flow.destination, flow.address)
    byKey.set(`${source}${destination}${flow.port}`, flow)
    return { source, destination, port: flow.port }
  })
  return exactSets(triples).map((set) => lineOf(set, outcome, byKey))
}

/**
 * The lines of one part of the request, worst-known first: by outcome in the order of their first appearance.
 * A flow that two groups of the catalogue ask for (same ends, same port) appears once.
 */
export function requestLines(flows: readonly FlowResult[], part: AskedPart): RequestLine[] {
  const byOutcome = new Map<Outcome, FlowResult[]>()
  for (const flow of flows) {
    if (requestPart(flow) !== part) continue
    const list = byOutcome.get(flow.outcome)
    if (list) list.push(flow)
    else byOutcome.set(flow.outcome, [flow])
  }
  return [...byOutcome].flatMap(([outcome, list]) => linesOf(list, outcome))
}
