/**
 * What comes back from recvmsg(): the control messages, and the ICMP errors among them. Pure; whatever does not fit is left
 * out, because its bytes were made by somebody else.
 */
import type { IcmpError } from '../../../shared/observation.ts'
import {
  CMSGHDR,
  EXTENDED_ERROR,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_RECVERR,
  IP_RECVERR,
  SO_EE_ORIGIN_ICMP,
  SO_EE_ORIGIN_ICMP6,
} from './abi.ts'
import { type SocketAddress, readAddress } from './sockaddr.ts'

export interface ControlMessage {
  level: number
  type: number
  data: Buffer
}

/** One message as it was received, from the queue of errors or of data. */
export interface Received {
  /** The address that the kernel names: of the sender, or of the destination that an error is about. */
  name: SocketAddress | null
  control: readonly ControlMessage[]
  payload: Buffer
}

export interface QueuedError {
  errno: number
  /** Null for an error that this machine made itself without ICMP. */
  icmp: IcmpError | null
  /** For "too big": the MTU that was told. */
  info: number
}

/** Walks the control messages of a buffer that holds `length` bytes of them. Ends at the first that does not fit. */
export function readControl(buffer: Buffer, length: number): ControlMessage[] {
  const found: ControlMessage[] = []
  const end = Math.min(length, buffer.length)
  for (let at = 0; at + CMSGHDR.size <= end; ) {
    const size = Number(buffer.readBigUInt64LE(at + CMSGHDR.length))
    if (size < CMSGHDR.size || at + size > end) break
    found.push({
      level: buffer.readInt32LE(at + CMSGHDR.level),
      type: buffer.readInt32LE(at + CMSGHDR.type),
      data: Buffer.from(buffer.subarray(at + CMSGHDR.size, at + size)),
    })
    at += Math.ceil(size / 8) * 8
  }
  return found
}

/** The error that IP_RECVERR or IPV6_RECVERR put beside a message; null where it has none. */
export function readQueuedError(control: readonly ControlMessage[]): QueuedError | null {
  const data = control.find(isRecvErr)?.data
  if (!data || data.length < EXTENDED_ERROR.size) return null
  const origin = data[EXTENDED_ERROR.origin]
  const errno = data.readUInt32LE(EXTENDED_ERROR.errno)
  const info = data.readUInt32LE(EXTENDED_ERROR.info)
  if (origin !== SO_EE_ORIGIN_ICMP && origin !== SO_EE_ORIGIN_ICMP6) return { errno, icmp: null, info }
  const icmp: IcmpError = {
    version: origin === SO_EE_ORIGIN_ICMP ? 4 : 6,
    type: data[EXTENDED_ERROR.type] ?? 0,
    code: data[EXTENDED_ERROR.code] ?? 0,
    reporter: readAddress(data.subarray(EXTENDED_ERROR.size))?.address ?? null,
  }
  return { errno, icmp, info }
}

function isRecvErr({ level, type }: ControlMessage): boolean {
  return (level === IPPROTO_IP && type === IP_RECVERR) || (level === IPPROTO_IPV6 && type === IPV6_RECVERR)
}

/** One of our own SYNs, as an ICMP error has to quote it. */
export interface Quoted {
  address: string
  port: number
  localPort: number
}

/**
 * Whether an error from a TCP socket's queue is about this SYN. The kernel names the destination and its port; the payload is what was
 * quoted from the TCP header on: source port, destination port (RFC 792 guarantees 8 bytes).
 */
export function quotes({ name, payload }: Received, syn: Quoted): boolean {
  if (name === null || name.address !== syn.address || name.port !== syn.port) return false
  return payload.length >= 4 && payload.readUInt16BE(0) === syn.localPort && payload.readUInt16BE(2) === syn.port
}
