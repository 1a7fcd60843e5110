/** Words for the tables of cases: observations as they would come from the observers, and what must be concluded. */
import type { Judged } from '../../../shared/conclude/conclusion.ts'
import type { IdentityRule } from '../../../shared/catalogue/catalogue.ts'
import type {
  AttemptObservation,
  ControlObservation,
  FlowEvidence,
  HostEvidence,
  IcmpError,
  IdentityObservation,
  NearnessObservation,
  NotAsked,
  SegmentObservation,
  TraceObservation,
} from '../../../shared/observation.ts'
import type { StandInObservation } from '../../../shared/stand-in-observation.ts'
import type { BlockedBy, Outcome, Proof } from '../../../shared/outcome.ts'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'

export interface Case {
  name: string
  flow?: Partial<Judged>
  evidence: FlowEvidence
  host?: HostEvidence | null
  expect: { outcome: Outcome; proof: Proof; reason: RegExp; settle?: RegExp | null; blockedBy?: BlockedBy }
}

export const SOURCE = '10.77.10.10'
export const ADDRESS = '10.77.20.11'

export const judged = (more: Partial<Judged> = {}): Judged => ({
  address: ADDRESS,
  port: 9010,
  service: 'Events manager',
  identity: null,
  ...more,
})

/** The identity that the catalogue expects on a port of Appendix B. */
export function identityOn(port: number): IdentityRule {
  const rule = APPENDIX_B.field.identity.find((i) => i.ports.includes(port))
  if (!rule) throw new Error(`no identity is known on ${port}`)
  return rule
}

export function attempt(errno: string | null, elapsedMs = 0.4, at = 0): AttemptObservation {
  return {
    observer: 'connect',
    at,
    elapsedMs,
    sourceAddress: null,
    sourcePort: null,
    result: errno === null ? 'connected' : 'error',
    errno,
  }
}

/** Six staggered attempts without an answer. */
export const silence = (count = 6): AttemptObservation[] =>
  Array.from({ length: count }, (_, i) => ({
    observer: 'connect',
    at: i * 200,
    elapsedMs: 1200 - i * 200,
    sourceAddress: null,
    sourcePort: null,
    result: 'unanswered',
    errno: null,
  }))

export function saw(
  kind: IdentityObservation['saw'],
  detail = '',
  more: Partial<IdentityObservation> = {},
): IdentityObservation {
  return { observer: 'identity', at: 1, elapsedMs: 3, asked: 'listen', saw: kind, detail, certificate: null, ...more }
}

export function seen(attempts: AttemptObservation[], more: Partial<FlowEvidence> = {}): FlowEvidence {
  const route = { observer: 'route', sourceAddress: SOURCE, interface: 'eth0', errno: null } as const
  return { attempts, identity: null, route, notAsked: null, ...more }
}

export const localRoute = (errno: string) => ({
  route: { observer: 'route', sourceAddress: null, interface: null, errno } as const,
})

export const notAsked = (why: NotAsked['why'], detail = 'because'): FlowEvidence => ({
  attempts: [],
  identity: null,
  route: null,
  notAsked: { observer: 'none', why, detail },
})

export function control(port: number, result: ControlObservation['result']): ControlObservation {
  return { observer: 'control', port, result, errno: null }
}

export function host(answered: number, more: Partial<HostEvidence> = {}): HostEvidence {
  const counts = { srttMs: answered > 0 ? 0.4 : null, asked: answered, lost: 0, errors: 0, promptErrors: 0 }
  return {
    source: SOURCE,
    address: ADDRESS,
    route: null,
    controls: [control(23001, 'closed')],
    answered,
    ...counts,
    rateLimited: false,
    ...more,
  }
}

export const R1 = '10.77.10.1'
export const R2 = '10.77.12.2'
export const R3 = '10.77.23.2'

/** An attempt by a socket that reads the error queue: with the ICMP error that it held, or none. */
export function queued(errno: string | null, icmp: IcmpError | null = null, elapsedMs = 0.4): AttemptObservation {
  return { ...attempt(errno, elapsedMs), observer: 'error-queue', retransmits: 0, ...(icmp ? { icmp } : {}) }
}

export const icmp = (type: number, code: number, reporter: string | null, version: 4 | 6 = 4): IcmpError => ({
  version,
  type,
  code,
  reporter,
})

/** As a Linux host behind three routers sends it, unless told otherwise. */
export function segment(kind: SegmentObservation['kind'], hops = 3): SegmentObservation {
  const synAck = kind === 'SYN-ACK'
  return {
    observer: 'raw',
    kind,
    ttl: 64 - hops,
    hops,
    window: synAck ? 65_160 : 0,
    mss: synAck ? 1460 : null,
    options: synAck ? 'mss sackOK TS nop wscale' : '',
  }
}

export function nearness(saw: NearnessObservation['saw'], answeredAtTtl: number | null = null): NearnessObservation {
  return { observer: 'hop-limit', ttl: 3, tries: 2, saw, answeredAtTtl }
}

/** A trace over R1, R2, R3, as far as `heard` hops answered. */
export function trace(port: number, end: TraceObservation['end'], heard: number, endTtl: number | null = null) {
  const hops = [R1, R2, R3].map((address, i) => ({
    ttl: i + 1,
    addresses: i < heard ? [{ address, rttMs: 0.2 * (i + 1) }] : [],
  }))
  return { observer: 'tcp-trace', port, hops, end, endTtl, rounds: 2 } as const satisfies TraceObservation
}

type Counts = { listener?: number | null; wire?: number | null; accepted?: number | null }

/** A stand-in that was started for the run and counts as a user of the host can, unless told otherwise; not asked for a proof. */
export function standIn(
  { listener = 0, wire = null, accepted = 0 }: Counts = {},
  more: Partial<StandInObservation> = {},
): Pick<FlowEvidence, 'standIn'> {
  return {
    standIn: {
      observer: 'stand-in',
      state: 'listening',
      by: 'ssh',
      nonce: 'not-asked',
      detail: '',
      seenSource: null,
      seenDestination: null,
      accepted,
      syns: { listener, wire },
      ...more,
    },
  }
}

/** It proved itself, and saw these ends. */
export const proof = (source = SOURCE, more: Partial<StandInObservation> = {}) =>
  standIn(
    { listener: 1, accepted: 1 },
    {
      nonce: 'answered',
      seenSource: { address: source, port: 40_000 },
      seenDestination: { address: ADDRESS, port: 9010 },
      ...more,
    },
  )
