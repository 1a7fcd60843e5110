/** Who reached which port of a stand-in, and how often; and what of that belongs to one flow. */

export interface ReachCount {
  port: number
  /** Source address as the machine saw it. */
  source: string
  /** Connections that it accepted, that proved themselves, and that ended before a byte. */
  accepted: number
  answered: number
  brief: number
  /** SYNs, each source port once: half-open or accepted at the listener; on the wire, before any firewall of the machine. */
  listener: number
  wire: number
}

/** What is counted there at all. */
export interface Counted {
  listener: boolean
  wire: boolean
  /** Why SYNs on the wire are not, in the machine's words; empty where they are. */
  why: string
  /** So much came that counting was given up. */
  full: boolean
}

/** All counts at one moment, by port and source. */
export type Reached = ReadonlyMap<string, ReachCount>

export const reachKey = (port: number, source: string) => `${port} ${source}`

export interface FlowCounts {
  accepted: number | null
  syns: { listener: number | null; wire: number | null }
}

/** From which ends, address and port, SYNs came: at the listener, and on the wire. */
export interface Came {
  listener: readonly (readonly [string, number])[]
  wire: readonly (readonly [string, number])[]
}

export interface AskedFlow {
  port: number
  source: string
  /** Other senders of this run, but for those whose address another sender is known to be given on the way. */
  others: ReadonlySet<string>
  /** SYNs with the source ports of the flow's own attempts. Absent: not known; then the address alone tells. */
  came?: Came | undefined
  /** Ends that other senders of this run sent from to this port, by {@link endKey}. */
  sentByOthers?: ReadonlySet<string>
}

export const endKey = (address: string, port: number) => `${address} ${port}`

/**
 * What reached a port between two moments, for the flow from `source`. Where nothing came from that address but something did from one that
 * is none of `others` (other senders of this run), an address may have been rewritten on the way: then it is not known, and not 0. It may
 * also have become that of another sender, which the source ports tell, for NAT mostly leaves them.
 */
export function countsBetween(before: Reached, after: Reached, asked: AskedFlow, counted: Counted): FlowCounts {
  const { port, source, others } = asked
  const grown = [...after.values()].filter((row) => row.port === port).map((row) => since(before, row))
  const total = (what: 'listener' | 'wire', known: boolean): number | null => {
    if (!known || counted.full) return null
    const own = grown.find((row) => row.source === source)?.[what] ?? 0
    const came = asked.came?.[what].filter(([address, from]) => !isAnothers(asked, address, from))
    if (came && came.length > 0) return came.length
    // From its address, and by none of its attempts: another sender was given that address on the way.
    if (own > 0) return came ? null : own
    return grown.some((row) => row[what] > 0 && !others.has(row.source)) ? null : 0
  }
  return {
    // What came from another sender of this run is that one's: a flow that a proxy answered would else look as if it had arrived.
    accepted: grown.reduce((sum, row) => sum + (row.source !== source && others.has(row.source) ? 0 : row.accepted), 0),
    syns: { listener: total('listener', counted.listener), wire: total('wire', counted.wire) },
  }
}

const isAnothers = ({ source, sentByOthers }: AskedFlow, address: string, port: number) =>
  address !== source && sentByOthers?.has(endKey(address, port)) === true

function since(before: Reached, row: ReachCount): ReachCount {
  const was = before.get(reachKey(row.port, row.source))
  if (!was) return row
  return {
    ...row,
    accepted: row.accepted - was.accepted,
    answered: row.answered - was.answered,
    brief: row.brief - was.brief,
    listener: row.listener - was.listener,
    wire: row.wire - was.wire,
  }
}
