/** The fixed words of the last chapter: how it was tested, and what the report cannot say. */
import type { Environment, ObserverId } from '../../../../../shared/environment.ts'
import { numberIn } from '../../../../../shared/words/number.ts'

const n = numberIn('en')
const countOf = (count: number, one: string) => `${n(count)} ${one}${count === 1 ? '' : 's'}`

const BY_PROGRAM =
  'measured in this program, from the call that connects to the moment when the program came to see the answer. The delay of the program, and of a busy machine, is part of them: they are an upper bound of the round trip, and on a near path they may be mostly that delay.'

const KIND: Record<Environment['interfaces'][number]['kind'], string> = {
  wired: 'wired',
  wireless: 'wireless',
  vpn: 'VPN or tunnel',
  virtual: 'virtual',
  loopback: 'loopback',
  unknown: 'not known',
}

const OBSERVER: Record<ObserverId, string> = {
  connect: 'TCP connect',
  'error-queue': 'ICMP errors of a connect',
  'tcp-trace': 'TCP traceroute',
  raw: 'TTL of answers, by raw socket',
  echo: 'ICMP echo',
  capture: 'Packet capture',
}

export const method = {
  chapter: () => 'Method and limits',
  run: {
    title: () => 'This run',
    columns: () => ['What', 'Value'],
    site: () => 'Site',
    customer: () => 'Customer',
    engineer: () => 'Engineer',
    stage: () => 'Stage',
    started: () => 'Started',
    finished: () => 'Finished',
    after: (at: string, took: string) => `${at}, after ${took}`,
    one: (run: number) => `Run ${run}`,
    oneTook: (at: string, took: string, flows: number, complete: boolean) =>
      `${at}, ${took}, ${countOf(flows, 'flow')}${complete ? '' : ', stopped before its end'}`,
    complete: () => 'Complete',
    isComplete: (complete: boolean): string =>
      complete ? 'yes' : 'no: it was stopped before its end; what was not asked is untested',
    pace: () => 'Pace',
    tool: () => 'Tool',
    catalogue: () => 'Port catalogue',
    groups: () => 'Groups',
    group: (id: string): string => id,
    runHash: () => 'SHA-256 of run.json',
    planHash: () => 'SHA-256 of the plan',
    askedFor: () => 'Asked for',
    asked: (flows: number, all: number) => `${n(flows)} of the plan's ${countOf(all, 'flow')}`,
    byGroups: (groups: string) => `the groups ${groups}`,
    byFrom: (names: string) => `flows from ${names}`,
    byFailed: (run: string) => `what failed or warned in ${run}`,
  },
  warnings: () => 'Warnings',
  how: {
    title: () => 'How a flow is tested',
    asked: () =>
      'A flow is asked with several independent TCP connection attempts, each from a new source port. The first clear answer (a completed handshake, a RST, an ICMP error) ends it; a flow is called silent only after none of the attempts was answered. After an answer on a port whose service is known, the service is asked to show itself. For each destination a port that nothing should serve is asked as well (the control): if that is open too, something in the path answers for everything.',
    evidence: () =>
      'When all was asked, more was sent to gather evidence, all of it to addresses of the plan: a few SYNs to each port that had answered, to find out from how many hops away its answers come (as root also single SYNs that are never completed); SYNs with rising TTLs to one open and one blocked port of a destination, which routers on the way answer; ICMP echoes, some of full size that may not be fragmented; and a port that had answered was asked again when others fell silent.',
    bySsh: () =>
      'Flows that start on a host behind an SSH vantage were asked on that host: by a small program that ran there over the SSH session where python3 was found, else by the forwarding of the SSH server or by bash or nc, which tell less; the table below says which. Nothing was installed or written there, and nothing runs there any more.',
    standIns: () =>
      'On destinations that SSH reaches, a stand-in listened on the ports that were free, as long as the check ran. It signs each connection with a key of this check, and counts what arrives: so the far end itself is proven, and a loss on the way there is told from one on the way back. Ports that a real service held were left to it.',
  },
  roundTrips: {
    title: () => 'How round trips are measured',
    byProgram: () => `Round trips are ${BY_PROGRAM}`,
    byKernel: (kernel: number, others: number) => {
      const own = `For ${countOf(kernel, 'flow')} with a completed handshake it is the kernel's own measurement (TCP_INFO).`
      const rest = others > 0 ? `of ${countOf(others, 'other flow')}, and those ` : ''
      return `${own} Those ${rest}in the table “Loss seen, and controls” are ${BY_PROGRAM}`
    },
  },
  vantages: {
    title: () => 'Where it was tested from',
    columns: () => ['Endpoint', 'Address', 'Vantage', 'State', 'Note'],
    kind: (kind: 'local' | 'ssh' | 'none'): string => kind,
    state: (state: 'used' | 'unusable' | 'none'): string => state,
  },
  endpoints: {
    title: () => 'Endpoints of the plan',
    columns: () => ['Role', 'Number', 'Endpoints', 'Addresses'],
  },
  moreLike: (count: number) => `… and ${n(count)} like these, for other endpoints or ports: all in run.json.`,
  untested: {
    title: () => 'What was not tested, and why',
    none: () => 'Every flow that was asked for was tested.',
    noneAsked: (rest: number) =>
      `Every flow that was asked for was tested; ${n(rest)} of the plan's flows were not asked for.`,
    columns: () => ['Why', 'Flows', 'From', 'In its words'],
    unclear: () => 'It was asked, but what was seen allows no conclusion.',
  },
  settle: {
    title: () => 'What is not proven, and what would settle it',
    columns: () => ['Outcome', 'Flows', 'What would settle it'],
  },
  limits: {
    title: () => 'What this report cannot say',
    list: () => [
      'The report holds for the time of the run. A rule, a route or a timeout that changes later is not seen.',
      'Flows are TCP connections to the listed ports: no UDP, no throughput, no behaviour under load.',
      'A flow is tested from its own source, or it is untested. A test from another machine is never counted for it.',
      'A flow that passes as likely was answered as it should be, but a device in the path that answers for others could look the same.',
      'The port table is that of the guide named above. What is marked as field knowledge in the catalogue is not from the guide.',
    ],
  },
  replaced: {
    title: () => 'Characters that were replaced',
    sentence: (sign: string, count: number, codePoints: string) =>
      `A ${sign} stands for a character that cannot be printed here (${countOf(count, 'different character')}: ${codePoints}). The full text is in run.json.`,
    columns: () => ['Endpoint, as printed', 'Address'],
  },
  hosts: {
    title: () => 'Loss seen, and controls',
    intro: (asked: number, lost: string) =>
      `${n(asked)} connection attempts should have been answered; of these ${lost} were not. "Lost" counts attempts without an answer on flows that answered another attempt.`,
    columns: () => ['From', 'To', 'Asked', 'Lost', 'Round trip, ms', 'Control ports'],
    noControl: () => 'none asked',
    control: (result: string) => result,
    limited: () => 'Errors came at a limited rate: silent flows were asked on because of that.',
  },
  joined: {
    title: () => 'Which machine sent what',
    columns: () => ['Result', 'Sent from', 'Machine', 'Finished', 'Flows', 'SHA-256 of its file'],
    conflictColumns: () => ['Flow', 'Kept: the newest', 'Also said'],
    nowhere: () => 'nowhere',
    stopped: (at: string) => `${at}, stopped before its end`,
    differ: () => 'Where the results differ',
    kept: (count: number) =>
      `${countOf(count, 'flow')}: the newest conclusion is kept, and the evidence of each stays in the file of its result.`,
    first: (shown: number) => `The first ${n(shown)} are shown.`,
    seen: (outcome: string, run: number) => `${outcome} (result ${run})`,
    machine: (platform: string, user: string, privileged: boolean) =>
      `${platform}, ${user}${privileged ? ' (privileged)' : ''}`,
    unknown: () => 'not described',
  },
  machine: {
    title: () => 'This machine',
    intro: (machine: string, user: string, privileged: boolean) =>
      `Local flows were asked from here (${machine}) by ${user}, ${privileged ? 'with' : 'without'} the right to open raw sockets.`,
    interfaces: () => 'Interfaces',
    interfaceColumns: () => ['Interface', 'Kind', 'State', 'Addresses', 'MAC', 'MTU', 'Destinations'],
    kind: (kind: Environment['interfaces'][number]['kind']) => KIND[kind],
    active: (active: boolean): string => (active ? 'up' : 'down'),
    none: () => 'none',
    gateways: () => 'Default gateways',
    gatewayColumns: () => ['Default gateway', 'Interface', 'MAC', 'ARP or ND'],
    notAsked: () => 'not asked',
    answers: (state: string) => `answers (${state})`,
    noAnswer: (state: string) => `no answer (${state})`,
    observers: () => 'What this machine could look with',
    observerColumns: () => ['Way of looking', 'Used', 'How, or why not'],
    observer: (id: ObserverId) => OBSERVER[id],
    used: (available: boolean): string => (available ? 'yes' : 'no'),
    paths: () => 'Largest packets that arrive in one piece',
    pathColumns: () => ['Path MTU', 'Number', 'Destinations', 'How it is known'],
    names: () => 'Names',
    nameColumns: () => ['Name', 'Resolved to'],
    unresolved: (error: string) => `not resolved: ${error}`,
  },
  words: {
    title: () => 'The words of this report',
    proof: () =>
      'Proven: nothing else would look like what was seen. Likely: what was seen fits, but another cause would look the same from here.',
    outcomeColumns: () => ['Outcome', 'Flows', 'The network …'],
    certaintyColumns: () => ['In the way', 'Flows', 'How it is known'],
    hop: () =>
      'Hop: a machine on the way, counted from the sender as traceroute counts. The first router is hop 1; what is 4 hops away is behind three routers, and a machine in the sender’s own network is 1 hop away.',
  },
}
