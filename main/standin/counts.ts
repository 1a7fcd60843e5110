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
  /** Another place of this run sends from the same address: what came from there may be that one's. */
  isShared?: boolean
  /** SYNs with the source ports of the flow's own attempts. Absent: not known; then the address alone tells. */
  came?: Came | undefined
  /** Ends that other places of this run sent from to this port, by {@link endKey}. */
  sentByOthers?: Pick<ReadonlySet<string>, 'has'>
}

export const endKey = (address: string, port: number) => `${address} ${port}`

/**
 * What reached a port between two moments, for the flow from `source`. Where nothing came from that address but something did from one that
 * is none of `others` (other senders of this run), an address may have been rewritten on the way: then it is not known, and not 0. It may
 * also have become that of another sender, which the source ports tell, for NAT mostly leaves them.
 */
export function countsBetween(before: Reached, after: Reached, asked: AskedFlow, counted: Counted): FlowCounts {
  const { port, source, others, isShared = false } = asked
  const grown = [...after.values()].filter((row) => row.port === port).map((row) => since(before, row))
  const total = (what: 'listener' | 'wire', known: boolean): number | null => {
    if (!known || counted.full) return null
    const own = grown.find((row) => row.source === source)?.[what] ?? 0
    // Two places that hold the address happened to use the same source port.
    if (asked.came?.[what].some(([address, from]) => address === source && isSentByOthers(asked, address, from)))
      return null
    const came = asked.came?.[what].filter(([address, from]) => !isSentByOthers(asked, address, from))
    if (came && came.length > 0) return came.length
    // From its address, and by none of its attempts: another sender holds that address, or was given it on the way.
    if (own > 0) return came || isShared ? null : own
    return grown.some((row) => row[what] > 0 && !others.has(row.source)) ? null : 0
  }
  return {
    // What came from another sender of this run is that one's: a flow that a proxy answered would else look as if it had arrived.
    accepted: acceptedOf(asked, grown),
    syns: { listener: total('listener', counted.listener), wire: total('wire', counted.wire) },
  }
}

function acceptedOf({ source, others, isShared, came }: AskedFlow, grown: readonly ReachCount[]): number | null {
  const sum = (rows: readonly ReachCount[]) => rows.reduce((total, row) => total + row.accepted, 0)
  const strangers = sum(grown.filter((row) => row.source !== source && !others.has(row.source)))
  const own = sum(grown.filter((row) => row.source === source))
  if (!isShared || own === 0) return strangers + own
  // No more of them are its own than SYNs of its own came to the listener.
  return came ? strangers + Math.min(own, came.listener.filter(([address]) => address === source).length) : null
}

const isSentByOthers = ({ sentByOthers }: AskedFlow, address: string, port: number) =>
  sentByOthers?.has(endKey(address, port)) === true

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
