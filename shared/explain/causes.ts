/**
 * Why flows fail, as data: for each failing outcome the words for the person who can fix it. A closed vocabulary; a
 * test proves that every failing outcome has its cause, and every cause its steps.
 */
import { isStandIn, rewrittenSource } from '../conclude/both-ends.ts'
import type { Outcome } from '../outcome.ts'
import type { FlowResult } from '../result.ts'
import { isRejectedByDestination } from './blocked-flows.ts'
import type { TraceEnd } from './trace-end.ts'

export interface Cause {
  id: string
  /** Read after the ports and the destination: "9010, 9011 to psm-2 …". Claims no more than what is likely. */
  title: string
  /** Where every flow of the finding is proven. */
  provenTitle?: string
  explanation: string
  /** `{heard}` stands for the last machines that were heard, here and in the steps. */
  whoCanFix: string
  steps: readonly string[]
  /** Of the network as such: however many destinations and ports it hits, it is one finding. */
  ofNetwork?: true
}

const FIREWALL_OWNER = 'The owner of the firewalls and access lists between source and destination'
const SITE_ENGINEER = 'The engineer on site, or the owner of the machine that sends'
const NODE_OWNER = 'The owner of the destination machine'

const NEVER_HEARD =
  'Nothing at all was heard from the address. The machine may be off, the address may be wrong, or a firewall drops everything to it or from it.'

/** Outcomes that explain themselves as a failure or a warning; `open` and `closed` have causes by stage. */
type ExplainedOutcome = Exclude<Outcome, 'open' | 'not-tested'>

export const CAUSES: Record<
  | ExplainedOutcome
  | 'not-ready'
  | 'not-joined'
  | 'not-itself'
  | 'nat'
  | 'rejected-by-destination'
  | 'shunned'
  | 'host-silent-on-the-way'
  | 'host-silent-last-router',
  Cause
> = {
  silent: {
    id: 'silent-drop',
    title: 'no answer, while the destination answers on other ports',
    explanation:
      'The SYN or its answer is dropped without a word: by a firewall on the way there, by one on the way back, or by the firewall of the destination itself.',
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Send the ports of this finding, with source and destination, to the owner of the firewalls; the change request has them ready.',
      'Ask for stateful rules: the answers must find their way back.',
      'If no firewall log shows the SYN, look at the host firewall of the destination and of the sending machine.',
      'Test these flows again.',
    ],
  },
  'host-silent': {
    id: 'host-silent',
    title: 'the destination never answered, on any port',
    explanation: NEVER_HEARD,
    whoCanFix: `${NODE_OWNER}; then the owner of the network`,
    steps: [
      'Check on its console that the machine is on, and that it has this address, mask and gateway.',
      'Check the VLAN of its port or port group.',
      'From a machine in the same network, try to reach it: if that works, a router or firewall on the way drops the traffic.',
      'Test these flows again.',
    ],
  },
  'host-silent-on-the-way': {
    id: 'host-silent-on-the-way',
    title: 'the destination never answered, on any port, and the trace to it ends on the way',
    explanation: NEVER_HEARD,
    whoCanFix: `The owner of the network at {heard}, the last that was heard; then the owner of the destination machine`,
    steps: [
      'Begin where the trace ends, at {heard}: look there for a route to the destination, and for a filter or access list that drops these flows.',
      'Look at the next machine on the way, from which nothing was heard: it drops the traffic, has no way back, or sends no ICMP errors.',
      'If the network of the destination begins right behind {heard}, look in its ARP or neighbour table for the address.',
      'Only then, on the console of the destination: check that it is on, and its address, mask and gateway.',
      'Test these flows again.',
    ],
  },
  'host-silent-last-router': {
    id: 'host-silent-last-router',
    title: 'the destination never answered, on any port; others in its network do',
    explanation: `${NEVER_HEARD} The way to its network is open: the trace comes as far as those to its neighbours.`,
    whoCanFix: `${NODE_OWNER}; then the owner of {heard}, the last that was heard`,
    steps: [
      'Check on its console that the machine is on, and that it has this address, mask and gateway.',
      'Look on {heard} in the ARP or neighbour table for the address; without an entry, check the VLAN of its port or port group.',
      'With an entry, look there for a filter or access list that drops what goes to this address, and at the host firewall of the destination.',
      'Test these flows again.',
    ],
  },
  rejected: {
    id: 'rejected-by-device',
    title: 'rejected, while the destination answers on other ports',
    explanation:
      'A device, or the destination itself, answers with an ICMP error for these ports only. That looks like a rule, not like a fault of the network.',
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Send the ports of this finding, with source and destination, to the owner of the firewalls and access lists.',
      'Test these flows again.',
    ],
  },
  'rejected-by-destination': {
    id: 'rejected-by-destination',
    title: 'rejected by the destination itself',
    explanation: "The destination's own firewall answers with an ICMP error for these ports. The path to it is open.",
    whoCanFix: NODE_OWNER,
    steps: [
      'On the destination, allow these ports from the source in its host firewall.',
      'Check that the address is that of the right machine.',
      'Test these flows again.',
    ],
  },
  reset: {
    id: 'reset-by-device',
    title: 'reset, it seems by a device in the path',
    provenTitle: 'reset by a device in the path',
    explanation:
      'The connection was refused (RST), but not by the destination: a device on the way answers in its place.',
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Send the ports of this finding to the owner of the firewalls, and ask for a permit rule.',
      'Test these flows again.',
    ],
  },
  intercepted: {
    id: 'intercepted',
    title: 'something seems to answer in place of the destination',
    provenTitle: 'a device answers in place of the destination',
    explanation:
      'Something on the way completes the handshake of these ports in place of the destination: a SYN proxy, a transparent proxy or a load balancer. It says nothing about whether the destination is reached.',
    whoCanFix: 'The owner of the firewall, proxy or load balancer in front of the destination',
    steps: [
      'Send the ports of this finding, with source and destination, to the owner of the proxy: the change request has them ready, as flows that must not be proxied.',
      'Ask for no wider exception: only these flows need to be taken out of SYN proxying, transparent proxying and load balancing. A permit alone changes nothing.',
      'Check that the address is that of the machine itself, not of a load balancer.',
      'Test these flows again.',
    ],
  },
  unreachable: {
    id: 'unreachable',
    title: 'unreachable: nothing can be delivered to it',
    explanation:
      'A router answers that there is no way to the address, or no machine answers for it in its own network (ARP, ND). Either the machine is off, or the address, the mask, the VLAN or a route is wrong.',
    whoCanFix: 'The owner of the network, with the owner of the destination machine',
    steps: [
      'Check that the machine is on, and its address, mask, gateway and VLAN.',
      'On the router of its network, look at the ARP or neighbour table for the address.',
      'Check the routes to its network on every router on the way.',
      'Test these flows again.',
    ],
  },
  'no-route': {
    id: 'no-route',
    title: 'the sending machine has no route',
    explanation: 'The routing table of the sending machine has no way to the address. Nothing was sent.',
    whoCanFix: SITE_ENGINEER,
    steps: [
      'Check that the right interface is up and has an address of the management network.',
      'Set the default gateway, or add a route to the network of the destination.',
      'Test these flows again.',
    ],
  },
  'blocked-locally': {
    id: 'blocked-locally',
    title: 'refused by the sending machine itself',
    explanation:
      'Policy on the sending machine refused the connection: a prohibit or blackhole route, a local firewall or security software.',
    whoCanFix: SITE_ENGINEER,
    steps: [
      'Look at the policy routes of the sending machine, at its firewall, and at security and VPN software.',
      'Allow outgoing TCP to the destination, or test from another machine.',
      'Test these flows again.',
    ],
  },
  closed: {
    id: 'not-listening',
    title: 'refused: the service does not seem to listen',
    provenTitle: 'the service does not listen',
    explanation:
      'The connection was refused, as by a reachable machine where nothing listens. In an operational cluster something should listen there.',
    whoCanFix: NODE_OWNER,
    steps: [
      'Check that the node has joined the cluster, and that the service runs on one of the nodes.',
      'Test these flows again.',
    ],
  },
  'wrong-service': {
    id: 'wrong-service',
    title: 'another service answers',
    explanation:
      'The port is open, but what answers is not the service that belongs there. The address may be that of another machine.',
    whoCanFix: NODE_OWNER,
    steps: [
      'Check that the address is that of the right machine.',
      'Look on the destination which program listens on the port, and stop it.',
      'Look for a proxy or a port redirection on the way.',
      'Test these flows again.',
    ],
  },
  unstable: {
    id: 'unstable',
    title: 'contradictory answers',
    explanation:
      'The answers contradict each other, or a handshake was completed and ended at once. Nothing can be relied on until that is understood.',
    whoCanFix: 'The owner of the network',
    steps: [
      'Test the flows again, at the pace gentle.',
      'Look for a proxy or load balancer in the path, for two machines with one address, and for two paths of which one is broken.',
    ],
  },
  shunned: {
    id: 'shunned',
    ofNetwork: true,
    title: 'answers stopped coming while it was tested',
    explanation:
      'Ports that had answered fell silent in mid-run: a firewall or an intrusion prevention system shuts out whoever opens many connections, or a link failed. What was asked after that says nothing.',
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Ask the owner of the firewalls whether the source address was shut out, and to exempt it for the time of the test.',
      'Wait until the network answers again, and test at the pace gentle.',
    ],
  },
  'not-ready': {
    id: 'vm-not-ready',
    title: 'the path looks open, but the PSM VM is not ready',
    provenTitle: 'the path is open, but the PSM VM is not ready',
    explanation:
      'A fresh PSM VM listens on 22, 9001, 9002 and 9019 (field knowledge). A closed port of these says that the VM has not finished its start, or is not a PSM.',
    whoCanFix: NODE_OWNER,
    steps: [
      'Wait until the VM has started, and check on its console that its services run.',
      'Check that the address is that of the PSM VM.',
      'Test the flows again.',
    ],
  },
  'not-itself': {
    id: 'vm-does-not-listen',
    title: 'the path is proven, but the PSM VM itself does not listen',
    explanation:
      'A fresh PSM VM listens on 22, 9001, 9002 and 9019 (field knowledge). For the test another program held the port, which it could not do on a VM that is ready.',
    whoCanFix: NODE_OWNER,
    steps: [
      'Wait until the VM has started, and check on its console that its services run.',
      'Check that the address is that of the PSM VM, and that it runs the right image.',
      'Test the flows again.',
    ],
  },
  nat: {
    id: 'nat',
    title: 'the source address is rewritten on the way (NAT)',
    explanation:
      'The connection works, but the destination sees another source address than the one that it was sent from. The members of a cluster compare addresses, so that NAT between nodes breaks it; elsewhere rules and logs see the wrong address.',
    whoCanFix: 'The owner of the router or firewall that translates addresses between source and destination',
    steps: [
      'Ask for an exemption from NAT (no source translation) for these sources, destinations and ports; a permit alone changes nothing.',
      'Check that there is a route back to the source address without NAT.',
      'Test the flows again.',
    ],
  },
  'not-joined': {
    id: 'node-not-joined',
    title: 'this node has not joined the cluster',
    explanation: 'Port 9001 listens only until a node has joined a cluster (field knowledge).',
    whoCanFix: 'The engineer who forms the cluster',
    steps: ['Check the cluster members in the PSM, and let the node join.', 'Test the flows again.'],
  },
}

/**
 * The cause of a flow that failed or warned; null for one that passed or was not tested.
 * @param end where the trace to a host that never answered ends
 */
export function causeOf(flow: FlowResult, end: TraceEnd = 'unknown'): Cause | null {
  const { outcome, verdict, evidence } = flow
  if (verdict === 'pass' || verdict === 'untested' || outcome === 'not-tested') return null
  if (outcome === 'open') return causeOfOpen(flow)
  if (isRejectedByDestination(flow)) return CAUSES['rejected-by-destination']
  if (outcome === 'unstable' && (evidence.doubt || evidence.fellSilent)) return CAUSES.shunned
  if (outcome === 'host-silent' && end !== 'unknown') return CAUSES[`host-silent-${end}`]
  return outcome === 'closed' && verdict === 'warn' ? CAUSES['not-ready'] : CAUSES[outcome]
}

/** Open, and not good all the same. */
function causeOfOpen({ verdict, evidence }: FlowResult): Cause {
  // At a cluster that runs the answer should be that of the service.
  if (isStandIn(evidence) && verdict === 'fail' && rewrittenSource(evidence) === null) return CAUSES.closed
  if (rewrittenSource(evidence) !== null) return CAUSES.nat
  return isStandIn(evidence) ? CAUSES['not-itself'] : CAUSES['not-joined']
}
