/**
 * Looks at the SYN-ACKs and RSTs that this machine receives, beside the sockets that asked for them: raw sockets get a copy of every
 * segment. Their TTL, window and options tell a host from a device in its name. Needs CAP_NET_RAW; sends nothing.
 */
import type { SegmentObservation } from '../../../shared/observation.ts'
import type { Missing } from '../dial.ts'
import {
  AF_INET,
  AF_INET6,
  EPOLLIN,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_HOPLIMIT,
  IPV6_PKTINFO,
  IPV6_RECVHOPLIMIT,
  IPV6_RECVPKTINFO,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_SOCKET,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
} from './abi.ts'
import { ANSWERS_IPV4, ANSWERS_IPV6, attachFilter } from './answer-filter.ts'
import { type Libc, errnoName, loadLibc } from './libc.ts'
import type { Received } from './message.ts'
import { MessageReader } from './message-reader.ts'
import { setInt } from './options.ts'
import { type Segment, readIpv4, readTcp } from './segment.ts'
import { canonical, formatAddress } from './sockaddr.ts'
import { SocketWatch } from './socket-watch.ts'

/** Connections that are remembered; the oldest is forgotten first. About 300 bytes each. */
const MOST_CONNECTIONS = 20_000
const MOST_SEGMENTS = 4
/** What arrives while the event loop is busy: 4 MB hold some 5,000 answers. */
const RECEIVE_BUFFER = 4 * 1024 * 1024
const HEADERS_ROOM = 128
/** Read in one go before others get their turn. */
const MOST_AT_ONCE = 2000

export interface SegmentObserver {
  /** What came for one connection until now, in its order; at most the first four. */
  segmentsOf(localAddress: string, localPort: number, remoteAddress: string, remotePort: number): SegmentObservation[]
  /** Forgets a connection: its port may be used again. */
  release(localAddress: string, localPort: number, remoteAddress: string, remotePort: number): void
  /** IP versions that are seen. */
  readonly versions: readonly (4 | 6)[]
  close(): void
}

/** Never rejects. It does not keep the process alive. `isAsked` leaves out what others on this machine talk to. */
export async function observeSegments(
  isAsked: (remoteAddress: string, remotePort: number) => boolean = () => true,
): Promise<SegmentObserver | Missing> {
  const libc = await loadLibc()
  if ('missing' in libc) return libc
  const four = openRaw(libc, AF_INET)
  if (four < 0) return { missing: `raw sockets need root or CAP_NET_RAW here (${errnoName(-four)})` }
  const six = openRaw(libc, AF_INET6)
  const watch = SocketWatch.open(libc, { background: true })
  if ('missing' in watch) {
    for (const fd of [four, six]) if (fd >= 0) libc.close(fd)
    return watch
  }
  return new RawObserver(libc, watch, { four, six: six < 0 ? null : six }, isAsked)
}

/** The descriptor, or the negative error number. Without a filter it only has more to read. */
function openRaw(libc: Libc, family: typeof AF_INET | typeof AF_INET6): number {
  const fd = libc.socket(family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP)
  if (fd < 0) return fd
  attachFilter(libc, fd, family === AF_INET ? ANSWERS_IPV4 : ANSWERS_IPV6)
  if (setInt(libc, fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER) < 0) {
    setInt(libc, fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER)
  }
  if (family === AF_INET6) {
    setInt(libc, fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1)
    setInt(libc, fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
  }
  return fd
}

class RawObserver implements SegmentObserver {
  readonly versions: readonly (4 | 6)[]
  private readonly reader: MessageReader
  private readonly seen = new Map<string, SegmentObservation[]>()
  private closed = false

  constructor(
    private readonly libc: Libc,
    private readonly watch: SocketWatch,
    private readonly sockets: { four: number; six: number | null },
    private readonly isAsked: (remoteAddress: string, remotePort: number) => boolean,
  ) {
    this.reader = new MessageReader(libc, HEADERS_ROOM)
    this.versions = sockets.six === null ? [4] : [4, 6]
    watch.add(sockets.four, EPOLLIN, () => this.drain(sockets.four, segmentOfIpv4))
    if (sockets.six !== null) watch.add(sockets.six, EPOLLIN, () => this.drain(sockets.six, segmentOfIpv6))
  }

  segmentsOf(localAddress: string, localPort: number, remoteAddress: string, remotePort: number): SegmentObservation[] {
    // The copy is in the raw socket before the kernel's own socket has the answer.
    this.drain(this.sockets.four, segmentOfIpv4)
    this.drain(this.sockets.six, segmentOfIpv6)
    return [...(this.seen.get(keyOf(localAddress, localPort, remoteAddress, remotePort)) ?? [])]
  }

  release(localAddress: string, localPort: number, remoteAddress: string, remotePort: number): void {
    this.seen.delete(keyOf(localAddress, localPort, remoteAddress, remotePort))
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.watch.close()
    for (const fd of [this.sockets.four, this.sockets.six]) if (fd !== null) this.libc.close(fd)
    this.seen.clear()
  }

  private drain(fd: number | null, read: (message: Received) => Segment | null): void {
    if (fd === null || this.closed) return
    for (let count = 0; count < MOST_AT_ONCE; count += 1) {
      const message = this.reader.read(fd)
      if (typeof message === 'number') return
      const segment = read(message)
      if (segment && this.isAsked(segment.remoteAddress, segment.remotePort)) this.keep(segment)
    }
  }

  private keep({ localAddress, localPort, remoteAddress, remotePort, observation }: Segment): void {
    const key = `${localAddress} ${localPort} ${remoteAddress} ${remotePort}`
    const list = this.seen.get(key)
    if (list) {
      if (list.length < MOST_SEGMENTS) list.push(observation)
      return
    }
    this.seen.set(key, [observation])
    const oldest = this.seen.size > MOST_CONNECTIONS ? this.seen.keys().next().value : undefined
    if (oldest !== undefined) this.seen.delete(oldest)
  }
}

function keyOf(localAddress: string, localPort: number, remoteAddress: string, remotePort: number): string {
  return `${canonical(localAddress)} ${localPort} ${canonical(remoteAddress)} ${remotePort}`
}

const segmentOfIpv4 = ({ payload }: Received) => readIpv4(payload)

/** The addresses and the hop limit stand beside the segment (RFC 3542 §4). */
function segmentOfIpv6({ name, control, payload }: Received): Segment | null {
  const data = (type: number) =>
    control.find((message) => message.level === IPPROTO_IPV6 && message.type === type)?.data
  const hopLimit = data(IPV6_HOPLIMIT)
  const info = data(IPV6_PKTINFO)
  if (name === null || !hopLimit || hopLimit.length < 4 || !info || info.length < 16) return null
  return readTcp(payload, hopLimit.readInt32LE(), name.address, formatAddress(info.subarray(0, 16)))
}
