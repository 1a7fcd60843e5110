/** What both ends together tell of a flow: a temporary listener at the destination, what it saw, and whether it proved itself. */
import { z } from 'zod'

/** One end of a TCP connection, as a socket tells it. */
const socketEnd = z.object({ address: z.string(), port: z.number().int() })
export type SocketEnd = z.infer<typeof socketEnd>

/** What a stand-in at the destination saw of the flow, and whether it proved itself. */
export const standInObservation = z.object({
  observer: z.literal('stand-in'),
  /**
   * `taken`: a real service holds the port, and was left alone; `denied`: it may not be bound there without more rights; `none`: no
   * stand-in holds it for another reason, or none is known of.
   */
  state: z.enum(['listening', 'taken', 'denied', 'none']),
  /** `ssh`: started for this run, and its counts are told; `hand`: somebody started it there. */
  by: z.enum(['ssh', 'hand']),
  /** `none`: no word of a stand-in came; `wrong`: one came, and its signature did not fit. */
  nonce: z.enum(['answered', 'wrong', 'none', 'not-asked']),
  detail: z.string(),
  /** The ends of the connection as the stand-in's socket saw them; null without a proof. */
  seenSource: socketEnd.nullable(),
  seenDestination: socketEnd.nullable(),
  /** The endpoint of the plan whose address the destination saw in place of the one that the flow was sent from; absent: it was none's. */
  sentAs: z.string().optional(),
  /** The endpoint that proved itself, where it is not the one that was dialled. */
  otherName: z.string().optional(),
  /**
   * For a port that a real service holds: whether the kernel there held the flow's own connection while it was open. Absent: not asked;
   * null: it could not be known.
   */
  held: z.boolean().nullable().optional(),
  /** A handshake was completed without a proof, and it could not be asked afterwards whether that one arrived: its link broke, or it hangs. */
  lost: z.literal(true).optional(),
  /** Connections to the port that it accepted in the run, but for those from other senders of the run; null where nobody counted. */
  accepted: z.number().int().nullable(),
  /**
   * SYNs of the flow that arrived there, each source port once: at the listener (half-open or accepted), and on the wire, before any
   * firewall of the machine. Null where it could not be counted, or where it could not be told whose they were.
   */
  syns: z.object({ listener: z.number().int().nullable(), wire: z.number().int().nullable() }),
})
export type StandInObservation = z.infer<typeof standInObservation>
