/** The closed vocabularies in the words of the report, and numbers and times as they are printed. */
import type { NotAsked } from '../../../../../shared/observation.ts'
import type { BlockedByCertainty, Outcome, Proof, Verdict } from '../../../../../shared/outcome.ts'
import type { Pace, Stage } from '../../../../../shared/plan/plan.ts'

export interface Terms {
  verdict: Record<Verdict, string>
  /** A `none` beside an untested flow would only repeat it. */
  proof: Record<Proof, string>
  /** What the network did, for each outcome. */
  meaning: Record<Outcome, string>
  certainty: Record<BlockedByCertainty, string>
  stage: Record<Stage, string>
  pace: Record<Pace, string>
  why: Record<NotAsked['why'], string>
  /** One and several. */
  role: Readonly<Record<string, readonly [string, string]>>
  /** Between whole numbers and decimals. */
  decimalMark: string
  /** `2026-03-04` as it is written. */
  day: (iso: string) => string
}

export const terms: Terms = {
  verdict: { pass: 'pass', fail: 'fail', warn: 'warn', untested: 'untested' },
  proof: { proven: 'proven', likely: 'likely', none: '–' },
  meaning: {
    open: 'A TCP handshake was completed with the destination.',
    closed:
      'Reachable, but nothing listens (yet): the connection was refused, as by a machine without a service on that port. Enough before the install; in a formed cluster the service is missing.',
    reset: 'A device in the path answered with a RST in place of the destination.',
    intercepted: 'A device in the path completed the handshake in place of the destination.',
    rejected: 'An ICMP error came back: prohibited, or port or protocol unreachable.',
    silent: 'No answer, though the destination answers elsewhere.',
    'host-silent': 'No answer on any port of the destination, nor by ICMP.',
    unreachable: 'Host or network unreachable, no neighbour answered ARP or ND, or the route loops.',
    'no-route': 'The sending machine has no route to the destination.',
    'blocked-locally': "The sending machine's own policy refused to send.",
    'wrong-service': 'The handshake was completed, but another service than the expected one answered.',
    unstable: 'The attempts gave answers that contradict each other.',
    'not-tested': 'The flow was not asked.',
  },
  certainty: {
    reported: 'The machine said so itself: its ICMP error names it.',
    concluded:
      'The machine said nothing, but its answers come from nearer than those of the destination, and a trace shows who stands there.',
    'last-responder':
      'The last machine on the way that was heard. It blocks, or what comes right after it does; it is never called the firewall.',
  },
  stage: { preinstall: 'before the install (preinstall)', operational: 'cluster formed (operational)' },
  pace: {
    gentle: 'gentle: at most 10 new connections per second, with jitter',
    normal: 'normal: at most 300 new connections per second',
    fast: 'fast: as many new connections as the machine allows',
  },
  why: {
    'no-vantage': 'The source has no vantage: nothing could be sent from there.',
    'ssh-unsupported': 'The source has an SSH vantage, which this run could not use.',
    vantage: 'The source could not be reached by SSH, or nothing may be sent from there.',
    'vantage-lost': 'The link to the source was lost before this flow was answered.',
    'not-this-machine': 'The machine that was to send does not hold the address that the plan gives it.',
    'own-address': 'The address of the destination is one of the sending machine itself.',
    family: 'Source and destination have no address family in common, or a link-local address has no zone.',
    name: 'The name of the destination could not be resolved.',
    cancelled: 'The check was stopped before this flow was asked.',
    shunned: 'The network had stopped answering this machine before this flow was asked.',
    resources: 'The machine that sends ran out of a resource (sockets, ports, buffers).',
  },
  role: {
    'user-station': ['user station', 'user stations'],
    'management-station': ['management station', 'management stations'],
    'psm-node': ['PSM node', 'PSM nodes'],
    dsc: ['DSC', 'DSCs'],
    other: ['other destination', 'other destinations'],
  },
  decimalMark: '.',
  day: (iso) => iso,
}
