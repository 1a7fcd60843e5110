/** ICMP echo requests as a ping socket wants them, and what proves that a reply or an error is about ours. Pure. */
import type { Received } from './message.ts'

export interface EchoRequest {
  version: 4 | 6
  /** Canonical. */
  address: string
  sequence: number
  /** Random, so that the reply to somebody else's request is not taken for ours. */
  token: Buffer
  /** Length of the whole IP packet; absent: as short as the token allows. */
  size?: number | undefined
}

const HEADER = 8
/** Types of RFC 792 and RFC 4443. */
const REQUEST = { 4: 8, 6: 128 } as const
const REPLY = { 4: 0, 6: 129 } as const
const IP_HEADER = { 4: 20, 6: 40 } as const

/** The kernel puts in the identifier and the checksum. */
export function buildEcho({ version, sequence, token, size }: EchoRequest): Buffer {
  const least = HEADER + token.length
  const packet = Buffer.alloc(size === undefined ? least : Math.max(least, size - IP_HEADER[version]))
  packet[0] = REQUEST[version]
  packet.writeUInt16BE(sequence, 6)
  token.copy(packet, HEADER)
  return packet
}

/** A reply from the address that was asked, with the same identifier, sequence and token. */
export function isReply({ name, payload }: Received, echo: EchoRequest, identifier: number): boolean {
  const { version, address, sequence, token } = echo
  if (name?.address !== address || payload.length < HEADER + token.length) return false
  if (payload[0] !== REPLY[version] || payload[1] !== 0) return false
  if (payload.readUInt16BE(4) !== identifier || payload.readUInt16BE(6) !== sequence) return false
  return payload.subarray(HEADER, HEADER + token.length).equals(token)
}

/** An error that quotes the request from its ICMP header on: routers need to quote no more than 8 bytes of it (RFC 792). */
export function isQuotedEcho({ name, payload }: Received, echo: EchoRequest, identifier: number): boolean {
  if (name?.address !== echo.address || payload.length < HEADER || payload[0] !== REQUEST[echo.version]) return false
  return payload.readUInt16BE(4) === identifier && payload.readUInt16BE(6) === echo.sequence
}
