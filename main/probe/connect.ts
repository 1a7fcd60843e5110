/**
 * One attempt: one SYN from one source port, by the system's connect(). Gives back what the system said, and
 * nothing of what it might mean.
 */
import { type Socket, connect } from 'node:net'
import type { ConnectTarget, Dial, Dialled, OnAnswer } from './dial.ts'

/** Errors of ours, not of the path: the attempt was never sent, and is to be tried again later. */
const LOCAL_SHORTAGE = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EADDRINUSE', 'EAGAIN'])

export const isLocalShortage = (errno: string) => LOCAL_SHORTAGE.has(errno)

export class Attempt implements Dialled {
  readonly observer = 'connect'
  /** Node tells neither. */
  readonly icmp = null
  readonly retransmits = null
  readonly kernelRttMs = null
  readonly startedAt = performance.now()
  answeredAt: number | null = null
  /** The errno of the answer; null for a handshake, or while there is none. */
  errno: string | null = null
  private readonly socket: Socket
  private port: number | null = null
  private from: string | null = null

  constructor(target: ConnectTarget, onAnswer: OnAnswer) {
    const { address, port, localAddress } = target
    const socket = connect({
      host: address,
      port,
      autoSelectFamily: false,
      ...(localAddress ? { localAddress } : {}),
    })
    this.socket = socket
    socket.once('connect', () => {
      this.answeredAt = performance.now()
      this.port = socket.localPort ?? null
      this.from = socket.localAddress ?? null
      // Without this a server that floods would be read into memory before anyone looks at it.
      socket.pause()
      onAnswer(this, { kind: 'connected', socket })
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.answeredAt !== null) return
      this.answeredAt = performance.now()
      this.errno = error.code ?? 'UNKNOWN'
      onAnswer(this, { kind: 'error', errno: this.errno })
    })
  }

  /** Known once connected; the kernel does not tell it before. */
  get sourcePort(): number | null {
    return this.port
  }

  /** The address that the SYN really left from; known once connected. */
  get sourceAddress(): string | null {
    return this.from
  }

  /** Gives the attempt up without a word; an open handshake is ended by a RST, so that no TIME_WAIT is left at either end. */
  abandon(): void {
    if (this.socket.destroyed) return
    if (this.answeredAt !== null && this.errno === null) this.socket.resetAndDestroy()
    else this.socket.destroy()
  }
}

/** Asks by Node's own connect(): everywhere, but blind for what is behind an errno. */
export const dialByConnect: Dial = (target, onAnswer) => new Attempt(target, onAnswer)
