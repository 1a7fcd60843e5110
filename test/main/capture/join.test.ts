/** A row of a capture as the judge sees it. */
import { expect, test } from 'vitest'
import { captureKey, evidenceByFlow } from '../../../main/capture/join.ts'
import { CaptureReader } from '../../../main/capture/capture-reader.ts'
import { FlowTracker } from '../../../main/capture/flow-tracker.ts'
import { flowRow, flowRows } from '../../../main/capture/summarise.ts'
import { icmpError, segmentObservation } from '../../../shared/observation.ts'
import { FLAGS, LINUX_OPTIONS, icmp, ip4, ip6, pcap, tcp } from '../../support/packets.ts'

const { SYN, ACK, RST } = FLAGS
const [CLIENT, SERVER] = ['10.77.10.10', '10.77.20.11']
const out = (flags: number, seq = 1000) => ip4(tcp({ flags, seq }), { from: CLIENT, to: SERVER })
const back = (flags: number, ttl: number, options = '') =>
  ip4(tcp({ from: 443, to: 40_000, flags, seq: 5, ack: 1001, window: 100, options }), { from: SERVER, to: CLIENT, ttl })

function tracked(...packets: Buffer[]): FlowTracker {
  const tracker = new FlowTracker({ mostConnections: 64 })
  const reader = new CaptureReader(tracker.onPacket)
  reader.push(
    pcap(
      packets.map((bytes, at) => ({ bytes, at: at * 1000 })),
      { linkType: 101 },
    ),
  )
  reader.end()
  return tracker
}

test('answers to SYNs and errors about them, in the terms of the observations', () => {
  const quote = ip4(tcp(), { from: CLIENT, to: SERVER, ttl: 60 })
  const tracker = tracked(
    out(SYN),
    ip4(icmp(11, 0, quote), { protocol: 1, from: '10.77.12.2', to: CLIENT, ttl: 254 }),
    back(SYN | ACK, 61, LINUX_OPTIONS),
    out(ACK, 1001),
    // Later than the handshake: no answer to a SYN.
    back(RST, 64),
    // An error about what the server sent is none about our SYN.
    ip4(icmp(3, 1, back(ACK, 60)), { protocol: 1, from: '10.77.12.9', to: SERVER }),
    out(SYN, 777_000),
    back(RST | ACK, 63),
  )
  const evidence = evidenceByFlow(flowRows(tracker)).get(captureKey(CLIENT, SERVER, 443))
  expect(evidence).toEqual({
    syns: 2,
    segments: [
      {
        observer: 'capture',
        kind: 'SYN-ACK',
        ttl: 61,
        hops: 3,
        window: 100,
        mss: 1460,
        options: 'mss sackOK TS nop wscale',
      },
      { observer: 'capture', kind: 'RST', ttl: 63, hops: 1, window: 100, mss: null, options: '' },
    ],
    errors: [{ version: 4, type: 11, code: 0, reporter: '10.77.12.2' }],
  })
  for (const segment of evidence?.segments ?? []) segmentObservation.parse(segment)
  for (const error of evidence?.errors ?? []) icmpError.parse(error)
})

test('one flow is found by its addresses, in either family; any other is null', () => {
  const tracker = tracked(out(SYN), ip6(tcp()), ip6(tcp(), { to: 'fd77:20::12' }))
  expect(flowRow(tracker, CLIENT, SERVER, 443)?.syns).toBe(1)
  expect(flowRow(tracker, 'fd77:10::10', 'fd77:20::12', 443)?.syns).toBe(1)
  for (const [source, destination, port] of [
    [SERVER, CLIENT, 443],
    [CLIENT, SERVER, 444],
    ['fd77:10::10', 'fd77:20::13', 443],
    [CLIENT, 'fd77:20::11', 443],
    ['laptop', SERVER, 443],
  ] as const) {
    expect(flowRow(tracker, source, destination, port)).toBe(null)
  }
})
