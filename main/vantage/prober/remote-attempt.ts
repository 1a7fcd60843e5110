/**
 * One attempt that a node makes for us. Its times are the node's: `startedAt` is the moment of the node's connect(), put on our clock
 * (wrong by half a round trip of the link at most, never before the call here), and what lies between it and `answeredAt` is measured
 * there. Until the node has told when it sent, `startedAt` is the moment of the call, and moves once when the word comes.
 */
import type { IcmpError } from '../../../shared/observation.ts'
import { type Dialled, LINK_LOST, type OnAnswer } from '../../probe/dial.ts'
import type { NodeLink } from './node-link.ts'
import { RelayedConnection } from './relayed-connection.ts'
import type { AttemptEvent } from './wire.ts'

export class RemoteAttempt implements Dialled {
  readonly observer: Dialled['observer']
  startedAt = performance.now()
  answeredAt: number | null = null
  errno: string | null = null
  icmp: IcmpError | null = null
  retransmits: number | null = null
  kernelRttMs: number | null = null
  sourcePort: number | null = null
  sourceAddress: string | null = null
  private readonly calledAt = this.startedAt
  private sentThere: number | null = null
  private isAway = false
  private given = false
  private connection: RelayedConnection | null = null

  constructor(
    private readonly link: NodeLink,
    readonly id: number,
    private readonly onAnswer: OnAnswer,
  ) {
    // Elsewhere than on Linux it is a plain connect(): a refusal may hide an ICMP error.
    this.observer = link.keepsIcmpErrors ? 'ssh-prober' : 'ssh-exec'
  }

  turnedAway(): boolean {
    return this.isAway
  }

  whenKnown(ms: number, then: (known: boolean) => void): void {
    this.link.whenKnown(() => (this.sentThere === null ? null : this.sentThere + ms), then)
  }

  abandon(): void {
    if (this.given) return
    this.given = true
    if (this.connection) this.connection.destroy()
    else if (this.answeredAt === null) this.link.send({ do: 'close', id: this.id })
    this.releaseIfOver()
  }

  /** Gives false for an event that cannot come here: whoever speaks is not our program. */
  take(event: AttemptEvent): boolean {
    if (event.is === 'sent') return this.onSent(event)
    // Whatever was under way when it was given up.
    if (this.given && !this.connection) {
      if (event.is === 'open') this.link.send({ do: 'close', id: this.id })
      return true
    }
    switch (event.is) {
      case 'open':
      case 'error':
        return this.onAnswered(event)
      case 'away':
        this.isAway = true
        return true
      default:
        return this.connection?.accept(event) ?? false
    }
  }

  /** The link is gone. */
  lose(): void {
    // Known before the connection ends: what its reader makes of that end says nothing of the far end.
    if (this.connection && !this.connection.destroyed) this.errno = LINK_LOST
    this.connection?.destroy()
    if (this.given || this.answeredAt !== null) return
    this.given = true
    this.answeredAt = performance.now()
    this.errno = LINK_LOST
    this.onAnswer(this, { kind: 'error', errno: LINK_LOST })
  }

  private onSent(event: Extract<AttemptEvent, { is: 'sent' }>): boolean {
    if (this.sentThere !== null) return false
    this.sentThere = event.t
    this.startedAt = Math.max(this.calledAt, Math.min(performance.now(), this.link.clock.toOurs(event.t)))
    ;[this.sourceAddress, this.sourcePort] = event.source
    this.releaseIfOver()
    return true
  }

  private onAnswered(event: Extract<AttemptEvent, { is: 'open' | 'error' }>): boolean {
    if (this.sentThere === null || this.answeredAt !== null || event.t < this.sentThere) return false
    this.answeredAt = this.startedAt + event.t - this.sentThere
    this.retransmits = event.retransmits
    if (event.is === 'error') {
      this.errno = event.errno
      this.icmp = event.icmp
      this.link.release(this.id)
      this.onAnswer(this, { kind: 'error', errno: event.errno })
      return true
    }
    ;[this.sourceAddress, this.sourcePort] = event.source
    this.kernelRttMs = event.rtt
    this.connection = new RelayedConnection(this.link, this.id)
    this.onAnswer(this, { kind: 'connected', socket: this.connection })
    return true
  }

  /** Kept until it is known when it was sent: a silence is counted from there. */
  private releaseIfOver(): void {
    if (this.given && !this.connection && this.sentThere !== null) this.link.release(this.id)
  }
}
