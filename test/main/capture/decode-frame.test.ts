/** One frame at a time: every link type and header, and what is skipped for which reason. */
import { describe, expect, test } from 'vitest'
import { addressAt } from '../../../main/capture/address-table.ts'
import { FrameDecoder } from '../../../main/capture/decode-frame.ts'
import { ICMP, SKIPS, SKIP_BASE, TCP } from '../../../main/capture/decoded-packet.ts'
import { TcpOptions, optionNames } from '../../../main/capture/tcp-options.ts'
import { FLAGS, LINUX_OPTIONS, ethernet, icmp, ip4, ip6, tcp } from '../../support/packets.ts'

/** Decoded in the middle of a larger buffer, so that an offset that is taken from its start shows. */
function decode(frame: Buffer, linkType = 1, wireLength = frame.length, little = true) {
  const before = 37
  const bytes = Buffer.concat([Buffer.alloc(before, 0x45), frame, Buffer.alloc(99, 0x06)])
  const decoder = new FrameDecoder()
  decoder.decode(bytes, before, before + frame.length, wireLength, linkType, little)
  return { bytes, packet: decoder.packet }
}

/** What a frame is, in one line. */
function line(frame: Buffer, linkType = 1, wireLength?: number, little?: boolean): string {
  const { bytes, packet: p } = decode(frame, linkType, wireLength, little)
  if (p.kind < 0) return SKIPS[SKIP_BASE - p.kind] ?? '?'
  const ends = `${addressAt(bytes, p.sourceAt, p.family)} ${addressAt(bytes, p.destinationAt, p.family)}`
  if (p.kind === ICMP) return `icmp ${ends} ${p.icmpType}/${p.icmpCode}${p.quotesTcp ? ' tcp' : ''}`
  expect(p.kind).toBe(TCP)
  return `tcp ${ends} ${p.sourcePort}>${p.destinationPort} ${p.flags} ${p.payload}`
}

const SYN4 = 'tcp 10.77.10.10 10.77.20.11 40000>443 2 0'
const SYN6 = 'tcp fd77:10::10 fd77:20::11 40000>443 2 0'
const v4 = ip4(tcp())
const v6 = ip6(tcp())
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const after = (head: string, payload: Buffer) => Buffer.concat([hex(head), payload])

describe('link types', () => {
  test.each([
    ['Ethernet', 1, ethernet(v4), SYN4],
    ['Ethernet, IPv6', 1, ethernet(v6), SYN6],
    ['VLAN', 1, ethernet(v4, [0x8100]), SYN4],
    ['QinQ', 1, ethernet(v4, [0x88a8, 0x8100]), SYN4],
    ['QinQ by its old number, three deep', 1, ethernet(v6, [0x9100, 0x9100, 0x8100]), SYN6],
    [
      'nine tags',
      1,
      ethernet(
        v4,
        Array.from({ length: 9 }, () => 0x8100),
      ),
      'malformed',
    ],
    ['a tag that is cut', 1, ethernet(v4, [0x8100]).subarray(0, 16), 'truncated'],
    ['ARP', 1, ethernet(Buffer.alloc(28), [], 0x0806), 'not-ip'],
    ['802.3', 1, ethernet(Buffer.alloc(60), [], 60), 'not-ip'],
    ['13 bytes', 1, ethernet(v4).subarray(0, 13), 'truncated'],
    ['nothing', 1, Buffer.alloc(0), 'truncated'],
    ['cooked v1', 113, after('0000 0001 0006 0200 0000 0000 0000 0800', v4), SYN4],
    ['cooked v1, VLAN', 113, after('0000 0001 0006 0200 0000 0000 0000 8100 0005 86dd', v6), SYN6],
    ['cooked v1, ARP', 113, after('0000 0001 0006 0200 0000 0000 0000 0806', Buffer.alloc(28)), 'not-ip'],
    ['cooked v1, cut', 113, hex('0000 0001 0006 0200 0000'), 'truncated'],
    ['cooked v2', 276, after('0800 0000 00000002 0001 00 06 0200 0000 0000 0000', v4), SYN4],
    ['cooked v2, IPv6', 276, after('86dd 0000 00000002 0001 00 06 0200 0000 0000 0000', v6), SYN6],
    ['cooked v2, cut', 276, hex('0800 0000 00000002'), 'truncated'],
    ...[12, 14, 101].flatMap((type): [string, number, Buffer, string][] => [
      [`raw ${type}`, type, v4, SYN4],
      [`raw ${type}, IPv6`, type, v6, SYN6],
    ]),
    ['raw IPv4', 228, v4, SYN4],
    ['raw IPv6', 229, v6, SYN6],
    ['raw, neither', 101, Buffer.alloc(40), 'not-ip'],
    ['raw, nothing', 101, Buffer.alloc(0), 'truncated'],
    ['null, little-endian', 0, after('02000000', v4), SYN4],
    ['null, big-endian', 0, after('00000002', v4), SYN4],
    ['null, IPv6 of NetBSD', 0, after('18000000', v6), SYN6],
    ['null, IPv6 of FreeBSD', 0, after('1c000000', v6), SYN6],
    ['null, IPv6 of Darwin', 0, after('0000001e', v6), SYN6],
    ['null, AppleTalk', 0, after('10000000', v4), 'not-ip'],
    ['loop', 108, after('00000002', v4), SYN4],
    ['loop, IPv6', 108, after('00000018', v6), SYN6],
    ['loop, cut', 108, hex('0000'), 'truncated'],
    ['802.11', 105, ethernet(v4), 'link-type'],
  ])('%s', (_, linkType, frame, expected) => {
    expect(line(frame, linkType)).toBe(expected)
    if (linkType === 0) expect(line(frame, linkType, undefined, false)).toBe(expected)
  })
})

describe('IPv4', () => {
  test.each([
    ['options', ip4(tcp(), { options: '94040000 01010101'.replace(' ', '') }), SYN4],
    ['the longest header', ip4(tcp(), { options: '01'.repeat(40) }), SYN4],
    [
      'authentication header',
      ip4(after('06 04 0000 00000001 00000001 000000000000000000000000', tcp()), { protocol: 51 }),
      SYN4,
    ],
    ['padding after the packet is no payload', Buffer.concat([v4, Buffer.alloc(6)]), SYN4],
    ['payload', ip4(tcp({ flags: 24, payload: 77 })), 'tcp 10.77.10.10 10.77.20.11 40000>443 24 77'],
    [
      'length 0: the card segments',
      ip4(tcp({ flags: 24, payload: 77 }), { length: 0 }),
      'tcp 10.77.10.10 10.77.20.11 40000>443 24 77',
    ],
    ['first fragment', ip4(tcp({ payload: 8 }), { fragment: 0x2000 }), 'tcp 10.77.10.10 10.77.20.11 40000>443 2 8'],
    ['later fragment', ip4(tcp(), { fragment: 0x2001 }), 'fragment'],
    ['last fragment', ip4(tcp(), { fragment: 3 }), 'fragment'],
    [
      'first fragment that ends within the options',
      ip4(tcp({ options: LINUX_OPTIONS }).subarray(0, 24), { fragment: 0x2000 }),
      SYN4,
    ],
    ['UDP', ip4(Buffer.alloc(8), { protocol: 17 }), 'other-transport'],
    ['IP in IP', ip4(v4, { protocol: 4 }), 'tunnel'],
    ['GRE', ip4(v4, { protocol: 47 }), 'tunnel'],
    ['ICMPv6 in IPv4 is none', ip4(Buffer.alloc(8), { protocol: 58 }), 'other-transport'],
    ['header of 16 bytes', hex('44 00 0028 0000 0000 4006 0000 0a000001 0a000002'), 'malformed'],
    ['length below its header', ip4(tcp(), { length: 19 }), 'malformed'],
    ['length below the TCP header', ip4(tcp(), { length: 39 }), 'malformed'],
    ['length of 0 TCP bytes', ip4(tcp(), { length: 20 }), 'malformed'],
    ['19 bytes', v4.subarray(0, 19), 'truncated'],
    ['cut before the ports', v4.subarray(0, 20), 'truncated'],
    ['cut before the flags', v4.subarray(0, 33), 'truncated'],
    ['cut after the flags', v4.subarray(0, 34), SYN4],
    ['header longer than the packet', ip4(hex('9c40 01bb 00000000 00000000 f0 02 0000 00000000')), 'malformed'],
    ['TCP header of 16 bytes', ip4(hex('9c40 01bb 00000000 00000000 40 02 0000 00000000')), 'malformed'],
  ])('%s', (_, packet, expected) => {
    expect(line(packet, 101, 2000 > packet.length && expected === 'truncated' ? 2000 : packet.length)).toBe(expected)
  })
  test('what the capture cut off counts as payload; the window may be missing', () => {
    const whole = ip4(tcp({ flags: 24, payload: 1000 }))
    const { packet } = decode(whole.subarray(0, 40), 101, whole.length)
    expect([packet.payload, packet.window]).toEqual([1000, 64_240])
    expect(decode(whole.subarray(0, 34), 101, whole.length).packet.window).toBe(-1)
  })
})

const EIGHT = '0000000000000000'
describe('IPv6', () => {
  test.each([
    ['hop-by-hop', 0, `06 00 ${EIGHT.slice(4)}`, SYN6],
    ['routing', 43, `06 02 ${EIGHT.slice(4)} ${EIGHT}${EIGHT}`, SYN6],
    ['destination options', 60, `06 01 ${EIGHT.slice(4)} ${EIGHT}`, SYN6],
    ['authentication', 51, `06 04 0000 ${EIGHT}${EIGHT} 00000000`, SYN6],
    [
      'all of them',
      0,
      `2b 00 ${EIGHT.slice(4)} 2c 00 ${EIGHT.slice(4)} 3c00 0001 00000007 06 00 ${EIGHT.slice(4)}`,
      SYN6,
    ],
    ['first fragment', 44, '0600 0001 00000007', SYN6],
    ['atomic fragment', 44, '0600 0000 00000007', SYN6],
    ['later fragment', 44, '0600 0009 00000007', 'fragment'],
    ['no next header', 59, '', 'other-transport'],
    ['ESP', 50, EIGHT, 'other-transport'],
    ['IPv6 in IPv6', 41, '', 'tunnel'],
    ['ICMP of IPv4', 1, '', 'other-transport'],
    ['headers without end', 0, `00 00 ${EIGHT.slice(4)}`.repeat(40), 'too-many-headers'],
    ['a header beyond the packet', 60, '06 ff 0000', 'malformed'],
  ])('%s', (_, protocol, extensions, expected) => {
    expect(line(ip6(tcp(), { protocol, options: extensions.replaceAll(' ', '') }), 101)).toBe(expected)
  })
  test('length 0: a jumbo packet, or one that the card segments', () => {
    expect(line(ip6(tcp({ flags: 24, payload: 77 }), { length: 0 }), 101)).toMatch(/ 24 77$/)
  })
  test('the EtherType says IPv6, the packet says 5', () => {
    expect(line(ethernet(hex(`55${'00'.repeat(60)}`), [], 0x86dd))).toBe('malformed')
  })
  test('39 bytes', () => {
    expect(line(v6.subarray(0, 39), 101)).toBe('truncated')
  })
})

describe('ICMP', () => {
  const quote4 = ip4(tcp({ options: '020405b4' }), { ttl: 61 })
  const error = (type: number, code: number, quote = quote4, rest = 0) =>
    ip4(icmp(type, code, quote, rest), { protocol: 1, from: '10.77.12.2', to: '10.77.10.10' })
  test.each([
    ['unreachable', error(3, 13), 'icmp 10.77.12.2 10.77.10.10 3/13 tcp'],
    ['time exceeded', error(11, 0), 'icmp 10.77.12.2 10.77.10.10 11/0 tcp'],
    ['quote of 8 bytes of TCP', error(3, 1, quote4.subarray(0, 28)), 'icmp 10.77.12.2 10.77.10.10 3/1 tcp'],
    ['quote of 3 bytes of TCP', error(3, 1, quote4.subarray(0, 23)), 'icmp 10.77.12.2 10.77.10.10 3/1'],
    ['quote of UDP', error(3, 3, ip4(Buffer.alloc(8), { protocol: 17 })), 'icmp 10.77.12.2 10.77.10.10 3/3'],
    ['quote of a later fragment', error(3, 3, ip4(tcp(), { fragment: 9 })), 'icmp 10.77.12.2 10.77.10.10 3/3'],
    ['quote of IPv6 in IPv4', error(3, 3, v6), 'icmp 10.77.12.2 10.77.10.10 3/3'],
    ['quote of an error', error(3, 3, error(3, 3)), 'icmp 10.77.12.2 10.77.10.10 3/3'],
    ['no quote', error(3, 3, Buffer.alloc(0)), 'icmp 10.77.12.2 10.77.10.10 3/3'],
    ['echo with what looks like a quote', error(8, 0), 'icmp 10.77.12.2 10.77.10.10 8/0'],
    ['3 bytes', ip4(hex('030d00'), { protocol: 1 }), 'malformed'],
    ['ICMPv6', ip6(icmp(1, 1, v6), { protocol: 58 }), 'icmp fd77:10::10 fd77:20::11 1/1 tcp'],
    ['neighbour solicitation', ip6(icmp(135, 0, v6), { protocol: 58 }), 'icmp fd77:10::10 fd77:20::11 135/0'],
  ])('%s', (_, packet, expected) => {
    expect(line(packet, 101)).toBe(expected)
  })
  test('what is read of the quote', () => {
    const { packet } = decode(error(3, 4, quote4, 1400), 101)
    const { quotedTtl, quotedFlags, quotedMss, quotedSourcePort, quotedDestinationPort, icmpMtu } = packet
    expect([quotedTtl, quotedFlags, quotedMss, quotedSourcePort, quotedDestinationPort, icmpMtu]).toEqual([
      61, 2, 1460, 40_000, 443, 1400,
    ])
    expect(decode(error(3, 1, quote4.subarray(0, 28)), 101).packet.quotedFlags).toBe(-1)
    expect(decode(ip6(icmp(2, 0, v6, 1280), { protocol: 58 }), 101).packet.icmpMtu).toBe(1280)
  })
})

describe('TCP options', () => {
  const read = (text: string, cut = false) => {
    const options = new TcpOptions()
    options.read(hex(text), 0, hex(text).length, cut)
    return [optionNames(options.code), options.mss, options.windowScale]
  }
  test.each([
    ['', '', -1, -1],
    [LINUX_OPTIONS, 'mss sackOK TS nop wscale', 1460, 7],
    ['020405b4 0103 0308 0101 0402', 'mss nop wscale nop nop sackOK', 1460, 8],
    ['02040550 00 000000', 'mss eol', 1360, -1],
    ['0101 050a 00000001 00000002', 'nop nop sack', -1, -1],
    ['fe04 f989', 'other', -1, -1],
    ['01'.repeat(16), `${'nop '.repeat(12)}…`, -1, -1],
    ['0200', 'broken', -1, -1],
    ['0201', 'broken', -1, -1],
    ['02', 'broken', -1, -1],
    ['0204', 'broken', -1, -1],
    ['0203 05', 'mss', -1, -1],
  ])('%s', (text, names, mss, scale) => {
    expect(read(text)).toEqual([names, mss, scale])
  })
  test('cut by the capture, they are not broken', () => {
    expect(read('020405b4 08 0a 0000', true)).toEqual(['mss …', 1460, -1])
    expect(read('020405b4', true)).toEqual(['mss …', 1460, -1])
  })
})

test('flags have the numbers of RFC 9293', () => {
  expect(decode(ip4(tcp({ flags: FLAGS.SYN | FLAGS.ACK })), 101).packet.flags).toBe(0x12)
})
