/**
 * What the decoder knows of one packet. One record is filled again and again: a capture holds millions of packets, and an
 * object for each would cost more than reading it. Whoever keeps something of it copies it.
 */

/** Why a packet, or the rest of it, is not decoded. Every packet that is skipped is counted under one of these. */
export const SKIPS = [
  'link-type',
  'not-ip',
  'other-transport',
  'tunnel',
  'fragment',
  'truncated',
  'malformed',
  'too-many-headers',
] as const
export type Skip = (typeof SKIPS)[number]

/** Layers say where the next one starts, or this minus the index of the reason. */
export const SKIP_BASE = -1
export const skipCode = (why: Skip) => SKIP_BASE - SKIPS.indexOf(why)

export const LINK_TYPE = skipCode('link-type')
export const NOT_IP = skipCode('not-ip')
export const OTHER_TRANSPORT = skipCode('other-transport')
export const TUNNEL = skipCode('tunnel')
export const FRAGMENT = skipCode('fragment')
export const TRUNCATED = skipCode('truncated')
export const MALFORMED = skipCode('malformed')
export const TOO_MANY_HEADERS = skipCode('too-many-headers')

export const TCP = 1
export const ICMP = 2

export const FIN = 0x01
export const SYN = 0x02
export const RST = 0x04
export const ACK = 0x10

/** Offsets are into the bytes that were given to the decoder, and are good only while those are. */
export class DecodedPacket {
  /** {@link TCP}, {@link ICMP}, or the negative code of the reason why it was skipped. */
  kind = 0
  /** IP version: 4 or 6. */
  family = 4
  sourceAt = 0
  destinationAt = 0
  /** TTL or hop limit. */
  ttl = 0
  /** Bytes on the wire, with the link header. */
  wireLength = 0
  /** First fragment of several: its payload is not whole. */
  firstFragment = false

  sourcePort = 0
  destinationPort = 0
  sequence = 0
  acknowledgement = 0
  flags = 0
  /** As sent, without scaling; -1 where the capture ended before it. */
  window = 0
  /** Bytes of TCP payload by the length in the IP header, captured or not. */
  payload = 0
  optionsAt = 0
  /** What was captured of the options ends here. */
  optionsEnd = 0
  /** The header says that there are more options than were captured. */
  optionsCut = false

  icmpType = 0
  icmpCode = 0
  /** Of "fragmentation needed" and "packet too big": the MTU that the reporter names; 0: none. */
  icmpMtu = 0
  /** It is an ICMP error, and quotes a TCP header with both ports; the fields below are of the quoted packet. */
  quotesTcp = false
  quotedSourceAt = 0
  quotedDestinationAt = 0
  quotedSourcePort = 0
  quotedDestinationPort = 0
  /** As the reporter saw it. */
  quotedTtl = 0
  /** -1 where the quote ends before them (RFC 792 asks for 8 bytes of the transport header only). */
  quotedFlags = -1
  /** -1 where the quote has none. */
  quotedMss = -1
}
