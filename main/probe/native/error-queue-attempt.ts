/**
 * One attempt: one SYN from one source port, by a socket of our own. It gives back what the system said, as a connect by Node would,
 * and what Node cannot tell: the ICMP error behind an errno and the machine that sent it (IP_RECVERR, ip(7); for TCP sockets
 * that still connect since Linux 5.8), the local port of an attempt that nobody answered, the SYNs that the kernel repeated.
 */
import { Socket } from 'node:net'
import type { IcmpError } from '../../../shared/observation.ts'
import type { Dialled, LimitedTarget, OnAnswer } from '../dial.ts'
import {
  AF_INET,
  EINPROGRESS,
  EPOLLERR,
  EPOLLOUT,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_MINHOPCOUNT,
  IPV6_RECVERR,
  IPV6_UNICAST_HOPS,
  IP_BIND_ADDRESS_NO_PORT,
  IP_MINTTL,
  IP_RECVERR,
  IP_TTL,
  MEMINFO,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
  SO_ERROR,
  SO_LINGER,
  SO_MEMINFO,
  TCP_CLOSE_WAIT,
  TCP_ESTABLISHED,
  TCP_INFO,
  TCP_INFO_LAYOUT,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
} from './abi.ts'
import { type Libc, errnoName } from './libc.ts'
import { quotes, readQueuedError } from './message.ts'
import type { MessageReader } from './message-reader.ts'
import { bindTo, getInt, getOption, kernelAddress, localEnd, setInt } from './options.ts'
import { canonical, familyOf } from './sockaddr.ts'
import type { SocketWatch, Watched } from './socket-watch.ts'

/** What all attempts of a dialler share. */
export interface AttemptTools {
  libc: Libc
  watch: SocketWatch
  reader: MessageReader
}

/** struct linger { on, seconds }: close() sends a RST and leaves nothing behind. */
const LINGER_RESET = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])

export class ErrorQueueAttempt implements Dialled {
  readonly observer = 'error-queue'
  readonly startedAt: number
  answeredAt: number | null = null
  errno: string | null = null
  icmp: IcmpError | null = null
  retransmits: number | null = null
  kernelRttMs: number | null = null
  sourcePort: number | null = null
  sourceAddress: string | null = null
  private fd = -1
  private watched: Watched | null = null
  private socket: Socket | null = null
  private given = false

  constructor(
    private readonly tools: AttemptTools,
    private readonly target: LimitedTarget,
    private readonly onAnswer: OnAnswer,
  ) {
    this.startedAt = performance.now()
    const failed = this.open()
    if (failed === 0) return
    // As with Node's own sockets, nobody is called back before the constructor has returned.
    setImmediate(() => {
      if (!this.given) this.fail(errnoName(-failed))
    })
  }

  look(): void {
    if (this.watched && !this.given) this.onReady(EPOLLERR)
  }

  turnedAway(): boolean {
    if (this.target.minTtl === undefined || this.fd < 0) return false
    const memory = getOption(this.tools.libc, this.fd, SOL_SOCKET, SO_MEMINFO, MEMINFO.size)
    return memory.length === MEMINFO.size && memory.readUInt32LE(MEMINFO.drops) > 0
  }

  abandon(): void {
    this.given = true
    if (this.socket) {
      if (!this.socket.destroyed) this.socket.resetAndDestroy()
    } else this.close()
  }

  /** Sends the SYN. 0, or the negative error number. */
  private open(): number {
    const { libc, watch } = this.tools
    const { address, port, localAddress } = this.target
    const fd = libc.socket(familyOf(address), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP)
    if (fd < 0) return fd
    this.fd = fd
    const refused = this.prepare()
    if (refused < 0) return refused
    if (localAddress !== undefined) {
      const result = bindTo(libc, fd, localAddress)
      if (result < 0) return result
    }
    const packed = kernelAddress(libc, address, port)
    const result = libc.connect(fd, packed, packed.length)
    this.readLocalEnd()
    if (result < 0 && result !== -EINPROGRESS) return result
    const watched = watch.add(fd, EPOLLOUT, (events) => this.onReady(events))
    if (typeof watched === 'number') return watched
    this.watched = watched
    return 0
  }

  private prepare(): number {
    const { libc } = this.tools
    const { address, ttl, minTtl } = this.target
    const isIpv4 = familyOf(address) === AF_INET
    // The port of a bound socket is chosen at connect(), when the destination is known, so that one port can serve several. A kernel without it chooses sooner.
    setInt(libc, this.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
    const limit = (value: number | undefined, v4: number, v6: number) =>
      value === undefined ? 0 : setInt(libc, this.fd, isIpv4 ? IPPROTO_IP : IPPROTO_IPV6, isIpv4 ? v4 : v6, value)
    return Math.min(
      this.keepErrors(1),
      limit(ttl, IP_TTL, IPV6_UNICAST_HOPS),
      limit(minTtl, IP_MINTTL, IPV6_MINHOPCOUNT),
    )
  }

  private keepErrors(on: 0 | 1): number {
    const { libc } = this.tools
    return familyOf(this.target.address) === AF_INET
      ? setInt(libc, this.fd, IPPROTO_IP, IP_RECVERR, on)
      : setInt(libc, this.fd, IPPROTO_IPV6, IPV6_RECVERR, on)
  }

  /** Also where connect() failed at once: a local firewall may have refused the SYN from a port that was chosen already. */
  private readLocalEnd(): void {
    const end = localEnd(this.tools.libc, this.fd)
    if (end === null || end.port === 0) return
    this.sourcePort = end.port
    this.sourceAddress = end.address
  }

  /**
   * Reads the error first: emptying the queue can clear it. A SYN that was rejected within connect() itself, as by a local firewall,
   * leaves an error in the queue and none on the socket: it was locked then, and goes on connecting.
   */
  private onReady(events: number): void {
    const { libc } = this.tools
    const error = getInt(libc, this.fd, SOL_SOCKET, SO_ERROR)
    const queued = events & EPOLLERR ? this.readQueue() : null
    const state = this.readTcpInfo()
    const connected = state === TCP_ESTABLISHED || state === TCP_CLOSE_WAIT
    if (error === 0 && connected) return this.succeed()
    if (queued && (error === 0 || error === queued.errno)) this.icmp = queued.icmp
    if (error !== 0) return this.fail(errnoName(error))
    if (queued) return this.fail(errnoName(queued.errno))
    // Somebody else's error was taken from the queue; our SYN is still under way.
    if (state === TCP_SYN_SENT || state === TCP_SYN_RECV) return
    this.fail('UNKNOWN')
  }

  private readQueue() {
    if (this.sourcePort === null) return null
    const { address, port } = this.target
    const syn = { address: canonical(address), port, localPort: this.sourcePort }
    for (const message of this.tools.reader.drainErrors(this.fd)) {
      const error = quotes(message, syn) ? readQueuedError(message.control) : null
      if (error?.icmp) return error
    }
    return null
  }

  /** Gives the state back; -1 where it cannot be read. */
  private readTcpInfo(): number {
    const info = getOption(this.tools.libc, this.fd, IPPROTO_TCP, TCP_INFO, TCP_INFO_LAYOUT.least)
    if (info.length < TCP_INFO_LAYOUT.least) return -1
    this.retransmits = info.readUInt32LE(TCP_INFO_LAYOUT.totalRetrans)
    const state = info.readUInt8(TCP_INFO_LAYOUT.state)
    // Until the handshake is completed there is no sample, and of a repeated SYN none is taken (Karn) but by timestamps.
    const rtt = info.readUInt32LE(TCP_INFO_LAYOUT.rtt)
    if (rtt > 0 && (state === TCP_ESTABLISHED || state === TCP_CLOSE_WAIT)) this.kernelRttMs = rtt / 1000
    return state
  }

  /** Hands the connection to Node. */
  private succeed(): void {
    this.answeredAt = performance.now()
    this.unwatch()
    // Also empties the queue: an error that is left in it would wake Node for ever.
    this.keepErrors(0)
    const { fd } = this
    try {
      this.socket = new Socket({ fd, readable: true, writable: true })
    } catch (error) {
      return this.fail((error as NodeJS.ErrnoException).code ?? 'UNKNOWN')
    }
    this.fd = -1
    this.socket.on('error', () => {})
    // Without this a server that floods would be read into memory before anyone looks at it.
    this.socket.pause()
    this.onAnswer(this, { kind: 'connected', socket: this.socket })
  }

  private fail(errno: string): void {
    this.answeredAt ??= performance.now()
    this.errno = errno
    this.close()
    this.onAnswer(this, { kind: 'error', errno })
  }

  private unwatch(): void {
    if (this.watched) this.tools.watch.remove(this.watched)
    this.watched = null
  }

  private close(): void {
    if (this.fd < 0) return
    const { libc } = this.tools
    this.unwatch()
    if (this.retransmits === null) this.readTcpInfo()
    // The handshake may have been completed meanwhile.
    libc.setsockopt(this.fd, SOL_SOCKET, SO_LINGER, LINGER_RESET, LINGER_RESET.length)
    libc.close(this.fd)
    this.fd = -1
  }
}
