/**
 * What is remembered of each TCP connection (both addresses and ports) while its packets pass: who is the client, how far the
 * handshake came, and which bytes were seen. Bounded: the connection that was idle longest makes room for a new one. What was
 * counted for its flow stays.
 */

/** How far a connection attempt came. The order is that of the counters of a flow. */
export const STATES = ['unanswered', 'answered', 'completed', 'refused', 'rejected', 'oneWay', 'midstream'] as const
export type ConnectionState = (typeof STATES)[number]
const stateIndex = (state: ConnectionState) => STATES.indexOf(state)
export const UNANSWERED = stateIndex('unanswered')
export const ANSWERED = stateIndex('answered')
export const COMPLETED = stateIndex('completed')
export const REFUSED = stateIndex('refused')
export const REJECTED = stateIndex('rejected')
export const ONE_WAY = stateIndex('oneWay')
export const MIDSTREAM = stateIndex('midstream')

/** 8 MB. */
const MOST_CONNECTIONS = 131_072
const HEADS = 262_144
/** Connections that are looked at for an idle one before one is taken that is not. */
const CHANCES = 16
const NONE = -1

/** Columns, indexed by connection. Columns that stand in pairs have the side of the client first. */
export class ConnectionTable {
  readonly flow = new Int32Array(MOST_CONNECTIONS)
  readonly state = new Uint8Array(MOST_CONNECTIONS)
  /** 1: the side with the smaller key is the client. */
  readonly clientIsLow = new Uint8Array(MOST_CONNECTIONS)
  /** Sequence number of the client's SYN. */
  readonly isn = new Uint32Array(MOST_CONNECTIONS)
  /** 1: more than one SYN was sent, so that an answer belongs to none of them for sure (Karn). */
  readonly repeated = new Uint8Array(MOST_CONNECTIONS)
  /** Microseconds. */
  readonly synAt = new Float64Array(MOST_CONNECTIONS)
  readonly synAckAt = new Float64Array(MOST_CONNECTIONS)
  /** Per side: the sequence number after the last byte that was seen, and whether any was. */
  readonly next = new Uint32Array(MOST_CONNECTIONS * 2)
  readonly hasNext = new Uint8Array(MOST_CONNECTIONS * 2)

  private readonly seed = Math.floor(Math.random() * 0x7fffffff) | 1
  private readonly low = new Uint32Array(MOST_CONNECTIONS)
  private readonly high = new Uint32Array(MOST_CONNECTIONS)
  private readonly ports = new Uint32Array(MOST_CONNECTIONS)
  private readonly family = new Uint8Array(MOST_CONNECTIONS)
  private readonly used = new Uint8Array(MOST_CONNECTIONS)
  private readonly following = new Int32Array(MOST_CONNECTIONS)
  private readonly heads = new Int32Array(HEADS).fill(NONE)
  private count = 0
  private hand = 0

  /** The connection, or -1. The side with the smaller address (then port) is `low`; `ports`: its port, then the other's. */
  find(family: number, low: number, high: number, ports: number): number {
    let c = this.heads[this.hash(low, high, ports)] as number
    while (c !== NONE) {
      if (this.ports[c] === ports && this.low[c] === low && this.high[c] === high && this.family[c] === family) {
        this.used[c] = 1
        return c
      }
      c = this.following[c] as number
    }
    return NONE
  }

  /** Makes room for a connection that is not there yet; its columns are to be filled by the caller. */
  add(family: number, low: number, high: number, ports: number): number {
    const c = this.count < MOST_CONNECTIONS ? this.count++ : this.evict()
    const head = this.hash(low, high, ports)
    this.family[c] = family
    this.low[c] = low
    this.high[c] = high
    this.ports[c] = ports
    this.used[c] = 1
    this.following[c] = this.heads[head] as number
    this.heads[head] = c
    return c
  }

  private hash(low: number, high: number, ports: number): number {
    let h = Math.imul(low ^ this.seed, 0x9e3779b1) ^ Math.imul(high + this.seed, 0x85ebca77)
    h = Math.imul(h ^ (h >>> 15) ^ ports, 0xc2b2ae3d)
    return (h ^ (h >>> 14)) & (HEADS - 1)
  }

  private evict(): number {
    let c = this.hand
    for (let chance = 0; chance < CHANCES && this.used[c] === 1; chance += 1) {
      this.used[c] = 0
      c = (c + 1) % MOST_CONNECTIONS
    }
    this.hand = (c + 1) % MOST_CONNECTIONS
    const head = this.hash(this.low[c] as number, this.high[c] as number, this.ports[c] as number)
    let at = this.heads[head] as number
    if (at === c) this.heads[head] = this.following[c] as number
    else {
      while (this.following[at] !== c) at = this.following[at] as number
      this.following[at] = this.following[c] as number
    }
    return c
  }
}
