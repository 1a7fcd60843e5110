/**
 * IPv4 and IPv6 headers: addresses, hop limit, and where the transport header starts. Packets inside packets are not looked
 * into: a flow is what the outermost header says. Every loop moves forward, and has a limit.
 */
import { u16be, u8 } from './bytes.ts'
import {
  type DecodedPacket,
  FRAGMENT,
  MALFORMED,
  OTHER_TRANSPORT,
  TOO_MANY_HEADERS,
  TRUNCATED,
  TUNNEL,
} from './decoded-packet.ts'

const [HOP_BY_HOP, ROUTING, FRAGMENT_HEADER, AUTHENTICATION, DESTINATION_OPTIONS] = [0, 43, 44, 51, 60]
const [PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_ICMPV6] = [1, 6, 58]
/** IP in IP, IPv6 in IP, GRE, Ethernet in IP, L2TPv3, MPLS in IP. */
const isTunnel = (p: number) => p === 4 || p === 41 || p === 47 || p === 97 || p === 115 || p === 137
/** More than RFC 8200 §4.1 can need (7), and a limit on what a hostile packet costs. */
const MOST_HEADERS = 16

/** What the network layer hands on; one record, filled again and again. */
export class Transport {
  /** 6 for TCP, 1 for ICMP, 58 for ICMPv6. */
  protocol = 0
  /** Where the IP packet ends by its own length; it may have been captured only in part. */
  end = 0
}

/**
 * Where the transport header starts, or the negative code of a reason. Fills the addresses, the TTL and `firstFragment`.
 * @param end of what was captured
 * @param wireEnd of what was on the wire: it is what a length of 0 means (segmentation by the network card; RFC 2675)
 */
export function findTransport(
  b: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
  transport: Transport,
): number {
  if (at >= end) return TRUNCATED
  const version = u8(b, at) >> 4
  packet.firstFragment = false
  if (version === 4) return ipv4(b, at, end, wireEnd, packet, transport)
  return version === 6 ? ipv6(b, at, end, wireEnd, packet, transport) : MALFORMED
}

function ipv4(
  b: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
  transport: Transport,
): number {
  if (at + 20 > end) return TRUNCATED
  const headerLength = (u8(b, at) & 15) << 2
  const totalLength = u16be(b, at + 2)
  if (headerLength < 20 || (totalLength !== 0 && totalLength < headerLength)) return MALFORMED
  packet.family = 4
  packet.sourceAt = at + 12
  packet.destinationAt = at + 16
  packet.ttl = u8(b, at + 8)
  transport.end = totalLength === 0 ? wireEnd : at + totalLength
  const fragment = u16be(b, at + 6)
  if ((fragment & 0x1fff) !== 0) return FRAGMENT
  packet.firstFragment = (fragment & 0x2000) !== 0
  const next = at + headerLength
  const protocol = u8(b, at + 9)
  transport.protocol = protocol
  if (protocol === PROTOCOL_TCP || protocol === PROTOCOL_ICMP) return next
  if (protocol === AUTHENTICATION) return afterExtensions(b, AUTHENTICATION, next, end, packet, transport)
  return isTunnel(protocol) ? TUNNEL : OTHER_TRANSPORT
}

function ipv6(
  b: Uint8Array,
  at: number,
  end: number,
  wireEnd: number,
  packet: DecodedPacket,
  transport: Transport,
): number {
  if (at + 40 > end) return TRUNCATED
  packet.family = 6
  packet.sourceAt = at + 8
  packet.destinationAt = at + 24
  packet.ttl = u8(b, at + 7)
  const length = u16be(b, at + 4)
  transport.end = length === 0 ? wireEnd : at + 40 + length
  return afterExtensions(b, u8(b, at + 6), at + 40, end, packet, transport)
}

/** Where a fragment header is crossed, `firstFragment` is set; a fragment that is not the first ends the walk. */
function afterExtensions(
  b: Uint8Array,
  first: number,
  start: number,
  end: number,
  packet: DecodedPacket,
  transport: Transport,
): number {
  let [next, at] = [first, start]
  for (let headers = 0; headers <= MOST_HEADERS; headers += 1) {
    switch (next) {
      case PROTOCOL_TCP:
      case PROTOCOL_ICMP:
      case PROTOCOL_ICMPV6:
        transport.protocol = next
        return (next === PROTOCOL_ICMP) === (packet.family === 4) || next === PROTOCOL_TCP ? at : OTHER_TRANSPORT
      case HOP_BY_HOP:
      case ROUTING:
      case DESTINATION_OPTIONS:
        if (at + 2 > end) return TRUNCATED
        next = u8(b, at)
        at += (u8(b, at + 1) + 1) << 3
        break
      case AUTHENTICATION:
        if (at + 2 > end) return TRUNCATED
        next = u8(b, at)
        at += (u8(b, at + 1) + 2) << 2
        break
      case FRAGMENT_HEADER: {
        if (at + 8 > end) return TRUNCATED
        const field = u16be(b, at + 2)
        if (field >> 3 !== 0) return FRAGMENT
        packet.firstFragment ||= (field & 1) !== 0
        next = u8(b, at)
        at += 8
        break
      }
      default:
        return isTunnel(next) ? TUNNEL : OTHER_TRANSPORT
    }
  }
  return TOO_MANY_HEADERS
}
