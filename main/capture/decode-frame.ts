/**
 * One frame → one {@link DecodedPacket}: TCP, ICMP with the packet that it quotes, or the reason why it is skipped. Whatever the
 * bytes are, it ends: nothing is read outside what was captured, and nothing is allocated.
 */
import { u16be, u32be, u8 } from './bytes.ts'
import { DecodedPacket, ICMP, MALFORMED, SYN, TCP, TRUNCATED } from './decoded-packet.ts'
import { findIp } from './link-layer.ts'
import { Transport, findTransport } from './network-layer.ts'
import { TcpOptions } from './tcp-options.ts'

/** Ports, sequence numbers, length and flags: without these a segment tells nothing. */
const LEAST_TCP = 14

const isError4 = (type: number) => type === 3 || type === 4 || type === 5 || type === 11 || type === 12
const isError6 = (type: number) => type >= 1 && type <= 4

/** A decoder with its own record: as many as there are threads may run beside one another. */
export class FrameDecoder {
  /** Of the last frame; filled again by the next. */
  readonly packet = new DecodedPacket()
  private readonly transport = new Transport()
  private readonly quoted = new DecodedPacket()
  private readonly options = new TcpOptions()

  /**
   * @param wireLength bytes that the frame had on the wire; more than `end - start` where the capture cut it
   * @param little byte order of the file
   */
  decode(b: Uint8Array, start: number, end: number, wireLength: number, linkType: number, little: boolean): void {
    const { packet } = this
    packet.wireLength = wireLength
    const ip = findIp(b, start, end, linkType, little)
    packet.kind = ip < 0 ? ip : this.fromIp(b, ip, end, Math.max(end, start + wireLength))
  }

  private fromIp(b: Uint8Array, ip: number, end: number, wireEnd: number): number {
    const { packet, transport } = this
    const at = findTransport(b, ip, end, wireEnd, packet, transport)
    if (at < 0) return at
    // Padding of short Ethernet frames is no part of the packet.
    const captured = Math.min(end, transport.end)
    if (transport.protocol === 6) return readTcp(b, at, captured, transport.end, packet)
    return this.readIcmp(b, at, captured, transport.end)
  }

  private readIcmp(b: Uint8Array, at: number, end: number, ipEnd: number): number {
    const { packet } = this
    if (at + 4 > end) return at + 4 > ipEnd ? MALFORMED : TRUNCATED
    packet.icmpType = u8(b, at)
    packet.icmpCode = u8(b, at + 1)
    packet.icmpMtu = at + 8 <= end ? mtuOf(b, at, packet) : 0
    packet.quotesTcp = false
    if (packet.family === 4 ? isError4(packet.icmpType) : isError6(packet.icmpType)) this.readQuote(b, at + 8, end)
    return ICMP
  }

  /** The lengths in a quoted header are those of the whole packet: only what was captured of the quote bounds the reading. */
  private readQuote(b: Uint8Array, at: number, end: number): void {
    const { packet, quoted, transport } = this
    const tcp = findTransport(b, at, end, end, quoted, transport)
    if (tcp < 0 || transport.protocol !== 6 || quoted.family !== packet.family || tcp + 4 > end) return
    packet.quotesTcp = true
    packet.quotedSourceAt = quoted.sourceAt
    packet.quotedDestinationAt = quoted.destinationAt
    packet.quotedTtl = quoted.ttl
    packet.quotedSourcePort = u16be(b, tcp)
    packet.quotedDestinationPort = u16be(b, tcp + 2)
    packet.quotedFlags = tcp + LEAST_TCP <= end ? u8(b, tcp + 13) : -1
    packet.quotedMss = -1
    if (packet.quotedFlags < 0 || (packet.quotedFlags & SYN) === 0 || tcp + 20 > end) return
    const optionsEnd = tcp + ((u8(b, tcp + 12) >> 4) << 2)
    this.options.read(b, tcp + 20, Math.min(optionsEnd, end), optionsEnd > end)
    packet.quotedMss = this.options.mss
  }
}

/** RFC 1191 §4, RFC 4443 §3.2. */
function mtuOf(b: Uint8Array, at: number, { family, icmpType, icmpCode }: DecodedPacket): number {
  if (family === 4) return icmpType === 3 && icmpCode === 4 ? u16be(b, at + 6) : 0
  return icmpType === 2 ? u32be(b, at + 4) : 0
}

/** @param ipEnd where the IP packet ends by its own length */
function readTcp(b: Uint8Array, at: number, end: number, ipEnd: number, packet: DecodedPacket): number {
  if (at + LEAST_TCP > end) return at + 20 > ipEnd ? MALFORMED : TRUNCATED
  const headerLength = (u8(b, at + 12) >> 4) << 2
  const payload = ipEnd - at - headerLength
  // A first fragment may end within the header; otherwise a header that is longer than its packet lies.
  if (headerLength < 20 || (payload < 0 && !packet.firstFragment)) return MALFORMED
  packet.sourcePort = u16be(b, at)
  packet.destinationPort = u16be(b, at + 2)
  packet.sequence = u32be(b, at + 4)
  packet.acknowledgement = u32be(b, at + 8)
  packet.flags = u8(b, at + 13)
  packet.window = at + 16 <= end ? u16be(b, at + 14) : -1
  packet.payload = Math.max(0, payload)
  const optionsEnd = at + headerLength
  packet.optionsAt = Math.min(at + 20, end)
  packet.optionsEnd = Math.min(optionsEnd, end)
  packet.optionsCut = optionsEnd > end
  return TCP
}
