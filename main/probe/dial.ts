/**
 * What a way of asking one port must offer, so that the schedule need not know which one it has: the system's connect() by
 * Node, or a socket of our own that also keeps ICMP errors.
 */
import type { Socket } from 'node:net'
import type { AttemptObservation, IcmpError } from '../../shared/observation.ts'

export interface ConnectTarget {
  /** An IP literal. Names are resolved before: Node gives up an address of a name after 250 ms. */
  address: string
  port: number
  /** Only where the kernel's own choice would differ from the plan's source address. */
  localAddress?: string | undefined
}

export interface LimitedTarget extends ConnectTarget {
  /** TTL or hop limit of the packets sent, 1 to 255; absent: the system's own. */
  ttl?: number | undefined
  /** Answers that arrive with a lower TTL or hop limit are not seen (IP_MINTTL, IPV6_MINHOPCOUNT). */
  minTtl?: number | undefined
}

export type ConnectAnswer = { kind: 'connected'; socket: Socket } | { kind: 'error'; errno: string }

/** One attempt under way: one SYN from one source port. Times are those of `performance.now()`. */
export interface Dialled {
  readonly observer: AttemptObservation['observer']
  readonly startedAt: number
  readonly answeredAt: number | null
  /** The errno of the answer; null for a handshake, or while there is none. */
  readonly errno: string | null
  /** Null where it is not known (yet): Node tells it only once connected. */
  readonly sourcePort: number | null
  readonly sourceAddress: string | null
  /** The ICMP error behind `errno`; null: there was none, or this way of asking cannot see it. */
  readonly icmp: IcmpError | null
  /** SYNs that the kernel repeated by itself; null where it cannot be read, or is not yet. */
  readonly retransmits: number | null
  /** Round trip of the handshake as the kernel measured it; null where it did not, or does not tell. */
  readonly kernelRttMs: number | null
  /** Reads what the kernel already knows, where that is not told by the event loop itself; may call back before it returns. */
  look?: () => void
  /** Whether an answer came that `minTtl` turned away. False where there is none, or the kernel does not tell. */
  turnedAway?: () => boolean
  /** Gives the attempt up without a word; what it knows stays readable. */
  abandon(): void
}

/** Called at most once for an attempt, never before the call that made it has returned, and never after `abandon`. */
export type OnAnswer = (dialled: Dialled, answer: ConnectAnswer) => void

export type Dial = (target: ConnectTarget, onAnswer: OnAnswer) => Dialled

/** A dial that can limit how far its packets go, and tells where they ended. */
export type LimitedDial = (target: LimitedTarget, onAnswer: OnAnswer) => Dialled

/** An observer that cannot be had here; a whole sentence for the reader, without a full stop. */
export interface Missing {
  missing: string
}
