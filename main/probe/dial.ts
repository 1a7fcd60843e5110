/**
 * What a way of asking one port must offer, so that the schedule need not know which one it has: the system's connect() by
 * Node, or a socket of our own that also keeps ICMP errors.
 */
import type { Duplex } from 'node:stream'
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

/** An open connection: a socket of this machine, or bytes that another one relays. */
export interface Connection extends Duplex {
  /** Ends it by a RST, so that no TIME_WAIT is left at either end. Absent: `destroy` is all that can be had. */
  resetAndDestroy?(): this
  /** How much later than over a socket of this machine bytes come: the round trip of the link to whoever relays them, milliseconds. */
  readonly delayMs?: number
}

/** Ends a connection without a word, by a RST where that can be had. */
export function endConnection(connection: Connection): void {
  if (connection.resetAndDestroy) connection.resetAndDestroy()
  else connection.destroy()
}

/**
 * The errno of an attempt whose vantage was lost before its end was known: an error of ours, of which nothing follows for the path. Also
 * put on an attempt that was answered, when its connection was still open then.
 */
export const LINK_LOST = 'ENOLINK'

export type ConnectAnswer = { kind: 'connected'; socket: Connection } | { kind: 'error'; errno: string }

/** One attempt under way: one SYN from one source port. Times are those of `performance.now()`. */
export interface Dialled {
  readonly observer: AttemptObservation['observer']
  /** Over a link: moves once, when the word comes that the SYN was sent. */
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
  /**
   * Calls back once the attempt has waited `ms` where it is made, and all that happened to it until then is known here; at once where
   * that is so already. False: the link was lost, and it will never be known. Absent: the kernel of this machine knows, and `look`
   * asks it. Without it the delay of a link would be taken for silence of the path.
   */
  whenKnown?: (ms: number, then: (known: boolean) => void) => void
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
