/**
 * Which evidence means which cause. Pure; takes what was concluded of a flow, and looks only for what tells causes of one outcome
 * apart: both ends, the ICMP error, the trace. What nothing tells apart stays the wider cause.
 */
import { assertNever } from '../../assert-never.ts'
import { arrivalOf, isMost, isStandIn, rewrittenSource } from '../../conclude/both-ends.ts'
import { NEIGHBOUR_TIMEOUT_MS } from '../../conclude/failure.ts'
import { isNetworkUnreachable, icmpKind } from '../../conclude/icmp.ts'
import { entry } from '../../entry.ts'
import { pathsOf } from '../../host-of.ts'
import type { HostEvidence, IcmpError } from '../../observation.ts'
import type { Outcome } from '../../outcome.ts'
import type { FlowResult } from '../../result.ts'
import { isRejectedByDestination } from '../blocked-flows.ts'
import { type MachineSeen, isNarrow, isWithoutAnswer } from '../machines-seen.ts'
import { traceEnds } from '../trace-end.ts'
import { gatewayIsSilent } from './silent-gateway.ts'
import type { FLOW_CAUSES } from './vocabulary.ts'

export type FlowCause = (typeof FLOW_CAUSES)[number]

/** The cause of a flow that failed or warned; null for one that passed or was not tested. */
export type CauseOf = (flow: FlowResult) => FlowCause | null

/**
 * @param flows all of a result: what is known of one is looked at for others of the same two machines
 * @param hosts what was seen of the destinations
 * @param machines what the machines that sent know beside their flows
 */
export function causesIn(
  flows: readonly FlowResult[],
  hosts: readonly HostEvidence[],
  machines: readonly MachineSeen[] = [],
): CauseOf {
  const endOf = traceEnds(flows, hosts)
  const errorsOf = errorsByPath(flows, hosts)
  const twice = new Set(machines.flatMap(({ duplicates }) => duplicates.map(({ address }) => address)))
  const isPathNarrow = seenFrom(machines, ({ pathMtu }) => pathMtu.filter(isNarrow))
  const isNobodyThere = seenFrom(machines, ({ neighbours }) => neighbours.filter(isWithoutAnswer))
  const isGatewaySilent = gatewayIsSilent(machines, flows)
  return (flow) => {
    const { outcome, verdict } = flow
    if (verdict === 'pass' || verdict === 'untested') return null
    // Of the destination alone: an address of the source that is there twice is told beside the flows, and not of each destination.
    if (MAY_BE_TWO_MACHINES.has(outcome) && twice.has(flow.address)) return 'duplicate-address'
    if (outcome === 'host-silent' || outcome === 'unreachable') {
      if (isNobodyThere(flow)) return 'wrong-vlan-or-subnet'
      if (isGatewaySilent(flow)) return 'gateway-silent'
    }
    if (outcome === 'host-silent') {
      const end = endOf(flow)
      return end === 'unknown' ? 'host-silent' : `host-silent-${end}`
    }
    if (outcome === 'unreachable') return causeOfUnreachable(errorsOf(flow))
    if (outcome === 'unstable' && isDataLost(flow) && isPathNarrow(flow)) return 'path-mtu'
    return causeOfOutcome(flow, outcome)
  }
}

/** Whether the machine that sent a flow saw something of its destination: what one sees of its own network or way says nothing of another's. */
function seenFrom(
  machines: readonly MachineSeen[],
  seen: (machine: MachineSeen) => readonly { address: string }[],
): (flow: FlowResult) => boolean {
  const known = new Set(
    machines.flatMap((machine) =>
      seen(machine).flatMap(({ address }) => machine.from.map((name) => `${address} ${name}`)),
    ),
  )
  return ({ address, source }) => known.has(`${address} ${source}`)
}

/** Outcomes that two machines with one address give rise to; a drop or an error of a router is not theirs. */
const MAY_BE_TWO_MACHINES: ReadonlySet<Outcome> = new Set(['unstable', 'wrong-service', 'closed'])

type Told = Exclude<Outcome, 'host-silent' | 'unreachable'>

function causeOfOutcome(flow: FlowResult, outcome: Told): FlowCause | null {
  switch (outcome) {
    case 'open':
      return causeOfOpen(flow)
    case 'closed':
      return flow.verdict === 'warn' ? 'vm-not-ready' : 'not-listening'
    case 'silent':
      return causeOfSilence(flow)
    case 'unstable':
      return causeOfUnstable(flow)
    case 'rejected':
      return isRejectedByDestination(flow) ? 'rejected-by-destination' : 'rejected-by-device'
    case 'reset':
      return isOwnDoing(flow) ? 'destination-firewall' : 'reset-by-device'
    case 'intercepted':
    case 'no-route':
    case 'blocked-locally':
    case 'wrong-service':
      return outcome
    case 'not-tested':
      return null
    default:
      return assertNever(outcome)
  }
}

/** Open, and not good all the same. */
function causeOfOpen({ verdict, evidence }: FlowResult): FlowCause {
  // At a cluster that runs the answer should be that of the service.
  if (isStandIn(evidence) && verdict === 'fail' && rewrittenSource(evidence) === null) return 'not-listening'
  if (rewrittenSource(evidence) !== null) return 'nat'
  return isStandIn(evidence) ? 'vm-does-not-listen' : 'node-not-joined'
}

const isOwnDoing = ({ blockedBy, address }: FlowResult) => blockedBy?.address === address

/** Which half of the way loses it, where the other end counted what arrived. */
function causeOfSilence(flow: FlowResult): FlowCause {
  const arrival = arrivalOf(flow.evidence.standIn)
  switch (arrival.kind) {
    case 'unknown':
      return 'silent-drop'
    case 'answered':
      return isMost(arrival.count, flow.evidence.attempts.length) ? 'return-path-dropped' : 'lossy-path'
    case 'arrived':
      return 'arrived-unanswered'
    case 'stopped-there':
      return 'destination-firewall'
    case 'not-arrived':
      // Where only the listener counted, the firewall of its own machine may have dropped it before.
      return arrival.wire ? 'forward-path-dropped' : 'silent-drop'
    default:
      return assertNever(arrival)
  }
}

function causeOfUnstable({ evidence }: FlowResult): FlowCause {
  if (evidence.disagreed) return 'unstable'
  if (evidence.doubt || evidence.fellSilent || evidence.unmeasured?.why === 'shunned') return 'shunned'
  if (evidence.unsettled) return evidence.unsettled.why === 'ways' ? 'asymmetric-route' : 'unstable'
  // One kind of answer only, a RST, and still unstable: its distance fits no way there.
  const answers = evidence.attempts.filter(({ result }) => result === 'connected' || result === 'error')
  const isOddRst = answers.length > 0 && answers.every(({ errno, icmp }) => errno === 'ECONNREFUSED' && !icmp)
  return isOddRst && !evidence.changed ? 'asymmetric-route' : 'unstable'
}

/** The handshake arrives at the other end, its data does not. */
const isDataLost = ({ evidence: { standIn } }: FlowResult) => (standIn?.accepted ?? 0) > 0 && standIn?.nonce === 'none'

interface SaidOf {
  icmp: IcmpError | null
  elapsedMs: number
}

/** The errors of each path: of its own attempts, and those that stand for others because errors come at a limited rate. */
function errorsByPath(
  flows: readonly FlowResult[],
  hosts: readonly HostEvidence[],
): (flow: FlowResult) => readonly SaidOf[] {
  const errors = new Map<HostEvidence | string, SaidOf[]>()
  const pathOf = pathsOf(hosts)
  for (const flow of flows) {
    if (flow.outcome !== 'unreachable') continue
    const path = pathOf(flow)
    // Without its ICMP error a late answer may be that of a device that limits its errors, where others came at once.
    const isLimited = typeof path !== 'string' && path.promptErrors > 0
    const failed = flow.evidence.attempts.filter(({ errno, icmp }) => errno !== null && (icmp || !isLimited))
    const said = failed.map(({ icmp = null, elapsedMs }) => ({ icmp, elapsedMs }))
    entry(errors, path, () => [...(typeof path === 'string' ? [] : (path.reported ?? []))]).push(...said)
  }
  return (flow) => errors.get(pathOf(flow)) ?? []
}

/** Routers and this machine itself say "unreachable" of a host for which nobody answers ARP or ND, but only after they have waited. */
function causeOfUnreachable(errors: readonly SaidOf[]): FlowCause {
  const reported = errors.flatMap(({ icmp }) => icmp ?? [])
  if (reported.some((icmp) => icmpKind(icmp) === 'loop')) return 'route-loop'
  if (reported.some(isNetworkUnreachable)) return 'missing-route'
  return errors.some(({ elapsedMs }) => elapsedMs >= NEIGHBOUR_TIMEOUT_MS) ? 'wrong-vlan-or-subnet' : 'unreachable'
}
