/** What is concluded from an answer, or from a flow that was never asked. `at` is address and port, `words` what an error says. */
import type { FlowEvidence, NotAsked } from '../../observation.ts'

type Unmeasured = NonNullable<FlowEvidence['unmeasured']>['why']
type Unsettled = NonNullable<NonNullable<FlowEvidence['unsettled']>['why']>
export type Answer = 'handshake' | 'rst' | 'icmp'

const ANSWER: Record<Answer, string> = { handshake: 'a handshake', rst: 'a RST', icmp: 'an ICMP error' }
const COMPLETED: Record<Answer, string> = { ...ANSWER, handshake: 'a completed handshake' }

const CAPTURE_THERE =
  'A packet capture on the destination shows whether the connection arrives there; so does a stand-in on it.'
const AGAIN =
  'Test this flow again, when the machine that asks and the network are less busy; a packet capture on the destination shows whether the connection arrives there.'
const FINISH = 'Run the check again and let it finish.'

const SETTLE_UNTESTED: Record<NotAsked['why'], string> = {
  'no-vantage': 'Run the check on the source itself, or give it a vantage in the plan.',
  'ssh-unsupported': 'Run the check on the source itself, or again with a version that asks over SSH.',
  vantage: 'Correct what keeps the source from being reached, and test again; or run the check on the source itself.',
  'vantage-lost': 'Connect to the source again and test what is left, or run the check on the source itself.',
  'not-this-machine': 'Run the check on the machine that holds the source address, or correct the address in the plan.',
  'own-address': 'Correct the address in the plan, or run the check on another machine.',
  family: 'Give both ends an address of the same family, and a link-local address its zone.',
  name: 'Correct the name, or write the address into the plan.',
  cancelled: FINISH,
  shunned: 'Run the check again at the pace gentle, when the network answers this machine again.',
  resources: 'Close other programs, or choose the pace gentle, and run the check again.',
}

const UNSETTLED: Record<Unsettled, { why: string; settle: string }> = {
  time: {
    why: 'and there was no time left to ask both again',
    settle: 'Test fewer flows at once, or this one alone: there is then time to ask again.',
  },
  base: {
    why: 'and when both were asked again, that one did not answer as before',
    settle: 'Test again at the pace gentle; what had answered must answer again to be compared with.',
  },
  ways: { why: 'and asked again it never came from as far', settle: CAPTURE_THERE },
  once: {
    why: 'and nothing on this machine can ask again and look at the distance',
    settle: `Run the check on Linux with koffi, which the build carries. ${CAPTURE_THERE}`,
  },
}

const UNMEASURED: Record<Unmeasured, { because: (address: string) => string; settle: string }> = {
  time: {
    because: () => 'because there was no time left to find out how far it came',
    settle: 'Test fewer flows at once, or this one alone: there is then time to find it out.',
  },
  tries: { because: () => 'because how far it came was asked several times and not answered', settle: AGAIN },
  link: {
    because: () => 'because the link to its source was lost before it was known how far it came',
    settle: 'Connect to the source again, and test this flow again.',
  },
  stopped: { because: () => 'and the check was stopped before it was known how far it came', settle: FINISH },
  shunned: {
    because: () => 'because the network had stopped answering before it was known how far it came',
    settle: 'Test again at the pace gentle, when the network answers this machine again.',
  },
  others: {
    because: (address) => `because how far another answer of ${address} came was not found out`,
    settle: AGAIN,
  },
}

export const answers = {
  notTested: (_why: NotAsked['why'], detail: string) => `Not tested: ${detail}.`,
  /** As the end of a sentence. */
  whyUntested: (_why: NotAsked['why'], detail: string) => detail,
  settleUntested: (why: NotAsked['why']) => SETTLE_UNTESTED[why],
  finish: () => FINISH,

  unsettled: (at: string, what: Answer, away: string, address: string, farthest: string, why: Unsettled) =>
    `${at} answered with ${ANSWER[what]} from ${away}, while another answer of ${address} came from ${farthest}, ${UNSETTLED[why].why}: a device in the path may answer in its place.`,
  settleUnsettled: (why: Unsettled) => UNSETTLED[why].settle,
  changed: (at: string, first: Answer, to: Answer) =>
    `${at} answered with ${COMPLETED[first]}, and with ${COMPLETED[to]} when it was asked again: a device in the path that changes its mind, such as one that limits a rate or has begun to block, looks like this, and so does a service that starts or stops.`,
  whichWasSent: () =>
    'Test again at the pace gentle; a packet capture on the destination shows which of the two it sent.',
  fellSilent: (at: string, first: Answer, tries: number) =>
    `${at} answered with ${ANSWER[first]}, and then left SYNs that asked it again without an answer (${tries} and more): a device in the path that limits its answers does that, or a network that shuts us out.`,
  whoAnswered: () =>
    'Test again at the pace gentle; a packet capture on the destination shows whether it was the one that answered.',
  handshakeName: () => COMPLETED.handshake,
  contradictory: (at: string, said: string) => `${at} gave contradictory answers: ${said}.`,
  disagreed: (at: string) =>
    `Results that were made at the same time, as their clocks tell it, disagree about ${at}: it passes in the one that ended last, and does not in another; what each of them found is listed with the conflicts.`,
  severalPaths: () =>
    'Test again; if it stays so, look for several paths (ECMP), a failing cluster address or a duplicate address.',

  stoppedUncompared: (at: string, what: Answer, why: Unmeasured, address: string) =>
    `Not tested to the end: ${at} answered with ${ANSWER[what]}, ${UNMEASURED[why].because(address)}.`,
  notCompared: (at: string, what: Answer, why: Unmeasured, address: string) =>
    `${at} answered with ${ANSWER[what]} that could not be compared with other answers of ${address}, ${UNMEASURED[why].because(address)}: a device in the path may have answered in its place.`,
  settleUncompared: (why: Unmeasured) => UNMEASURED[why].settle,

  nearerByDistance: (kind: string, away: string, ttl: number, from: string, farther: string) =>
    `the ${kind} came from ${away} (TTL ${ttl}), while the ${from} came from ${farther}`,
  nearerByRouter: (port: number, hop: number, other: number, router: string, itsHop: number) =>
    `port ${port} is answered at hop ${hop}, while for port ${other} the router ${router} is heard at hop ${itsHop}`,
  nearerByReach: (what: Answer, ttl: number, port: number, from: number) =>
    `${ANSWER[what]} came even with TTL ${ttl}, while port ${port} of the same address answers from TTL ${from} on`,

  noControl: (at: string) =>
    `Not tested to the end: ${at} completed a handshake, but the negative control that would give it a meaning was not answered for.`,
  everythingOpen: (at: string, controls: readonly number[]) =>
    `${at} completed a handshake, but so did ports ${controls.join(' and ')}, which nothing should serve: a device answers in its place.`,
  intercepted: (at: string, address: string, how: string) =>
    `${at} completed a handshake, but a device in the path did, not ${address}: ${how}.`,
  endedAtOnce: (at: string, sight: string | null) =>
    `${at} completed the handshake and then sent ${sight ?? 'a RST before the first byte'}: a proxy in the path whose own connection fails looks like this, and so does a service that turns this client away.`,
  wrongService: (at: string, sight: string, service: string, expected: string) =>
    `${at} answered as ${sight}, where ${service} is ${expected}.`,
  settleWrongService: () =>
    'Look on the destination which program holds the port, and that the address is the right one.',
  product: (at: string, service: string, detail: string) => `${at} is open and showed itself as ${service}: ${detail}.`,
  /** @param alone false where something else shows which machine it was */
  protocol: (at: string, sight: string, alone: boolean) =>
    `${at} is open and answered as ${sight}${alone ? ', which another machine could do as well' : ''}`,
  standInUnproven: (at: string, why: string | null) =>
    `${at} is open, and a stand-in answers, which did not prove itself: ${why ?? 'it was not asked for its proof'}`,
  handshakeAlone: (at: string, alone: boolean) =>
    `${at} completed a handshake${alone ? '; nothing shows which machine did it' : ''}`,
  heldThere: (said: string) => `${said}, and the destination itself held this very connection.`,
  whoCompleted: () =>
    'Look on the destination itself whether the connection arrives there (packet capture, or log of the service): that proves who completed the handshake.',
  samePlan: () => 'Start the stand-in there with the very plan file of this check, or both with the same key (--key).',
}
