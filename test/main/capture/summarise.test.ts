/** From packets to the row of a flow: what became of attempts, who answered, from how far, and the sentence that says so. */
import { describe, expect, test } from 'vitest'
import { CaptureReader } from '../../../main/capture/capture-reader.ts'
import { FlowTracker, type TrackerOptions } from '../../../main/capture/flow-tracker.ts'
import { flowRows, totalsOf } from '../../../main/capture/summarise.ts'
import { type CapturedFlow, captureTotals, capturedFlow } from '../../../shared/capture-summary.ts'
import {
  FLAGS,
  type Frame,
  LINUX_OPTIONS,
  type TcpSketch,
  ethernet,
  icmp,
  ip4,
  ip6,
  pcap,
  tcp,
} from '../../support/packets.ts'

const { SYN, ACK, RST, FIN, PSH } = FLAGS
const [CLIENT, SERVER, ROUTER] = ['10.77.10.10', '10.77.20.11', '10.77.12.2']
const ms = (n: number) => 1_700_000_000_000_000 + n * 1000

interface Ends {
  from?: number
  to?: number
  ttl?: number
  server?: string
}

/** From the client, at so many milliseconds. */
function out(at: number, segment: TcpSketch, { from = 40_000, to = 443, ttl = 64, server = SERVER }: Ends = {}): Frame {
  return { at: ms(at), bytes: ethernet(ip4(tcp({ ...segment, from, to }), { from: CLIENT, to: server, ttl })) }
}

/** From the server; the port stays that of the service. */
function back(
  at: number,
  segment: TcpSketch,
  { from = 40_000, to = 443, ttl = 62, server = SERVER }: Ends = {},
): Frame {
  return {
    at: ms(at),
    bytes: ethernet(ip4(tcp({ ...segment, from: to, to: from }), { from: server, to: CLIENT, ttl })),
  }
}

const synAck = { flags: SYN | ACK, seq: 9000, ack: 1001, options: LINUX_OPTIONS, window: 65_160 }
const refusal = { flags: RST | ACK, seq: 0, ack: 1001, window: 0 }

function error(at: number, code: number, quoted: Buffer, from = ROUTER): Frame {
  return { at: ms(at), bytes: ethernet(ip4(icmp(3, code, quoted), { protocol: 1, from, to: CLIENT, ttl: 254 })) }
}
const quoteOf = (segment: TcpSketch = {}, ttl = 62) =>
  ip4(tcp({ from: 40_000, to: 443, ...segment }), { from: CLIENT, to: SERVER, ttl })

function summarise(frames: readonly Frame[], options?: TrackerOptions, linkType = 1) {
  const tracker = new FlowTracker(options)
  const reader = new CaptureReader(tracker.onPacket)
  reader.push(pcap(frames, { linkType }))
  reader.end()
  const rows = [...flowRows(tracker)].map((row) => capturedFlow.parse(row))
  return { rows, totals: captureTotals.parse(totalsOf(tracker, reader.facts ? [reader.facts] : [])) }
}

function only(frames: readonly Frame[], options?: TrackerOptions): CapturedFlow {
  const { rows } = summarise(frames, options)
  expect(rows.length).toBe(1)
  const [row] = rows
  if (!row) throw new Error('no row')
  return row
}

const handshake = (start: number, ends: Ends = {}) => [
  out(start, { options: LINUX_OPTIONS }, ends),
  back(start + 5, synAck, ends),
  out(start + 5.25, { flags: ACK, seq: 1001, ack: 9001 }, ends),
]

describe('a completed handshake', () => {
  const row = only([
    ...handshake(0),
    out(6, { flags: PSH | ACK, seq: 1001, ack: 9001, payload: 100 }),
    back(7, { flags: ACK, seq: 9001, ack: 1101 }),
    out(300, { flags: PSH | ACK, seq: 1001, ack: 9001, payload: 100 }),
    out(400, { flags: ACK, seq: 1100, ack: 9001, payload: 1 }),
    out(500, { flags: FIN | ACK, seq: 1101, ack: 9001 }),
    back(501, { flags: FIN | ACK, seq: 9001, ack: 1102 }),
  ])
  test('is told with its times and sides', () => {
    expect(row).toMatchObject({
      source: CLIENT,
      destination: SERVER,
      port: 443,
      clientKnown: true,
      state: 'completed',
      attempts: { total: 1, completed: 1, unanswered: 0, unseenSyns: 0 },
      syns: 1,
      synAcks: 1,
      firstSeen: '2023-11-14T22:13:20.000Z',
      lastSeen: '2023-11-14T22:13:20.501Z',
      meaning: 'The handshake was completed: SYN-ACK from 3 hops away after 5.00 ms.',
    })
    expect(row.rttMs.toDestination).toEqual({ samples: 1, min: 5, mean: 5, max: 5 })
    expect(row.rttMs.toSource).toEqual({ samples: 1, min: 0.25, mean: 0.25, max: 0.25 })
  })
  test('counts what was sent twice, and takes a keep-alive for none', () => {
    expect(row.fromSource).toMatchObject({ packets: 6, fins: 1, rsts: 0, repeats: 1 })
    expect(row.fromDestination).toMatchObject({ packets: 3, fins: 1, rsts: 0, repeats: 0 })
  })
  test('shows how the SYN-ACK looked', () => {
    expect(row.synAck).toEqual([
      { ttl: 62, hops: 2, window: 65_160, mss: 1460, windowScale: 7, options: 'mss sackOK TS nop wscale', count: 1 },
    ])
    expect(row.mss).toEqual({ offered: 1460, answered: 1460, note: null })
  })
})

describe('refused', () => {
  test('without a baseline, nobody is blamed', () => {
    const row = only([out(0, {}), back(1, refusal, { ttl: 63 })])
    expect(row).toMatchObject({ state: 'refused', attempts: { total: 1, refused: 1 } })
    expect(row.meaning).toBe(
      '1 attempt was answered by a RST from 2 hops away; whether the destination or a device in the path sent it cannot be told from this.',
    )
    expect(row.refusals).toMatchObject([{ ttl: 63, hops: 1, window: 0, count: 1 }])
  })
  test('nearer than the destination’s own answers', () => {
    const { rows } = summarise([out(0, {}), back(1, refusal, { ttl: 63 }), ...handshake(10, { to: 22 })])
    expect(rows.map(({ port, meaning }) => [port, meaning])).toEqual([
      [
        443,
        '1 attempt was answered by a RST from 2 hops away, but SYN-ACKs of this address come from 3 hops away: another machine seems to have sent it.',
      ],
      [22, 'The handshake was completed: SYN-ACK from 3 hops away after 5.00 ms.'],
    ])
  })
  test('as far as they come from', () => {
    const { rows } = summarise([out(0, {}), back(1, refusal), ...handshake(10, { to: 22 })])
    expect(rows[0]?.meaning).toMatch(/RST from 3 hops away, as far as SYN-ACKs of this address come from\./)
  })
  test('a RST after the handshake does not refuse', () => {
    const row = only([...handshake(0), back(9, { flags: RST, seq: 9001 })])
    expect(row).toMatchObject({ state: 'completed', lateRsts: 1, refusals: [], lateRstsFromDestination: [{ hops: 2 }] })
    expect(row.meaning).toMatch(/later 1 RST of the destination/)
  })
})

describe('rejected', () => {
  test('by a router, which is named with its words', () => {
    const row = only([out(0, {}), error(1, 13, quoteOf())])
    expect(row).toMatchObject({ state: 'rejected', attempts: { total: 1, rejected: 1, unseenSyns: 0 }, icmpErrors: 1 })
    expect(row.meaning).toBe(`Rejected: ${ROUTER} sent ICMP 3/13 (communication administratively prohibited).`)
    expect(row.icmp).toMatchObject([{ reporter: ROUTER, hops: 1, about: 'source', quotedTtl: 62, quotedMss: null }])
  })
  test('known by the error alone, also where it quotes only the ports', () => {
    for (const quote of [quoteOf(), quoteOf().subarray(0, 28)]) {
      const row = only([error(1, 10, quote)])
      expect(row).toMatchObject({ source: CLIENT, port: 443, state: 'rejected', attempts: { total: 1, unseenSyns: 1 } })
    }
  })
  test('an error that is not about the attempt ends none', () => {
    const row = only([out(0, {}), error(1, 4, quoteOf())])
    expect(row).toMatchObject({ state: 'unanswered', icmpErrors: 1 })
    expect(row.meaning).toBe(`No answer to 1 SYN; ${ROUTER} sent ICMP 3/4 (fragmentation needed).`)
  })
  test('a quote shows that the MSS was changed', () => {
    const row = only([out(0, { options: '020405b4' }), error(1, 13, quoteOf({ options: '02040550' }))])
    expect(row.mss.note).toBe(`MSS: ${ROUTER} quotes a SYN with 1360: changed on the way from 1460.`)
  })
  test('ICMPv6', () => {
    const [from, to] = ['fd77:10::10', 'fd77:20::11']
    const quote = ip6(tcp(), { from, to, ttl: 63 })
    const frames = [
      { at: ms(0), bytes: ip6(tcp(), { from, to }) },
      { at: ms(1), bytes: ip6(icmp(1, 1, quote), { from: 'fd77:12::2', to: from, protocol: 58, ttl: 64 }) },
    ]
    const { rows } = summarise(frames, {}, 101)
    expect(rows.map(({ source, destination, meaning }) => [source, destination, meaning])).toEqual([
      [from, to, 'Rejected: fd77:12::2 sent ICMPv6 1/1 (communication administratively prohibited).'],
    ])
  })
})

describe('not answered', () => {
  test('repetitions and their spacing', () => {
    const row = only([
      out(0, {}),
      out(1000, {}),
      out(3000, {}),
      out(3000.4, {}),
      out(5000, { seq: 77 }, { from: 40_001 }),
    ])
    expect(row).toMatchObject({ state: 'unanswered', syns: 4, synRepeats: 2, synSpacingMs: [1000, 2000] })
    expect(row.meaning).toBe('No answer to 4 SYNs in 2 attempts.')
  })
  test('a SYN that was captured on two interfaces is not a repetition', () => {
    expect(summarise([out(0, {}), out(0.02, {})]).totals.duplicateSyns).toBe(1)
  })
  test('a round trip is not taken from a repeated SYN (Karn)', () => {
    const row = only([out(0, {}), out(1000, {}), back(1005, synAck)])
    expect(row.rttMs.toDestination).toBe(null)
  })
  test('answers that pass elsewhere', () => {
    const row = only([out(0, {}), out(9, { flags: ACK, seq: 1001, ack: 9001 })])
    expect(row).toMatchObject({ state: 'completed', attempts: { oneWay: 1, completed: 0 } })
    expect(row.meaning).toMatch(/answers take another path/)
  })
})

describe('a traceroute in the capture', () => {
  /** From a router: time exceeded, about the SYN of this source port. */
  const exceeded = (at: number, from: number, router: string): Frame => {
    const quote = ip4(tcp({ from, to: 443 }), { from: CLIENT, to: SERVER, ttl: 1 })
    return { at: ms(at), bytes: ethernet(ip4(icmp(11, 0, quote), { protocol: 1, from: router, to: CLIENT, ttl: 254 })) }
  }
  const trace = [
    out(10, {}, { from: 41_001, ttl: 1 }),
    exceeded(11, 41_001, '10.77.10.1'),
    out(12, {}, { from: 41_002, ttl: 2 }),
    exceeded(13, 41_002, ROUTER),
    out(14, {}, { from: 41_003, ttl: 3 }),
  ]

  test('is no attempt that had no answer', () => {
    const row = only(trace)
    expect(row).toMatchObject({
      state: 'traced',
      attempts: { total: 0, traced: 3, unanswered: 0 },
      syns: 3,
      traceSyns: 3,
      icmpErrors: 2,
    })
    expect(row.meaning).toBe(
      `No attempt but 3 SYNs with a small TTL: a trace, in which 10.77.10.1, ${ROUTER} answered.`,
    )
  })
  test('beside attempts that had none: each is counted for itself', () => {
    const row = only([out(0, {}), out(200, { seq: 5 }, { from: 40_001 }), ...trace])
    expect(row).toMatchObject({ state: 'unanswered', attempts: { total: 2, unanswered: 2, traced: 3 } })
    expect(row.meaning).toMatch(/^No answer to 2 SYNs in 2 attempts\. Besides, 3 SYNs with a small TTL: a trace,/)
  })
  test('beside a handshake: the flow is completed, not mixed', () => {
    expect(only([...handshake(0), ...trace]).state).toBe('completed')
  })
  test('that reaches the port is answered as any other SYN', () => {
    const row = only([...trace, out(20, {}, { from: 41_004, ttl: 4 }), back(21, refusal, { from: 41_004 })])
    expect(row).toMatchObject({ state: 'refused', attempts: { total: 1, refused: 1, traced: 3 } })
  })
  test('a loop is none: the SYN had a great TTL when it was sent', () => {
    const row = only([out(0, {}), exceeded(1, 40_000, ROUTER)])
    expect(row).toMatchObject({ state: 'unanswered', attempts: { unanswered: 1, traced: 0 } })
    expect(row.meaning).toMatch(/^No answer to 1 SYN; .* sent ICMP 11\/0/)
  })
  test('over IPv6', () => {
    const [from, to] = ['fd77:10::10', 'fd77:20::11']
    const syn = ip6(tcp({ from: 41_001 }), { from, to, ttl: 2 })
    const error6 = ip6(icmp(3, 0, syn), { from: 'fd77:12::2', to: from, protocol: 58 })
    const { rows } = summarise(
      [
        { at: ms(0), bytes: syn },
        { at: ms(1), bytes: error6 },
      ],
      {},
      101,
    )
    expect(rows[0]).toMatchObject({ state: 'traced' })
    expect(rows[0]?.meaning).toContain('in which fd77:12::2 answered')
  })
})

describe('other endings', () => {
  test('an acknowledgement that was captured before what it acknowledges', () => {
    const row = only([out(0, {}), out(1, { flags: ACK, seq: 1001, ack: 9001 }), back(1.001, synAck)])
    expect(row).toMatchObject({ state: 'completed', attempts: { total: 1, completed: 1, oneWay: 0 } })
  })
  test('a FIN acknowledges the SYN-ACK too', () => {
    const row = only([out(0, {}), back(1, synAck), out(2, { flags: FIN | ACK, seq: 1001, ack: 9001 })])
    expect(row).toMatchObject({ state: 'completed', fromSource: { fins: 1 } })
  })
  test('half-open', () => {
    expect(only([out(0, {}), back(1, synAck)])).toMatchObject({ state: 'answered' })
    const probe = only([out(0, {}), back(1, synAck), out(2, { flags: RST, seq: 1001 })])
    expect(probe).toMatchObject({ state: 'answered', fromSource: { rsts: 1 } })
    expect(probe.meaning).toMatch(/a half-open probe\.$/)
  })
  test('contradictory attempts', () => {
    const row = only([...handshake(0), out(50, {}, { from: 40_001 }), back(51, refusal, { from: 40_001 })])
    expect(row.state).toBe('mixed')
    expect(row.meaning).toBe('The attempts ended differently: 1 completed, 1 refused by a RST.')
  })
  test('the same ports again are a new attempt', () => {
    const row = only([...handshake(0), out(900, { seq: 777_777 }), back(901, { ...refusal, ack: 777_778 })])
    expect(row.attempts).toMatchObject({ total: 2, completed: 1, refused: 1 })
  })
  test('a SYN-ACK alone tells the client', () => {
    const row = only([back(0, synAck, { from: 22, to: 40_000 })])
    expect(row).toMatchObject({
      source: CLIENT,
      port: 40_000,
      clientKnown: true,
      attempts: { total: 1, unseenSyns: 1 },
    })
  })
})

describe('without a handshake', () => {
  const data = { flags: PSH | ACK, payload: 10 }
  test('the client is guessed by the ports, and that is said', () => {
    const row = only([back(0, data), out(1, data)])
    expect(row).toMatchObject({ source: CLIENT, port: 443, clientKnown: false, state: 'running', midstream: 1 })
  })
  test('known services decide before the number', () => {
    const ends = { from: 1026, to: 9001 }
    expect(only([out(0, data, ends)])).toMatchObject({ port: 1026 })
    expect(only([out(0, data, ends)], { servedPorts: new Set([9001]) })).toMatchObject({
      port: 9001,
      state: 'one-sided',
    })
  })
  test('a flow that is known decides before both', () => {
    const ends = { from: 100, to: 60_000 }
    const row = only([...handshake(0, ends), out(9, data, { from: 101, to: 60_000 })])
    expect(row).toMatchObject({ port: 60_000, clientKnown: true, midstream: 1 })
  })
})

describe('bounds', () => {
  test('flows beyond the limit are counted, and nothing else of them', () => {
    const frames = Array.from({ length: 30 }, (_, i) => out(i, {}, { to: 1000 + i }))
    const { rows, totals } = summarise(frames, { mostFlows: 10 })
    expect([rows.length, totals.packetsBeyond, totals.tcpPackets]).toEqual([10, 20, 30])
  })
  test('connections that were idle longest are forgotten, their counts are not', () => {
    const many = Array.from({ length: 500 }, (_, i) => handshake(i * 10, { from: 20_000 + i })).flat()
    const row = only(many, { mostConnections: 16 })
    expect(row.attempts).toMatchObject({ total: 500, completed: 500 })
  })
  test('30,000 flows of both families are told apart', () => {
    const frames = Array.from({ length: 30_000 }, (_, i): Frame => {
      const host = `${(i >> 8) & 255}.${i & 255}`
      if (i % 2 === 0) return { bytes: ip4(tcp(), { to: `10.9.${host}` }) }
      return { bytes: ip6(tcp(), { to: `fd00::${i.toString(16)}` }) }
    })
    const { rows, totals } = summarise(frames, {}, 101)
    expect(new Set(rows.map(({ destination }) => destination)).size).toBe(30_000)
    expect([totals.flows, totals.byState]).toEqual([30_000, { unanswered: 30_000 }])
  })
  test('shapes and errors of a hostile flow stay few', () => {
    const frames = Array.from({ length: 300 }, (_, i) => [
      out(i, { window: i, seq: i }, { ttl: i % 200 }),
      error(i, 13, quoteOf(), `10.1.1.${i % 250}`),
    ]).flat()
    const row = only(frames)
    expect([row.syn.length, row.icmp.length, row.icmpErrors]).toEqual([6, 8, 300])
  })
})
