/** English: causes at one of the two machines, or in its own network. */
import type { CauseWords } from '../words.ts'

const SITE_ENGINEER = 'The engineer on site, or the owner of the machine that sends'
const NODE_OWNER = 'The owner of the destination machine'

const NEVER_HEARD =
  'Nothing at all was heard from the address. The machine may be off, the address may be wrong, or a firewall drops everything to it or from it.'
const NO_ANSWER_AT_ALL = 'Neither a handshake, nor a refusal, nor an echo came from the address.'
const CHECK_CONSOLE = 'Check on its console that the machine is on, and that it has this address, mask and gateway.'

export const AT_THE_ENDS = {
  'destination-firewall': {
    title: 'stopped on the destination itself, it seems by its own firewall',
    explanation:
      'What was sent arrives at the destination, but not at the port, which listens there. The machine itself stops it: its own firewall, its check of the way back (rp_filter), or a program that accepts nothing. The path to it is open.',
    because: 'Both ends were watched: the SYN came in at the machine and never reached the port.',
    settle: 'The rules and counters of the host firewall on the destination, while the flow is tested again.',
    whoCanFix: NODE_OWNER,
    steps: [
      'On the destination, allow these ports from the source in its host firewall.',
      'Check that the destination would answer through the interface on which the SYN comes in: where it has several, rp_filter drops what comes in by the other.',
      'A permit on the way changes nothing.',
    ],
  },
  'rejected-by-destination': {
    title: 'rejected by the destination itself',
    explanation: "The destination's own firewall answers with an ICMP error for these ports. The path to it is open.",
    because: 'The ICMP error came from the address of the destination.',
    settle: null,
    whoCanFix: NODE_OWNER,
    steps: [
      'On the destination, allow these ports from the source in its host firewall.',
      'Check that the address is that of the right machine.',
    ],
  },
  'host-silent': {
    title: 'the destination never answered, on any port',
    explanation: NEVER_HEARD,
    because: NO_ANSWER_AT_ALL,
    settle: null,
    whoCanFix: `${NODE_OWNER}; then the owner of the network`,
    steps: [
      CHECK_CONSOLE,
      'Check the VLAN of its port or port group.',
      'From a machine in the same network, try to reach it: if that works, a router or firewall on the way drops the traffic.',
    ],
  },
  'host-silent-on-the-way': {
    title: 'the destination never answered, on any port, and the trace to it ends on the way',
    explanation: NEVER_HEARD,
    because: `${NO_ANSWER_AT_ALL} The trace to it ends at {heard}.`,
    settle: null,
    whoCanFix: `The owner of the network at {heard}, the last that was heard; then the owner of the destination machine`,
    steps: [
      'Begin where the trace ends, at {heard}: look there for a route to the destination, and for a filter or access list that drops these flows.',
      'Look at the next machine on the way, from which nothing was heard: it drops the traffic, has no way back, or sends no ICMP errors.',
      'If the network of the destination begins right behind {heard}, look in its ARP or neighbour table for the address.',
      'Only then, on the console of the destination: check that it is on, and its address, mask and gateway.',
    ],
  },
  'host-silent-last-router': {
    title: 'the destination never answered, on any port; others in its network do',
    explanation: `${NEVER_HEARD} The way to its network is open: the trace comes as far as those to its neighbours.`,
    because: `${NO_ANSWER_AT_ALL} The trace to it ends at {heard}, and from there its neighbours are reached.`,
    settle: null,
    whoCanFix: `${NODE_OWNER}; then the owner of {heard}, the last that was heard`,
    steps: [
      CHECK_CONSOLE,
      'Look on {heard} in the ARP or neighbour table for the address; without an entry, check the VLAN of its port or port group.',
      'With an entry, look there for a filter or access list that drops what goes to this address, and at the host firewall of the destination.',
    ],
  },
  unreachable: {
    title: 'unreachable: nothing can be delivered to it',
    explanation:
      'A router answers that there is no way to the address, or no machine answers for it in its own network (ARP, ND). Either the machine is off, or the address, the mask, the VLAN or a route is wrong.',
    because: 'An error came back instead of an answer, and the address itself was never heard.',
    settle: null,
    whoCanFix: 'The owner of the network, with the owner of the destination machine',
    steps: [
      'Check that the machine is on, and its address, mask, gateway and VLAN.',
      'On the router of its network, look at the ARP or neighbour table for the address.',
      'Check the routes to its network on every router on the way.',
    ],
  },
  'wrong-vlan-or-subnet': {
    title: 'no machine answers for the address in its own network',
    explanation:
      'The way leads to the network of the destination, and there nobody answers for the address (ARP, ND): the machine is off, in another VLAN, or has another address or mask.',
    because:
      'The error came after about three seconds: that is how long a machine asks for a neighbour before it gives up.',
    settle: 'The ARP or neighbour table of the machine that asked for the address, and the console of the destination.',
    whoCanFix: `${NODE_OWNER}, with the owner of the switch`,
    steps: [
      CHECK_CONSOLE,
      'Check the VLAN of its switch port or port group, and that the uplinks of the hypervisor carry it.',
      'Look on the switch whether it has learnt the MAC address of the machine, on which port and in which VLAN.',
      'If the address lies in the network of the sending machine by mistake, the mask of one of the two is wrong.',
    ],
  },
  'no-route': {
    title: 'the sending machine has no route',
    explanation: 'The routing table of the sending machine has no way to the address. Nothing was sent.',
    because: 'The system of the sending machine said so before a packet was sent.',
    settle: null,
    whoCanFix: SITE_ENGINEER,
    steps: [
      'Check that the right interface is up and has an address of the management network.',
      'Set the default gateway, or add a route to the network of the destination.',
    ],
  },
  'gateway-silent': {
    title: 'the gateway of the sending machine does not answer',
    explanation:
      'What lies beyond its own network the sending machine hands to its gateway, and nobody answers for the address of the gateway (ARP, ND). Nothing leaves this network, so that nothing is known of the destinations. The machine is on the wrong port or in the wrong VLAN, its gateway or mask is wrong, or the gateway is off.',
    because:
      'The neighbour table of the sending machine shows that it asked for the gateway, and that nobody answered.',
    settle: null,
    whoCanFix: SITE_ENGINEER,
    steps: [
      'Check the cable, the switch port and its VLAN, and that the interface is that of the management network.',
      'Compare address, mask and gateway of the sending machine with those that the site gave.',
      'Ask the owner of the network whether the gateway is up, and has this address in this VLAN.',
    ],
  },
  'blocked-locally': {
    title: 'refused by the sending machine itself',
    explanation:
      'Policy on the sending machine refused the connection: a prohibit or blackhole route, a local firewall or security software.',
    because: 'The system of the sending machine refused it, or nothing was seen to leave.',
    settle: null,
    whoCanFix: SITE_ENGINEER,
    steps: [
      'Look at the policy routes of the sending machine, at its firewall, and at security and VPN software.',
      'Allow outgoing TCP to the destination, or test from another machine.',
    ],
  },
  'not-listening': {
    title: 'refused: the service does not seem to listen',
    provenTitle: 'the service does not listen',
    explanation:
      'The connection was refused, as by a reachable machine where nothing listens. In an operational cluster something should listen there.',
    because: 'The machine was reached and refused, or the test had to hold the port itself.',
    settle: null,
    whoCanFix: NODE_OWNER,
    steps: ['Check that the node has joined the cluster, and that the service runs on one of the nodes.'],
  },
  'wrong-service': {
    title: 'another service answers',
    explanation:
      'The port is open, but what answers is not the service that belongs there. The address may be that of another machine.',
    because: 'What answered showed itself, and is of another kind than the service of the guide.',
    settle: null,
    whoCanFix: NODE_OWNER,
    steps: [
      'Check that the address is that of the right machine.',
      'Look on the destination which program listens on the port, and stop it.',
      'Look for a proxy or a port redirection on the way.',
    ],
  },
  'duplicate-address': {
    title: 'two machines seem to have one address',
    explanation:
      'Several network cards claim the address. Which of them answers is a matter of luck, and changes when a switch or a router forgets one: flows to it fail and work by turns.',
    because: 'Two MAC addresses answered for one address in the same network.',
    settle:
      'Switch one of the two machines off, or look its MAC addresses up: one machine with two cards in this network looks the same.',
    whoCanFix: 'The owner of the two machines, found by their MAC addresses',
    steps: [
      'Look on the switch at which ports the MAC addresses are.',
      'Give one of the two machines another address, and clear the ARP or neighbour tables.',
      'If one machine has two cards in this network, take one out, or let only one answer (arp_ignore on Linux).',
    ],
  },
  'vm-not-ready': {
    title: 'the path looks open, but the PSM VM is not ready',
    provenTitle: 'the path is open, but the PSM VM is not ready',
    explanation:
      'A fresh PSM VM listens on 22, 9001, 9002 and 9019 (field knowledge). A closed port of these says that the VM has not finished its start, or is not a PSM.',
    because: 'The machine was reached, and refused on a port on which a fresh PSM VM listens.',
    settle: null,
    whoCanFix: NODE_OWNER,
    steps: [
      'Wait until the VM has started, and check on its console that its services run.',
      'Check that the address is that of the PSM VM.',
    ],
  },
  'vm-does-not-listen': {
    title: 'the path is proven, but the PSM VM itself does not listen',
    explanation:
      'A fresh PSM VM listens on 22, 9001, 9002 and 9019 (field knowledge). For the test another program held the port, which it could not do on a VM that is ready.',
    because: 'The port was free on the machine, so that the test could hold it.',
    settle: null,
    whoCanFix: NODE_OWNER,
    steps: [
      'Wait until the VM has started, and check on its console that its services run.',
      'Check that the address is that of the PSM VM, and that it runs the right image.',
    ],
  },
  'node-not-joined': {
    title: 'this node has not joined the cluster',
    explanation: 'Port 9001 listens only until a node has joined a cluster (field knowledge).',
    because: 'The port is open on a node that should be a member.',
    settle: null,
    whoCanFix: 'The engineer who forms the cluster',
    steps: ['Check the cluster members in the PSM, and let the node join.'],
  },
} as const satisfies Record<string, CauseWords>
