/** What a stand-in at the destination adds to a conclusion. `at` is address and port, `asked` "6 SYNs in 1.2 s". */

const NOTHING = (asked: string, at: string) => `No answer to ${asked} to ${at}`
const REFUSED = (at: string) => `${at} was answered by a RST, though a stand-in listens there`

export const bothEnds = {
  captureBoth: () =>
    'Packet captures on both ends, taken at the same time, show where the data is lost; try small packets, too (MTU).',
  whoResets: () => 'A packet capture on the destination shows whether the SYN arrives there, and who refuses it.',
  whoseAddress: () =>
    'Look at the NAT rules on the way and at the addresses of the source, and test again when the destination sees the address that the plan has.',
  testAgain: () => 'Test this flow again on its own, when nothing else is lost on the way.',

  ledElsewhere: (at: string, name: string, there: string) =>
    `${at} completed a handshake, but the stand-in that proved itself there is ${name} (${there}): the connection is led to another endpoint.`,
  openAsOther: (at: string, source: string, sentAs: string) =>
    `${at} is open: the stand-in at the destination proved itself, but it was reached from ${source}, the address of ${sentAs}: NAT on the way gives this flow the address of another sender, and its firewall rules may be those of that one.`,
  openFromElsewhere: (at: string, from: string, planned: string) =>
    `${at} is open: the stand-in at the destination proved itself, but it was reached from ${from}, not from ${planned}: NAT on the way rewrites the source address, or the source sends from another one of its own.`,
  open: (at: string, source: string | null, there: string | null) => {
    const from = source === null ? '' : `; NAT on the way rewrites the source address to ${source}`
    const to = there === null ? '' : `; NAT on the way leads it to ${there}`
    return `${at} is open: the stand-in at the destination proved itself${from}${to}.`
  },
  notHeld: (at: string) =>
    `${at} completed a handshake, but the destination itself held no such connection: a device completed it in its place, or rewrites the address or port that it comes from.`,
  notAccepted: (at: string) =>
    `${at} completed a handshake, but not with the destination: the stand-in that listens there accepted no connection in that time.`,
  notCounted: (at: string) =>
    `${at} completed a handshake without the proof of the destination, and whether it arrived at the stand-in there cannot be told: another place that this check asks from holds the same source address.`,
  apart: () => 'Test the flows of one place at a time, or give each place an address of its own.',
  lostSince: (at: string) =>
    `${at} completed a handshake without the proof of the destination, and the stand-in that listened there could not be asked any more whether it arrived: a device in the path may have answered in its place.`,
  testWithStandIn: () => 'Test this flow again, while the link to the destination holds.',
  withoutProof: (at: string, accepted: boolean) => {
    const what = accepted
      ? 'a handshake arrives at the stand-in there, but its data does not come through'
      : 'the SYN arrives at the stand-in there, but the handshake is not completed with it'
    return `${at} completed a handshake without the proof of the destination: ${what}. A device that inspects, or an MTU that does not fit, looks like this.`
  },

  answerLost: (asked: string, at: string, count: number, address: string) =>
    `${NOTHING(asked, at)}: ${count} of them arrived at ${address}, and the port listens there. The way there is open; the answer is lost on the way back.`,
  someLost: (asked: string, at: string, count: number, address: string) =>
    `${NOTHING(asked, at)}: ${count} of them arrived at ${address}, and the port listens there; the others are lost on the way there, and the answers on the way back.`,
  arrived: (asked: string, at: string, count: number, address: string) =>
    `${NOTHING(asked, at)}: ${count} of them arrived at ${address}. The answer is lost on the way back, or the firewall of ${address} itself drops the SYN.`,
  stoppedThere: (asked: string, at: string, count: number, address: string) =>
    `${NOTHING(asked, at)}: ${count} of them arrived at ${address}, but not at the port, which listens there. The machine itself drops it: its own firewall, its check of the way back (rp_filter), or a program that accepts nothing.`,
  notOnWire: (asked: string, at: string, address: string) =>
    `${NOTHING(asked, at)}: none of them arrived at ${address}, where all that comes in was watched. It is lost on the way there.`,
  notAtPort: (asked: string, at: string, address: string) =>
    `${NOTHING(asked, at)}: none of them arrived at ${address}'s port, which listens. It is lost on the way there, or dropped by the firewall of ${address} itself.`,

  refusedSomehow: (at: string, address: string) =>
    `${at} was refused, though a stand-in listens there: a device in the path refuses it by a RST or an ICMP error, or the firewall of ${address} itself.`,
  reset: (at: string, address: string) =>
    `${REFUSED(at)}: a device in the path resets it, or the firewall of ${address} itself.`,
  resetAllTheSame: (at: string) =>
    `${REFUSED(at)} and got the SYN: a device in the path resets it all the same, or a firewall at one of the ends.`,
  resetThere: (at: string, address: string) =>
    `${REFUSED(at)}: the SYN arrived at ${address}, but not at the port. The firewall of ${address} itself resets it.`,
  resetBefore: (at: string, address: string) =>
    `${REFUSED(at)}: the SYN never arrived at ${address}. A device in the path resets it.`,
  resetUnreached: (at: string, address: string) =>
    `${REFUSED(at)}, and the SYN never reached it: a device in the path resets it, or the firewall of ${address} itself.`,
}
