/**
 * What is remembered of each TCP connection (both addresses and ports) while its packets pass: who is the client, how far the
 * handshake came, and which bytes were seen. Bounded: the connection that was idle longest makes room for a new one. What was
 * counted for its flow stays.
 */

/** How far a connection attempt came. The order is that of the counters of a flow. */
export const STATES = [
  'unanswered',
  'answered',
  'completed',
  'refused',
  'rejected',
  'oneWay',
  'midstream',
  'traced',
] as const
export type ConnectionState = (typeof STATES)[number]
const stateIndex = (state: ConnectionState) => STATES.indexOf(state)
export const UNANSWERED = stateIndex('unanswered')
export const ANSWERED = stateIndex('answered')
export const COMPLETED = stateIndex('completed')
export const REFUSED = stateIndex('refused')
export const REJECTED = stateIndex('rejected')
export const ONE_WAY = stateIndex('oneWay')
export const MIDSTREAM = stateIndex('midstream')
/** A SYN that was sent to end on the way, and was not answered by the far end. */
export const TRACED = stateIndex('traced')

/** Connections that are looked at for an idle one before one is taken that is not. */
const CHANCES = 16
const NONE = -1

/** Columns, indexed by connection. Columns that stand in pairs have the side of the client first. */
export class ConnectionTable {
  readonly flow: Int32Array
  readonly state: Uint8Array
  /** 1: the side with the smaller key is the client. */
  readonly clientIsLow: Uint8Array
  /** Sequence number of the client's SYN. */
  readonly isn: Uint32Array
  /** 1: more than one SYN was sent, so that an answer belongs to none of them for sure (Karn). */
  readonly repeated: Uint8Array
  /** Microseconds. */
  readonly synAt: Float64Array
  readonly synAckAt: Float64Array
  /** Per side: the sequence number after the last byte that was seen, and whether any was. */
  readonly next: Uint32Array
  readonly hasNext: Uint8Array

  private readonly seed = Math.floor(Math.random() * 0x7fffffff) | 1
  private readonly low: Uint32Array
  private readonly high: Uint32Array
  private readonly ports: Uint32Array
  private readonly family: Uint8Array
  private readonly used: Uint8Array
  private readonly following: Int32Array
  private readonly heads: Int32Array
  private count = 0
  private hand = 0

  /** @param capacity connections that are remembered at the same time, a power of two; each takes 60 bytes */
  constructor(private readonly capacity: number) {
    this.flow = new Int32Array(capacity)
    this.state = new Uint8Array(capacity)
    this.clientIsLow = new Uint8Array(capacity)
    this.isn = new Uint32Array(capacity)
    this.repeated = new Uint8Array(capacity)
    this.synAt = new Float64Array(capacity)
    this.synAckAt = new Float64Array(capacity)
    this.next = new Uint32Array(capacity * 2)
    this.hasNext = new Uint8Array(capacity * 2)
    this.low = new Uint32Array(capacity)
    this.high = new Uint32Array(capacity)
    this.ports = new Uint32Array(capacity)
    this.family = new Uint8Array(capacity)
    this.used = new Uint8Array(capacity)
    this.following = new Int32Array(capacity)
    this.heads = new Int32Array(capacity * 2).fill(NONE)
  }

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
    const c = this.count < this.capacity ? this.count++ : this.evict()
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
    return (h ^ (h >>> 14)) & (this.heads.length - 1)
  }

  private evict(): number {
    let c = this.hand
    for (let chance = 0; chance < CHANCES && this.used[c] === 1; chance += 1) {
      this.used[c] = 0
      c = (c + 1) % this.capacity
    }
    this.hand = (c + 1) % this.capacity
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
