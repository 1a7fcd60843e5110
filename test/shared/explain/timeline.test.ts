/** The timeline of a flow: what was seen, in order and in words, and nothing more. */
import { describe, expect, test } from 'vitest'
import { timelineEntry } from '../../../shared/shapes.ts'
import { timelineOf } from '../../../shared/explain/timeline.ts'
import type { AttemptObservation, FlowEvidence, HostEvidence } from '../../../shared/observation.ts'
import type { FlowResult } from '../../../shared/result.ts'

const attempt = (at: number, elapsedMs: number, change: Partial<AttemptObservation> = {}): AttemptObservation => ({
  observer: 'error-queue',
  at,
  elapsedMs,
  sourceAddress: null,
  sourcePort: 40_000 + at,
  result: 'unanswered',
  errno: null,
  ...change,
})

const NOTHING: FlowEvidence = { attempts: [], identity: null, route: null, notAsked: null }

const flow = (evidence: Partial<FlowEvidence>): FlowResult => ({
  id: 'user-to-psm/laptop/psm-1/9002',
  group: 'user-to-psm',
  direction: 'user-to-psm',
  service: 's',
  port: 9002,
  source: 'laptop',
  sourceAddress: '10.77.10.10',
  destination: 'psm-1',
  address: '10.77.20.11',
  vantage: 'local',
  outcome: 'open',
  verdict: 'pass',
  proof: 'likely',
  reason: '',
  settle: null,
  rttMs: null,
  attempts: 0,
  durationMs: 0,
  evidence: { ...NOTHING, ...evidence },
  finding: null,
})

const host = (change: Partial<HostEvidence>): HostEvidence => ({
  source: '10.77.10.10',
  address: '10.77.20.11',
  route: null,
  controls: [],
  answered: 0,
  errors: 0,
  promptErrors: 0,
  srttMs: null,
  asked: 0,
  lost: 0,
  rateLimited: false,
  ...change,
})

function lines(evidence: Partial<FlowEvidence>, of: Partial<HostEvidence> | null = null): string[] {
  const entries = timelineOf(flow(evidence), of && host(of))
  for (const entry of entries) expect(timelineEntry.safeParse(entry).success).toBe(true)
  return entries.map(({ when, kind, text }) => `${when} | ${kind} | ${text}`)
}

const prohibited = { version: 4, type: 3, code: 13, reporter: '10.77.10.1' } as const
const hop = (ttl: number, ...addresses: string[]) => ({
  ttl,
  addresses: addresses.map((address) => ({ address, rttMs: 1 })),
})

describe('attempts', () => {
  test.each<[string, AttemptObservation[], string[]]>([
    [
      'a handshake, with the kernel’s round trip',
      [attempt(0, 3, { result: 'connected', kernelRttMs: 0.41 })],
      [
        '0 ms | sent | SYN to 10.77.20.11:9002',
        '3 ms | answer | The handshake was completed (SYN-ACK), round trip 0.4 ms',
      ],
    ],
    [
      'a device that says so itself',
      [attempt(0, 3, { result: 'error', errno: 'EHOSTUNREACH', icmp: prohibited })],
      [
        '0 ms | sent | SYN to 10.77.20.11:9002',
        '3 ms | answer | 10.77.10.1 answered: communication administratively prohibited (ICMP 3/13)',
      ],
    ],
    [
      'an error whose sender is not told, over IPv6',
      [attempt(0, 3, { result: 'error', errno: 'EACCES', icmp: { version: 6, type: 1, code: 1, reporter: null } })],
      [
        '0 ms | sent | SYN to 10.77.20.11:9002',
        '3 ms | answer | A machine that is not named answered: communication administratively prohibited (ICMPv6 1/1)',
      ],
    ],
    [
      'a RST that the error queue tells from an ICMP error',
      [attempt(0, 2, { result: 'error', errno: 'ECONNREFUSED' })],
      ['0 ms | sent | SYN to 10.77.20.11:9002', '2 ms | answer | A RST came: connection refused (ECONNREFUSED)'],
    ],
    [
      'a refusal of which connect() tells no more',
      [attempt(0, 2, { observer: 'connect', result: 'error', errno: 'ECONNREFUSED' })],
      [
        '0 ms | sent | SYN to 10.77.20.11:9002',
        '2 ms | answer | Connection refused (ECONNREFUSED): a RST, or an ICMP error that connect() does not tell from one',
      ],
    ],
    [
      'an error of this machine’s own system',
      [attempt(0, 0.1, { result: 'error', errno: 'ENETUNREACH' })],
      [
        '0 ms | sent | SYN to 10.77.20.11:9002',
        '0.1 ms | error | The system reports: network unreachable (ENETUNREACH)',
      ],
    ],
    [
      'silence, folded into one line',
      [0, 200, 400, 600, 800].map((at) => attempt(at, 1200 - at)),
      ['0 ms | sent | SYN to 10.77.20.11:9002', '1.2 s | silence | …and 4 more SYNs until 1.2 s: no answer'],
    ],
    [
      'one SYN without an answer',
      [attempt(0, 900)],
      ['0 ms | sent | SYN to 10.77.20.11:9002', '900 ms | silence | No answer until 900 ms'],
    ],
    [
      'an answer to a later SYN',
      [attempt(0, 600, { result: 'superseded' }), attempt(200, 5, { result: 'connected' })],
      [
        '0 ms | sent | SYN to 10.77.20.11:9002',
        '200 ms | sent | SYN again, from a new source port',
        '205 ms | answer | The handshake was completed (SYN-ACK)',
        '600 ms | silence | The first SYN was still waiting when a later one was answered',
      ],
    ],
    [
      'SYNs that the kernel repeated',
      [attempt(0, 3000, { retransmits: 2 }), attempt(200, 2800, { retransmits: 1 })],
      [
        '0 ms | sent | SYN to 10.77.20.11:9002',
        '3.0 s | silence | …and 1 more SYN until 3.0 s: no answer',
        'kernel | fact | The kernel itself repeated SYNs 3 times.',
      ],
    ],
  ])('%s', (_, attempts, expected) => {
    expect(lines({ attempts })).toEqual(expected)
  })
})

describe('beside the clock', () => {
  const answered = [attempt(0, 1, { result: 'connected' })]
  const beside = (evidence: Partial<FlowEvidence>, of: Partial<HostEvidence> | null = null) =>
    lines({ attempts: answered, ...evidence }, of).slice(2)

  test.each<[string, Partial<FlowEvidence>, Partial<HostEvidence> | null, string[]]>([
    [
      'a banner',
      {
        identity: {
          observer: 'identity',
          at: 1,
          elapsedMs: 4,
          asked: 'ssh-banner',
          saw: 'ssh-banner',
          detail: 'SSH-2.0-x',
          certificate: null,
        },
      },
      null,
      [
        '1 ms | sent | Waiting for the banner of an SSH server',
        '5 ms | answer | After the handshake came an SSH server ("SSH-2.0-x").',
      ],
    ],
    [
      'nothing after the handshake',
      {
        identity: {
          observer: 'identity',
          at: 1,
          elapsedMs: 500,
          asked: 'listen',
          saw: 'silence',
          detail: '',
          certificate: null,
        },
      },
      null,
      [
        '1 ms | sent | Nothing sent, waiting a moment for what comes by itself',
        '501 ms | silence | Nothing came after the handshake',
      ],
    ],
    [
      'how far the answer came',
      {
        segments: [{ observer: 'min-ttl', kind: 'SYN-ACK', ttl: 61, hops: 3, window: null, mss: null, options: '' }],
      },
      { hops: { routers: 3, from: 'SYN-ACK of port 22' } },
      [
        'distance | fact | The SYN-ACK of 10.77.20.11:9002 crossed to here from 4 hops away (TTL 61, by asking for the least TTL).',
        'distance | fact | The farthest answer of 10.77.20.11 came from 4 hops away (SYN-ACK of port 22).',
      ],
    ],
    [
      'an answer from nearer',
      { nearness: { observer: 'hop-limit', ttl: 3, tries: 2, saw: 'handshake', answeredAtTtl: 1 } },
      null,
      [
        'distance | fact | Asked with a TTL for 3 hops, one fewer than the destination needs: a handshake was completed all the same. The least TTL that was answered: 1.',
      ],
    ],
    [
      'a control port',
      {},
      { controls: [{ observer: 'control', port: 23_597, result: 'closed', errno: 'ECONNREFUSED' }] },
      ['control | fact | Port 23597 of 10.77.20.11, which nothing should serve: refused (ECONNREFUSED).'],
    ],
    [
      'the trace of this port, and not those of others',
      {},
      {
        traces: [
          {
            observer: 'tcp-trace',
            port: 22,
            hops: [hop(1, '10.77.10.1')],
            end: 'handshake',
            endTtl: 2,
            rounds: 3,
          },
          {
            observer: 'tcp-trace',
            port: 9002,
            hops: [hop(1, '10.77.10.1'), hop(2, '10.77.11.2', '10.77.11.3'), hop(3)],
            end: 'silence',
            endTtl: null,
            rounds: 3,
          },
        ],
      },
      ['trace | fact | By SYNs to 10.77.20.11:9002: hop 1 10.77.10.1 · hop 2 10.77.11.2 or 10.77.11.3 · then silence'],
    ],
    [
      'a trace by echoes, where no machine was heard',
      {},
      { icmpTrace: { observer: 'icmp-trace', hops: [hop(1), hop(2)], end: 'silence', endTtl: null, detail: '' } },
      ['trace | fact | By ICMP echoes to 10.77.20.11: no machine on the way was heard'],
    ],
    [
      'echo',
      {},
      { echo: { observer: 'echo', by: 'ping', result: 'silence', rttMs: null, ttl: null, detail: '' } },
      ['echo | silence | No answer of 10.77.20.11 to ICMP echo.'],
    ],
    [
      'doubts',
      { doubt: { observer: 'sentinel', port: 22 }, fellSilent: { tries: 8 } },
      { rateLimited: true },
      [
        'doubt | fact | Meanwhile 10.77.20.11:22, which had answered, was silent too: silence here says nothing.',
        'asked again | silence | It had answered, and then left 8 SYNs without an answer.',
        'errors | fact | Devices on the way send ICMP errors at a limited rate: one may be missing here.',
      ],
    ],
    [
      'a capture that saw nothing leave',
      { captured: { syns: 0, whole: true } },
      null,
      ['capture | fact | A capture on this machine saw no SYN of this flow leave.'],
    ],
    [
      'a stand-in that proved itself, and what it counted',
      {
        standIn: {
          observer: 'stand-in',
          state: 'listening',
          by: 'ssh',
          nonce: 'answered',
          detail: '',
          seenSource: { address: '10.77.12.1', port: 40_000 },
          seenDestination: { address: '10.77.20.11', port: 9002 },
          accepted: 1,
          syns: { listener: 2, wire: null },
        },
      },
      null,
      [
        'stand-in | fact | A stand-in listens on the port (started over SSH).',
        'proof | answer | It proved itself, and saw 10.77.12.1:40000 reach 10.77.20.11:9002.',
        'other end | fact | Counted at the destination meanwhile: 2 SYNs at the port, 1 connection accepted.',
      ],
    ],
    [
      'a service that holds the port, and no proof',
      {
        standIn: {
          observer: 'stand-in',
          state: 'taken',
          by: 'ssh',
          nonce: 'none',
          detail: 'no greeting of a stand-in came',
          seenSource: null,
          seenDestination: null,
          accepted: null,
          syns: { listener: null, wire: 0 },
        },
      },
      null,
      [
        'stand-in | fact | A service holds the port, so no stand-in was put there.',
        'proof | silence | No proof came: no greeting of a stand-in came.',
        'other end | fact | Counted at the destination meanwhile: no SYN on the wire there.',
      ],
    ],
  ])('%s', (_, evidence, of, expected) => {
    expect(beside(evidence, of)).toEqual(expected)
  })

  test('the route comes first; without one there is an error and no SYN', () => {
    const route = { observer: 'route', sourceAddress: '10.77.10.10', interface: 'eth0', errno: null } as const
    expect(lines({ route, attempts: answered })[0]).toBe('route | fact | Out through eth0, from 10.77.10.10.')
    expect(lines({ route: { ...route, interface: null, sourceAddress: null, errno: 'ENETUNREACH' } })).toEqual([
      'route | error | This machine has no way there: network unreachable (ENETUNREACH).',
    ])
  })

  test('a flow that was not asked has one line', () => {
    const notAsked = { observer: 'none', why: 'no-vantage', detail: 'psm-1 has no vantage' } as const
    expect(lines({ notAsked })).toEqual(['not asked | fact | Not asked: psm-1 has no vantage.'])
  })
})
