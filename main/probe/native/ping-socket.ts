/**
 * ICMP echo without privileges: Linux has datagram sockets for it, where net.ipv4.ping_group_range allows (icmp(7)). Tells the TTL of
 * the reply, the ICMP error instead of one, and with a size and DF set how large a packet the path carries.
 */
import { randomBytes } from 'node:crypto'
import type { EchoObservation, IcmpError } from '../../../shared/observation.ts'
import type { Missing } from '../dial.ts'
import {
  AF_INET,
  EPOLLERR,
  EPOLLIN,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_HOPLIMIT,
  IPV6_MTU_DISCOVER,
  IPV6_PMTUDISC_PROBE,
  IPV6_RECVERR,
  IPV6_RECVHOPLIMIT,
  IPV6_UNICAST_HOPS,
  IP_MTU_DISCOVER,
  IP_PMTUDISC_PROBE,
  IP_RECVERR,
  IP_RECVTTL,
  IP_TTL,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOL_SOCKET,
  SO_ERROR,
} from './abi.ts'
import { type EchoRequest, buildEcho, isQuotedEcho, isReply } from './echo-message.ts'
import { type Libc, errnoName, loadLibc } from './libc.ts'
import { type Received, readQueuedError } from './message.ts'
import { MessageReader } from './message-reader.ts'
import { bindTo, getInt, kernelAddress, localEnd, setInt } from './options.ts'
import { canonical, familyOf } from './sockaddr.ts'
import { SocketWatch, type Watched } from './socket-watch.ts'

export interface PingTarget {
  address: string
  localAddress?: string | undefined
  /** TTL or hop limit of the request; absent: the system's own. */
  ttl?: number | undefined
  /** Length of the whole IP packet, which is then not to be fragmented (DF). */
  size?: number | undefined
}

export interface PingAnswer {
  result: 'reply' | 'silence' | 'error'
  rttMs: number | null
  /** TTL or hop limit of the reply as it arrived. */
  ttl: number | null
  errno: string | null
  icmp: IcmpError | null
  /** For "fragmentation needed" and "packet too big": the MTU that was told; null where none was. */
  mtu: number | null
}

export interface Pinger {
  /** Never rejects. A new socket, and so a new identifier, for every request. */
  ping(target: PingTarget, timeoutMs: number, signal?: AbortSignal): Promise<PingAnswer>
  close(): void
}

const REPLY_ROOM = 256
const SILENCE: PingAnswer = { result: 'silence', rttMs: null, ttl: null, errno: null, icmp: null, mtu: null }

/** Never rejects; nothing is sent. */
export async function createPinger(): Promise<Pinger | Missing> {
  const libc = await loadLibc()
  if ('missing' in libc) return libc
  const fd = libc.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP)
  if (fd < 0) {
    return { missing: `this user may send no ICMP echo here (${errnoName(-fd)}; see net.ipv4.ping_group_range)` }
  }
  libc.close(fd)
  const watch = SocketWatch.open(libc)
  if ('missing' in watch) return watch
  const tools = { libc, watch, reader: new MessageReader(libc, REPLY_ROOM) }
  return {
    ping: (target, timeoutMs, signal) =>
      new Promise((resolve) => new Ping(tools, target, resolve).start(timeoutMs, signal)),
    close: () => watch.close(),
  }
}

/** What an echo told, as an observation. */
export function describeEcho(answer: PingAnswer | Missing): EchoObservation {
  const base = { observer: 'echo', by: 'ping-socket' } as const
  if ('missing' in answer) return { ...base, result: 'not-tested', rttMs: null, ttl: null, detail: answer.missing }
  const { result, rttMs, ttl, icmp, errno } = answer
  const error = icmp ? `ICMP ${icmp.type}/${icmp.code} from ${icmp.reporter ?? 'an unknown machine'}` : (errno ?? '')
  return { ...base, result, rttMs, ttl, detail: result === 'error' ? error : '' }
}

interface PingTools {
  libc: Libc
  watch: SocketWatch
  reader: MessageReader
}

class Ping {
  private fd = -1
  private watched: Watched | null = null
  private timer: NodeJS.Timeout | null = null
  private signal: AbortSignal | undefined
  private done = false
  private startedAt = 0
  private readonly isIpv4: boolean
  private readonly echo: EchoRequest

  constructor(
    private readonly tools: PingTools,
    private readonly target: PingTarget,
    private readonly resolve: (answer: PingAnswer) => void,
  ) {
    this.isIpv4 = familyOf(target.address) === AF_INET
    this.echo = {
      version: this.isIpv4 ? 4 : 6,
      address: canonical(target.address),
      sequence: 1,
      token: randomBytes(16),
      size: target.size,
    }
  }

  start(timeoutMs: number, signal?: AbortSignal): void {
    const failed = signal?.aborted ? 0 : this.send()
    if (failed < 0) return this.finish({ ...SILENCE, result: 'error', errno: errnoName(-failed) })
    if (signal?.aborted) return this.finish(SILENCE)
    // Timers run before sockets are read: after a stall a reply may be waiting in the kernel.
    this.timer = setTimeout(() => setImmediate(() => this.finish(SILENCE)), timeoutMs)
    this.signal = signal
    signal?.addEventListener('abort', this.onAbort)
  }

  private readonly onAbort = () => this.finish(SILENCE)

  /** 0, or the negative error number. */
  private send(): number {
    const { libc, watch } = this.tools
    const { address, localAddress } = this.target
    const protocol = this.isIpv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6
    this.fd = libc.socket(familyOf(address), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol)
    if (this.fd < 0) return this.fd
    const to = kernelAddress(libc, address, 0)
    const refused =
      this.setOptions() ||
      (localAddress === undefined ? 0 : bindTo(libc, this.fd, localAddress)) ||
      libc.connect(this.fd, to, to.length)
    if (refused < 0) return refused
    const watched = watch.add(this.fd, EPOLLIN, (events) => this.onReady(events))
    if (typeof watched === 'number') return watched
    this.watched = watched
    const packet = buildEcho(this.echo)
    this.startedAt = performance.now()
    return Math.min(0, libc.sendto(this.fd, packet, packet.length, 0, to, to.length))
  }

  /** 0, or the first error. */
  private setOptions(): number {
    const { ttl, size } = this.target
    const level = this.isIpv4 ? IPPROTO_IP : IPPROTO_IPV6
    const set = (four: number, six: number, value: number) =>
      setInt(this.tools.libc, this.fd, level, this.isIpv4 ? four : six, value)
    return (
      set(IP_RECVERR, IPV6_RECVERR, 1) ||
      set(IP_RECVTTL, IPV6_RECVHOPLIMIT, 1) ||
      (ttl === undefined ? 0 : set(IP_TTL, IPV6_UNICAST_HOPS, ttl)) ||
      (size === undefined
        ? 0
        : set(IP_MTU_DISCOVER, IPV6_MTU_DISCOVER, this.isIpv4 ? IP_PMTUDISC_PROBE : IPV6_PMTUDISC_PROBE))
    )
  }

  private onReady(events: number): void {
    const rttMs = Math.round((performance.now() - this.startedAt) * 100) / 100
    // Clears it: what it was about stands in the queue as well.
    const error = getInt(this.tools.libc, this.fd, SOL_SOCKET, SO_ERROR)
    for (;;) {
      const message = this.tools.reader.read(this.fd)
      if (typeof message === 'number') break
      if (isReply(message, this.echo, this.identifier)) {
        return this.finish({ ...SILENCE, result: 'reply', rttMs, ttl: ttlOf(message) })
      }
    }
    if (events & EPOLLERR) this.readErrors(rttMs, error)
  }

  private readErrors(rttMs: number, error: number): void {
    for (const message of this.tools.reader.drainErrors(this.fd)) {
      const queued = readQueuedError(message.control)
      if (!queued || !isQuotedEcho(message, this.echo, this.identifier)) continue
      const { errno, icmp, info } = queued
      const mtu = errnoName(errno) === 'EMSGSIZE' && info > 0 ? info : null
      return this.finish({ ...SILENCE, result: 'error', rttMs, errno: errnoName(errno), icmp, mtu })
    }
    if (error !== 0) this.finish({ ...SILENCE, result: 'error', rttMs, errno: errnoName(error) })
  }

  /** The kernel writes it into the request: the "port" of the socket. */
  private get identifier(): number {
    return localEnd(this.tools.libc, this.fd)?.port ?? 0
  }

  private finish(answer: PingAnswer): void {
    if (this.done) return
    this.done = true
    if (this.timer) clearTimeout(this.timer)
    this.signal?.removeEventListener('abort', this.onAbort)
    if (this.watched) this.tools.watch.remove(this.watched)
    if (this.fd >= 0) this.tools.libc.close(this.fd)
    this.resolve(answer)
  }
}

function ttlOf({ control }: Received): number | null {
  const data = control.find(
    ({ level, type }) =>
      (level === IPPROTO_IP && type === IP_TTL) || (level === IPPROTO_IPV6 && type === IPV6_HOPLIMIT),
  )?.data
  return data && data.length >= 4 ? data.readInt32LE() : null
}
