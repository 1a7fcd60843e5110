/**
 * Reads the headers of a SYN-ACK or a RST, and builds a SYN: pure. TTL and options as they arrived tell the machine that sent an
 * answer from another that pretends to be it. Bytes of others: whatever does not fit is no segment.
 */
import { routersCrossed } from '../../../shared/hop-words.ts'
import type { SegmentObservation } from '../../../shared/observation.ts'
import { formatAddress } from './sockaddr.ts'

const FLAG_SYN = 0x02
const FLAG_RST = 0x04
const FLAG_ACK = 0x10

/** One segment with what is needed to find its connection. */
export interface Segment {
  remoteAddress: string
  remotePort: number
  localAddress: string
  localPort: number
  observation: SegmentObservation
}

/** What an IPv4 raw socket gives, header and all (raw(7)). Null for fragments and for anything that is no answer. */
export function readIpv4(packet: Buffer): Segment | null {
  const headerLength = 4 * ((packet[0] ?? 0) & 0xf)
  if (packet.length < 20 || (packet[0] ?? 0) >> 4 !== 4 || headerLength < 20 || packet[9] !== 6) return null
  const isFragment = (packet.readUInt16BE(6) & 0x3fff) !== 0
  if (isFragment) return null
  const remoteAddress = formatAddress(packet.subarray(12, 16))
  const localAddress = formatAddress(packet.subarray(16, 20))
  return readTcp(packet.subarray(headerLength), packet[8] ?? 0, remoteAddress, localAddress)
}

/** A TCP header with its options; an IPv6 raw socket gives nothing before it. */
export function readTcp(tcp: Buffer, ttl: number, remoteAddress: string, localAddress: string): Segment | null {
  if (tcp.length < 20) return null
  const flags = tcp[13] ?? 0
  const synAck = (flags & (FLAG_SYN | FLAG_ACK)) === (FLAG_SYN | FLAG_ACK)
  if (!synAck && !(flags & FLAG_RST)) return null
  const end = 4 * ((tcp[12] ?? 0) >> 4)
  const { names, mss } = readOptions(tcp.subarray(20, Math.max(20, end)))
  return {
    remoteAddress,
    remotePort: tcp.readUInt16BE(0),
    localAddress,
    localPort: tcp.readUInt16BE(2),
    observation: {
      observer: 'raw',
      kind: flags & FLAG_RST ? 'RST' : 'SYN-ACK',
      ttl,
      hops: routersCrossed(ttl),
      window: tcp.readUInt16BE(14),
      mss,
      options: names.join(' '),
    },
  }
}

/** Kinds of TCP options in the words of tcpdump (IANA, TCP Option Kind Numbers). */
const OPTION_NAMES: Readonly<Record<number, string>> = {
  2: 'mss',
  3: 'wscale',
  4: 'sackOK',
  5: 'sack',
  8: 'TS',
  19: 'md5',
  28: 'uto',
  29: 'tcp-ao',
  30: 'mptcp',
  34: 'tfo',
}

/** Ends at the end of list, or at an option whose length cannot be. */
function readOptions(bytes: Buffer): { names: string[]; mss: number | null } {
  const names: string[] = []
  let mss: number | null = null
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes[at] ?? 0
    if (kind <= 1) {
      names.push(kind === 0 ? 'eol' : 'nop')
      if (kind === 0) break
      at += 1
      continue
    }
    const length = bytes[at + 1] ?? 0
    if (length < 2 || at + length > bytes.length) break
    names.push(OPTION_NAMES[kind] ?? `opt-${kind}`)
    if (kind === 2 && length === 4) mss = bytes.readUInt16BE(at + 2)
    at += length
  }
  return { names, mss }
}

/** The addresses are those of the packet, 4 or 16 bytes each. */
export interface SynAddresses {
  from: Uint8Array
  fromPort: number
  to: Uint8Array
  toPort: number
}

/** MSS 1460, as hosts on Ethernet say; without any option some devices drop a SYN. */
const SYN_OPTIONS = Buffer.from([2, 4, 0x05, 0xb4, 4, 2, 1, 1])

/** A SYN with its checksum (RFC 9293 §3.1). */
export function buildSyn({ from, fromPort, to, toPort }: SynAddresses, sequence: number): Buffer {
  const tcp = Buffer.alloc(20 + SYN_OPTIONS.length)
  tcp.writeUInt16BE(fromPort, 0)
  tcp.writeUInt16BE(toPort, 2)
  tcp.writeUInt32BE(sequence >>> 0, 4)
  tcp[12] = (tcp.length / 4) << 4
  tcp[13] = FLAG_SYN
  tcp.writeUInt16BE(64_240, 14)
  SYN_OPTIONS.copy(tcp, 20)
  const pseudo = Buffer.from([...from, ...to, 0, 6, tcp.length >> 8, tcp.length & 255])
  tcp.writeUInt16BE(checksum(Buffer.concat([pseudo, tcp])), 16)
  return tcp
}

/** The ones' complement sum of RFC 1071. */
export function checksum(bytes: Buffer): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
