/** What is concluded from an error: a RST, an ICMP error, or a refusal of the sending machine itself. */

export const errors = {
  noRoute: (address: string) => `This machine has no route to ${address}: nothing was sent.`,
  calledUnreachable: (address: string) =>
    `The routing table of this machine calls ${address} unreachable: nothing was sent.`,
  prohibited: (at: string, errno: string) =>
    `This machine's own routing or policy prohibits ${at} (${errno}): nothing was sent.`,
  blackhole: (address: string) => `A blackhole route on this machine swallows ${address}: nothing was sent.`,
  refusedToSend: (at: string, words: string) => `This machine refused to send to ${at}: ${words}.`,
  localPolicy: () => 'Look at the local firewall, security software and policy routes of this machine.',
  couldNotSend: (at: string, words: string) => `Not tested: this machine could not send to ${at} (${words}).`,
  lookUpError: () => 'Look the error up on this machine, and run the check again.',

  prohibitedV6: (at: string, errno: string) => `A device answered for ${at}: administratively prohibited (${errno}).`,
  errorQueue: () =>
    'The ICMP error itself names the device that sent it: run the check on Linux and without --no-evidence, or read it in a packet capture on this machine.',
  itselfRejects: (address: string, words: string, port: number) =>
    `${address} itself answered "${words}" for port ${port}: its own firewall rejects it.`,
  loops: (reporter: string, words: string, at: string, address: string) =>
    `${reporter} answered "${words}" for ${at}: the route to ${address} loops, or is longer than any path should be.`,
  rejected: (reporter: string, words: string, at: string, othersAnswerOf: string | null) =>
    `${reporter} answered "${words}" for ${at}${othersAnswerOf === null ? '' : `, though ${othersAnswerOf} answers on other ports`}.`,
  noNeighbourThere: (after: string, reporter: string, words: string, address: string) =>
    `After ${after} ${reporter} answered "${words}" for ${address}: no machine answers ARP or ND for this address there.`,
  noWay: (reporter: string, words: string, address: string) =>
    `${reporter} answered "${words}" for ${address}: it has no way to it.`,
  noNeighbourHere: (address: string, after: string) =>
    `No machine answered ARP or ND for ${address} in this machine's own network (after ${after}).`,
  ownFirewall: (words: string, at: string) =>
    `This machine's own firewall answered "${words}" for ${at}: nothing was sent.`,
  noNeighbour: (after: string, words: string, address: string) =>
    `After ${after} came "${words}" for ${address}: no machine answers ARP or ND for this address.`,
  neighbourTable: () =>
    'Check that the machine is on and the address right; on its network, look at the ARP or neighbour table.',
  rejectedUnnamed: (words: string, port: number, address: string) =>
    `A device answered "${words}" for port ${port}, while ${address} answers on other ports: it rejects this port.`,
  unreachableUnnamed: (words: string, address: string) =>
    `A device answered "${words}" for ${address}, and nothing was heard from the address itself.`,

  resetNearer: (at: string, address: string, how: string) =>
    `${at} was answered by a RST of a device in the path, not of ${address}: ${how}.`,
  closedAsFar: (at: string, from: string, address: string, away: string, isProven: boolean) =>
    `${at} was answered by a RST from as far as the ${from} of ${address} (${away}): the path ${isProven ? 'is' : 'looks'} open, nothing listens.`,
  closedByRst: (at: string, nothingNearer: boolean) =>
    `${at} was answered by a RST${nothingNearer ? '; nothing nearer than the last hop answers for it' : ''}: the path looks open, nothing listens.`,
  closed: (at: string) => `${at} was refused, as by a host where nothing listens: the path looks open.`,
  oddDistance: (at: string, away: string, address: string, needed: string) =>
    `${at} was answered by a RST from ${away}, while a SYN to ${address} needs ${needed}, and no handshake of this address could be measured: a device in the path may answer in its place.`,
  withinNetwork: () =>
    'Within one network a switch that resets is as near as the machine itself: a packet capture on the destination shows whether the connection arrives there.',
  whoRefused: () =>
    'A packet capture on the destination shows whether the connection arrives there and is refused by the machine itself, or by a device on the way.',
  whoseRst: () =>
    'An open port of the same machine to compare the distance of the RST with, or a packet capture on the destination, would tell the machine from a device before it.',
  captureThere: () =>
    'A packet capture on the destination shows whether the connection arrives there; so does any open port of it.',
  arrived: (address: string, didArrive: boolean) =>
    didArrive ? `The SYN did arrive at ${address}.` : `The SYN did not arrive at ${address}.`,
}
