/** What is concluded from silence: of one port, of the whole host, or of a network that has begun to shun us. `asked`: "6 SYNs in 1.2 s". */

export const silence = {
  nothingSent: () => 'Not tested: no SYN was sent.',
  runAgain: () => 'Run the check again.',
  limited: () => 'Devices in the path send their errors at a limited rate, so it may be one of the rejected ports.',
  shunned: (asked: string, at: string, port: number) =>
    `No answer to ${asked} to ${at}; but port ${port}, which had answered, was silent too by then: this network shuns us, or went down.`,
  gentler: () => 'Test again at the pace gentle, after the time that the firewall keeps an address shut out.',
  neverLeft: (asked: string, at: string) =>
    `No answer to ${asked} to ${at}, and a packet capture on this machine, which lost no packet, saw none of them leave.`,
  localSoftware: () => 'Look at the firewall and the security software of this machine.',
  though: (asked: string, at: string, address: string, heard: 'ports' | 'echo') =>
    `No answer to ${asked} to ${at}, though ${address} ${heard === 'ports' ? 'answers on other ports' : 'answers ICMP echo'}.`,
  lastHeard: (hop: number | null, address: string, isLastBefore: boolean) =>
    `The SYN was last heard of at hop ${hop}, ${address}${isLastBefore ? ', the last one before the destination' : ''}.`,
  echoesLastHeard: (hop: number | null, address: string) =>
    `ICMP echoes were last heard of at hop ${hop}, ${address}; they may take another path than TCP.`,
  whereLost: () =>
    'A packet capture on the destination shows whether the request to connect (SYN) arrives there; a TCP traceroute on this port shows where it ends.',
  whatDrops: () =>
    'The logs of the last machine that was heard and of the one after it, or a packet capture on the destination, show whether the SYN or its answer is dropped.',
  reportedForOthers: (asked: string, at: string, port: number, reporter: string, words: string) =>
    `No answer to ${asked} to ${at}; for port ${port} ${reporter} answered "${words}", and devices send such errors at a limited rate.`,
  askAlone: () => 'Test this flow again on its own: the error is then not held back.',
  othersUnreachable: (asked: string, at: string, address: string) =>
    `No answer to ${asked} to ${at}; for other ports of ${address} a device answered that it cannot be reached, and the address itself was never heard.`,
  hostSilent: (address: string, asked: string, port: number) =>
    `${address} never answered, on any port that was asked: ${asked} to port ${port}.`,
  afterLastHeard: () =>
    'The logs of the last machine that was heard and of the one after it, or a look at the destination itself: is it on, are address and gateway right?',
  isItOn: () =>
    'Check that the machine is on, its address and its gateway; then a capture on the destination, or a TCP traceroute.',
}
