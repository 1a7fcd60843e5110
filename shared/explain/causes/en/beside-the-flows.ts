/** English: causes that are found beside the flows: names, clocks, echoes, networks, places to ask from. */
import type { CauseWords } from '../words.ts'

export const BESIDE_THE_FLOWS = {
  'name-unresolved': {
    title: 'the name has no address',
    explanation:
      'The name servers of a machine do not know the name. Flows to it cannot be asked from there, and a node or a DSC that is given this name finds nobody.',
    because: 'The resolver of the machine itself was asked, as its programs ask it.',
    settle: null,
    whoCanFix: 'The owner of the DNS; for a hosts file, the owner of the machine',
    steps: [
      'Check the spelling of the name, and its domain.',
      'Check which name servers the machine uses, and that they answer it.',
      'Add the record (A or AAAA) on the name server; until then, write the address into the plan.',
    ],
  },
  'name-several-addresses': {
    title: 'the name is not the same single address everywhere',
    explanation:
      'The name has several addresses, or another one on another machine. A node has one address: whoever takes another one of the list joins the wrong machine, or none.',
    because: 'The resolvers of the machines were asked, and their answers set beside each other.',
    settle: null,
    whoCanFix: 'The owner of the DNS; for a hosts file, the owner of the machine',
    steps: [
      'Leave one record of the name in the DNS: the address of the node in the management network.',
      'Look for an old entry in the hosts files of the machines.',
      'Where the DNS gives other answers inside and outside, ask that all machines of the plan use the same name servers.',
    ],
  },
  clock: {
    title: 'the clocks are apart',
    explanation:
      'Members of a cluster whose clocks are more than a second apart refuse the certificates and leases of each other, and certificates are not valid on a machine whose clock is wrong.',
    because: 'The clocks of the machines were read over their links, and half of the round trip is taken off as doubt.',
    settle: null,
    whoCanFix: 'The owner of the machines whose clock is wrong',
    steps: [
      'Find out which of the clocks is right: a third one tells.',
      'Set the same NTP servers on all machines, and on the hypervisors below them.',
      'On a VM, let one thing only set the clock: NTP, or the tools of the hypervisor.',
    ],
  },
  ntp: {
    title: 'no usable time by NTP',
    explanation:
      'The time server does not answer, has no time itself, refuses to serve, or is far from the clock that asks. Nodes and DSCs set their clocks by it.',
    because: 'The server was asked for the time on UDP 123, as a machine asks it.',
    settle: null,
    whoCanFix: 'The owner of the time server; then the owner of the firewalls in between (UDP 123)',
    steps: [
      'Check that the server runs, serves this network, and is itself synchronised.',
      'Ask the owner of the firewalls to permit UDP 123 from these machines to the server.',
      'Check the address of the server in the plan.',
    ],
  },
  'echo-blocked': {
    title: 'ICMP echo is not answered',
    explanation:
      'The bootstrap of the cluster wants nodes that answer the echo (ping) of each other. Something between them drops it, or the node does.',
    because: 'Echoes were sent from one node to the other, and none was answered.',
    settle: null,
    whoCanFix: 'The owner of the firewalls between the nodes, and of the host firewall of the node',
    steps: [
      'Ask the owner of the firewalls to permit ICMP echo request and reply between all nodes, in both directions.',
      'Check the host firewall of the node.',
      'If no port of the node answers either, it is down: see the findings of its flows.',
    ],
  },
  'network-overlap': {
    title: 'an address lies in a network that the nodes use themselves',
    explanation:
      'A node sends what is for 172.17.0.0/16 to its own containers. It never reaches a machine there, and its answers to one never leave.',
    because: 'The addresses of the plan and of the machines were compared with that network; nothing was sent.',
    settle: null,
    whoCanFix: 'Whoever plans the addresses of the site',
    steps: [
      'Give the machine an address outside 172.17.0.0/16.',
      'Where that cannot be, have the containers of the nodes use another network, before the cluster is formed.',
    ],
  },
  'vantage-limits': {
    title: 'nothing could be sent from it',
    explanation:
      'The plan wants flows to be sent from these machines, and they could not be reached or may not ask. Their flows are untested: nothing is known of them, and a pass of the others says nothing for them.',
    because: 'The log-in or the start of the test on these machines failed.',
    settle: null,
    whoCanFix: 'The owner of these machines, or the engineer who has their log-in',
    steps: [
      'Check user, key and host key of the log-in, and that port 22 of the machine is reached from here.',
      'If the server forbids forwarding (AllowTcpForwarding no), python3 on the machine is enough.',
      'Where there is no log-in, run the check on the machine itself and join the results: psm-preflight merge RUN... --out DIR.',
    ],
  },
} as const satisfies Record<string, CauseWords>
