/**
 * Tells when sockets of our own are ready, from within Node's event loop: one epoll instance holds them all, and libuv watches that
 * one descriptor. So no thread waits, nothing polls, and a socket is read in the same phase of the loop as Node's own.
 *
 * koffi calls back without the scope that Node opens around its own callbacks: what handlers put off by promises or
 * process.nextTick would wait for the next event of the loop. An empty immediate ends that wait in the same turn.
 */
import type { Missing } from '../dial.ts'
import { EBADF, EINTR, EPOLL_CLOEXEC, EPOLL_CTL_ADD, EPOLL_CTL_DEL, epollEvent } from './abi.ts'
import { type Libc, type PollHandle, errnoName } from './libc.ts'

const BATCH = 256
/** At most this many batches in a turn, so that timers get theirs under a flood. */
const BATCHES_PER_TURN = 8

export type OnReady = (events: number) => void

/** A socket under watch; to be given back to `remove`. */
export interface Watched {
  readonly fd: number
  readonly token: bigint
}

export class SocketWatch {
  private readonly events: Buffer
  private readonly layout: { size: number; data: number }
  /** By token, not by descriptor: a number that was closed and used again within a batch must not get its predecessor's event. */
  private readonly handlers = new Map<bigint, OnReady>()
  private nextToken = 1n
  private polling = false
  private closed = false
  private handle: PollHandle | null = null

  private constructor(
    private readonly libc: Libc,
    private readonly epoll: number,
    private readonly background: boolean,
  ) {
    this.layout = epollEvent(libc.arch)
    this.events = Buffer.alloc(this.layout.size * BATCH)
  }

  /** Opens the instance, and tries it. In the background it does not keep the process alive. */
  static open(libc: Libc, { background = false } = {}): SocketWatch | Missing {
    const epoll = libc.epollCreate(EPOLL_CLOEXEC)
    if (epoll < 0) return { missing: `epoll cannot be used here (${errnoName(-epoll)})` }
    const watch = new SocketWatch(libc, epoll, background)
    try {
      watch.resume()
      watch.rest()
      return watch
    } catch (error) {
      libc.close(epoll)
      return { missing: `the event loop cannot watch sockets of our own here (${(error as Error).message})` }
    }
  }

  /** Watches a socket until it is removed; errors and hang-ups are always told. Gives the negative error number if it cannot. */
  add(fd: number, events: number, onReady: OnReady): Watched | number {
    // The number of the instance may belong to somebody else by now.
    if (this.closed) return -EBADF
    const token = this.nextToken
    this.nextToken += 1n
    const event = Buffer.alloc(this.layout.size)
    event.writeUInt32LE(events, 0)
    event.writeBigUInt64LE(token, this.layout.data)
    const result = this.libc.epollCtl(this.epoll, EPOLL_CTL_ADD, fd, event)
    if (result < 0) return result
    this.handlers.set(token, onReady)
    if (!this.polling) this.resume()
    return { fd, token }
  }

  /** To be called before the socket is closed or handed on. */
  remove({ fd, token }: Watched): void {
    if (!this.handlers.delete(token)) return
    this.libc.epollCtl(this.epoll, EPOLL_CTL_DEL, fd, this.events)
    if (this.handlers.size === 0) this.rest()
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.handlers.clear()
    this.polling = false
    this.handle?.close()
    this.handle = null
    this.libc.close(this.epoll)
  }

  private resume(): void {
    const onReadable = () => this.drain()
    if (this.handle) this.handle.start(onReadable)
    else this.handle = this.libc.poll(this.epoll, onReadable)
    if (this.background) this.handle.unref()
    this.polling = true
  }

  /** With nothing to watch the process may end. */
  private rest(): void {
    this.handle?.stop()
    this.polling = false
  }

  private drain(): void {
    for (let batch = 0; batch < BATCHES_PER_TURN && !this.closed; batch += 1) {
      const count = this.libc.epollWait(this.epoll, this.events, BATCH, 0)
      if (count === -EINTR) continue
      for (const [token, events] of this.readEvents(Math.max(0, count))) this.tell(token, events)
      if (count < BATCH) break
    }
    setImmediate(() => {})
  }

  /** Read before any is told: a handler may add or remove sockets. */
  private readEvents(count: number): [bigint, number][] {
    const { size, data } = this.layout
    return Array.from({ length: count }, (_, index) => [
      this.events.readBigUInt64LE(index * size + data),
      this.events.readUInt32LE(index * size),
    ])
  }

  /** An exception must not be left behind in native code: it ends the process the way that any other would. */
  private tell(token: bigint, events: number): void {
    try {
      this.handlers.get(token)?.(events)
    } catch (error) {
      setImmediate(() => {
        throw error
      })
    }
  }
}
