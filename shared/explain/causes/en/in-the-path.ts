/** English: causes on the way between two machines. */
import type { CauseWords } from '../words.ts'

const FIREWALL_OWNER = 'The owner of the firewalls and access lists between source and destination'
const NETWORK_OWNER = 'The owner of the routers and switches between source and destination'

export const IN_THE_PATH = {
  'silent-drop': {
    title: 'no answer, while the destination answers on other ports',
    explanation:
      'The SYN or its answer is dropped without a word: by a firewall on the way there, by one on the way back, or by the firewall of the destination itself.',
    because: 'The same destination was heard in the same run, so that it is up and there is a way to it.',
    settle: null,
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Send the ports of this finding, with source and destination, to the owner of the firewalls; the change request has them ready.',
      'Ask for stateful rules: the answers must find their way back.',
      'If no firewall log shows the SYN, look at the host firewall of the destination and of the sending machine.',
    ],
  },
  'forward-path-dropped': {
    title: 'the SYN is lost on the way there',
    explanation:
      'What was sent never arrives at the destination, where all that comes in was watched. Something on the way there drops it without a word.',
    because: 'Both ends were watched: the source sent, and nothing came in at the destination.',
    settle:
      'The logs of each firewall on the way there, from the source on: the first that does not pass the SYN on drops it.',
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Send the ports of this finding, with source and destination, to the owner of the firewalls; the change request has them ready.',
      'Only the direction from source to destination has to be looked at: the host firewall of the destination is not the cause.',
    ],
  },
  'return-path-dropped': {
    title: 'the SYN arrives, its answer is lost on the way back',
    explanation:
      'The destination receives the SYN, and its port listens and answers. The answer does not come back: a firewall on the way back drops it, the destination has no route to the source, or the way back leads through a firewall that did not see the SYN.',
    because: 'Both ends were watched: the SYN came in at a port that listens, and no answer reached the source.',
    settle: 'A capture at the destination and at each firewall on the way back shows where the SYN-ACK ends.',
    whoCanFix: `${FIREWALL_OWNER}; for a missing route back, the owner of the destination machine`,
    steps: [
      'Check on the destination that it has a route to the source, through the right gateway.',
      'Ask the owner of the firewalls for the way from destination to source: the rules must be stateful, or there must be one for the answers as well.',
      'Check that there and back lead through the same firewalls: one that did not see the SYN drops the SYN-ACK.',
      'A permit for the way there alone changes nothing.',
    ],
  },
  'arrived-unanswered': {
    title: 'the SYN arrives, and no answer comes back',
    explanation:
      'The way there is open: the SYN was seen at the destination. Either the firewall of the destination drops it, or the answer is lost on the way back.',
    because: 'The SYN was seen as it came in at the destination; whether the machine answered it was not.',
    settle:
      'A capture on the destination shows whether it answers: if a SYN-ACK or a RST leaves, the way back drops it, else its own firewall does.',
    whoCanFix: `The owner of the destination machine; then ${FIREWALL_OWNER.replace('The', 'the')}`,
    steps: [
      'Look at the host firewall of the destination for these ports.',
      'Check on the destination that it has a route to the source, through the right gateway.',
      'If the destination answers, the way back drops it: ask the owner of the firewalls for the way from destination to source.',
    ],
  },
  'rejected-by-device': {
    title: 'rejected, while the destination answers on other ports',
    explanation:
      'A device, or the destination itself, answers with an ICMP error for these ports only. That looks like a rule, not like a fault of the network.',
    because: 'An ICMP error came back for these ports, and it says of itself who sent it.',
    settle: null,
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Send the ports of this finding, with source and destination, to the owner of the firewalls and access lists.',
    ],
  },
  'reset-by-device': {
    title: 'reset, it seems by a device in the path',
    provenTitle: 'reset by a device in the path',
    explanation:
      'The connection was refused (RST), but not by the destination: a device on the way answers in its place.',
    because: 'The refusal came from nearer than other answers of the destination, or although its port listens.',
    settle: null,
    whoCanFix: FIREWALL_OWNER,
    steps: ['Send the ports of this finding to the owner of the firewalls, and ask for a permit rule.'],
  },
  intercepted: {
    title: 'something seems to answer in place of the destination',
    provenTitle: 'a device answers in place of the destination',
    explanation:
      'Something on the way completes the handshake of these ports in place of the destination: a SYN proxy, a transparent proxy or a load balancer. It says nothing about whether the destination is reached.',
    because:
      'Ports that nothing should serve are answered as well, the answer comes from nearer than the destination, or the destination has no such connection.',
    settle: null,
    whoCanFix: 'The owner of the firewall, proxy or load balancer in front of the destination',
    steps: [
      'Send the ports of this finding, with source and destination, to the owner of the proxy: the change request has them ready, as flows that must not be proxied.',
      'Ask for no wider exception: only these flows need to be taken out of SYN proxying, transparent proxying and load balancing. A permit alone changes nothing.',
      'Check that the address is that of the machine itself, not of a load balancer.',
    ],
  },
  nat: {
    title: 'the source address is rewritten on the way (NAT)',
    explanation:
      'The connection works, but the destination sees another source address than the one that it was sent from. The members of a cluster compare addresses, so that NAT between nodes breaks it; elsewhere rules and logs see the wrong address.',
    because: 'The destination told which source address it saw, and it is not the one that the connection left from.',
    settle: null,
    whoCanFix: 'The owner of the router or firewall that translates addresses between source and destination',
    steps: [
      'Ask for an exemption from NAT (no source translation) for these sources, destinations and ports; a permit alone changes nothing.',
      'Check that there is a route back to the source address without NAT.',
    ],
  },
  'missing-route': {
    title: 'a router has no route to it',
    explanation:
      'A router on the way answers that it does not know the network of the destination. What is behind it cannot be reached, on any port.',
    because: 'The router said so itself, by an ICMP error: network unreachable, or no route to destination.',
    settle: null,
    whoCanFix: `The owner of the router that said so`,
    steps: [
      'Look in the routing table of that router for the network of the destination, and add the route or mend the routing protocol that should bring it.',
      'Look there for a route that refuses the network on purpose (null, reject, unreachable).',
      'Check that the address is right, and its network the one that was planned.',
    ],
  },
  'route-loop': {
    title: 'the route loops',
    explanation:
      'Routers send the packets to each other until their time is used up. The destination is never reached, on any port.',
    because:
      'A router answered that the time of the packet ran out on the way (ICMP time exceeded), which no path of a site is long enough for.',
    settle: null,
    whoCanFix: NETWORK_OWNER,
    steps: [
      'Trace the way: the routers that appear again and again are those of the loop.',
      'Compare their routes to the network of the destination: one of them points back. Often a default route answers for a network that is missing.',
    ],
  },
  'asymmetric-route': {
    title: 'there and back lead different ways, or a device answers in place of the destination',
    explanation:
      'The answer comes from a distance that fits no way to the destination. Where there and back lead different ways, a stateful firewall sees one half of each connection and drops it sooner or later; or a device answers in place of the destination.',
    because: 'The number of routers that the answers cross is not the number that the way there has.',
    settle: null,
    whoCanFix: NETWORK_OWNER,
    steps: [
      'Trace the way from the source to the destination, and from the destination to the source, and compare the routers.',
      'Where both ways are meant, check that each firewall sees both directions of a connection.',
      'Where they are the same, look for a proxy, a load balancer or a firewall that resets on the way.',
    ],
  },
  'lossy-path': {
    title: 'packets are lost on the way',
    explanation:
      'Some packets arrive and others do not. Connections open slowly or not at all, and a cluster whose members lose each other for seconds is not stable. It is a fault of a link, a duplex or speed that does not fit, an overload, or one of several paths that is broken.',
    because: 'Of packets that should have been answered alike, some were and others were not.',
    settle:
      'Error counters of each port on the way, and a longer series of echoes from one router to the next, show on which link they are lost.',
    whoCanFix: NETWORK_OWNER,
    steps: [
      'Look at the error counters of each port on the way: CRC errors, drops, speed and duplex.',
      'Send echoes to each router on the way: loss begins behind the last one that loses nothing.',
      'Where there are several paths (ECMP, link aggregation), take them out one after the other.',
    ],
  },
  'path-mtu': {
    title: 'the path takes only small packets (MTU)',
    explanation:
      'Somewhere on the way packets have to be smaller than those that the sending machine makes. Connections open, for their first packets are small; large transfers stall where the ICMP error that says so is dropped.',
    because: 'Echoes of full size that may not be fragmented do not arrive, and smaller ones do.',
    settle: 'The MTU of each link on the way; a tunnel or VPN is the usual place.',
    whoCanFix: NETWORK_OWNER,
    steps: [
      'Look for the link whose MTU is smaller, and set the same MTU on all of them: 1500, or jumbo frames on every device.',
      'Let ICMP "fragmentation needed" (IPv6: "packet too big") pass every firewall.',
      'Where a tunnel cannot be avoided, have it clamp the MSS of TCP.',
    ],
  },
  shunned: {
    title: 'answers stopped coming while it was tested',
    explanation:
      'Ports that had answered fell silent in mid-run: a firewall or an intrusion prevention system (IPS) shuts out whoever opens many connections, or a link failed. What was asked after that says nothing.',
    because: 'A port that had answered was asked again, and was silent too.',
    settle: null,
    whoCanFix: FIREWALL_OWNER,
    steps: [
      'Ask the owner of the firewalls whether the source address was shut out, and to exempt it for the time of the test.',
      'Wait until the network answers again, and test at the pace gentle.',
    ],
  },
  unstable: {
    title: 'contradictory answers',
    explanation:
      'The answers contradict each other, or a handshake was completed and ended at once. Nothing can be relied on until that is understood.',
    because: 'The same port of the same machine was asked several times, and what came back does not fit together.',
    settle: null,
    whoCanFix: 'The owner of the network',
    steps: [
      'Test the flows again, at the pace gentle.',
      'Look for a proxy or load balancer in the path, for two machines with one address, and for two paths of which one is broken.',
    ],
  },
} as const satisfies Record<string, CauseWords>
