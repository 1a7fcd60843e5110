/**
 * A SYN that is never completed, from a port of this machine that nobody listens on: the kernel answers a SYN-ACK with a RST by
 * itself. So a port is asked without a connection that the listener would see. Needs CAP_NET_RAW and a segment observer.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { SegmentObservation } from '../../../shared/observation.ts'
import type { LimitedTarget, Missing } from '../dial.ts'
import {
  AF_INET,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_UNICAST_HOPS,
  IP_TTL,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOCK_STREAM,
} from './abi.ts'
import { type Libc, errnoName, loadLibc } from './libc.ts'
import { bindTo, kernelAddress, localEnd, setInt } from './options.ts'
import type { SegmentObserver } from './raw-observer.ts'
import { buildSyn } from './segment.ts'
import { addressBytes, familyOf } from './sockaddr.ts'

export interface HalfOpenTarget extends LimitedTarget {
  /** The address that the SYN leaves from; a raw packet needs it for its checksum. */
  localAddress: string
}

export interface HalfOpenAnswer {
  /** Null for silence. */
  segment: SegmentObservation | null
  sourcePort: number
  elapsedMs: number
}

/** How often the observer is asked; an answer is stamped no more exactly than that. */
const LOOK_MS = 2

/** Sends one SYN and waits for its answer. Never rejects. */
export async function halfOpenSyn(
  target: HalfOpenTarget,
  observer: SegmentObserver,
  timeoutMs: number,
): Promise<HalfOpenAnswer | Missing> {
  const libc = await loadLibc()
  if ('missing' in libc) return libc
  const { address, port, localAddress } = target
  // Bound, and neither connecting nor listening: it only keeps others from the port.
  const holder = libc.socket(familyOf(address), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP)
  const raw = libc.socket(familyOf(address), SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP)
  try {
    const failed = Math.min(holder, raw, 0) || bindTo(libc, holder, localAddress) || bindTo(libc, raw, localAddress)
    const sourcePort = failed < 0 ? 0 : (localEnd(libc, holder)?.port ?? 0)
    const sent = failed < 0 ? failed : send(libc, raw, target, sourcePort)
    if (sent < 0) return { missing: `a half-open SYN cannot be sent here (${errnoName(-sent)})` }
    const startedAt = performance.now()
    for (;;) {
      const [segment = null] = observer.segmentsOf(localAddress, sourcePort, address, port)
      const elapsedMs = performance.now() - startedAt
      if (segment || elapsedMs >= timeoutMs) return { segment, sourcePort, elapsedMs }
      await pause(LOOK_MS)
    }
  } finally {
    for (const fd of [holder, raw]) if (fd >= 0) libc.close(fd)
  }
}

/** The number of bytes, or the negative error number. */
function send(libc: Libc, raw: number, target: HalfOpenTarget, sourcePort: number): number {
  const { address, port, localAddress, ttl } = target
  const isIpv4 = familyOf(address) === AF_INET
  if (ttl !== undefined) {
    const level = isIpv4 ? IPPROTO_IP : IPPROTO_IPV6
    const refused = setInt(libc, raw, level, isIpv4 ? IP_TTL : IPV6_UNICAST_HOPS, ttl)
    if (refused < 0) return refused
  }
  const ends = { from: addressBytes(localAddress), fromPort: sourcePort, to: addressBytes(address), toPort: port }
  const syn = buildSyn(ends, randomBytes(4).readUInt32BE())
  const to = kernelAddress(libc, address, 0)
  return libc.sendto(raw, syn, syn.length, 0, to, to.length)
}
