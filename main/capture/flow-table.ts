/**
 * The counters of every flow: source address → destination address and port, over all source ports. Numbers stand in slabs, not in
 * objects: 200,000 flows take 60 MB. What few flows have stands in a {@link FlowDetail}.
 */
import { FlowDetail } from './flow-detail.ts'
import { STATES } from './connection-table.ts'

/** Columns of a flow in its slab. Those of the server's side follow those of the client's. */
export const [CLIENT, SERVER, PORT, FAMILY] = [0, 1, 2, 3]
/** 1: a SYN or SYN-ACK told who is the client; 0: guessed by the ports. */
export const CLIENT_KNOWN = 4
/** Microseconds. */
export const [FIRST_SEEN, LAST_SEEN] = [5, 6]
export const [PACKETS, BYTES, FINS, RSTS, REPEATS] = [7, 9, 11, 13, 15]
/** SYNs with all repetitions, those that repeat one, and SYN-ACKs. */
export const [SYNS, SYN_REPEATS, SYN_ACKS] = [17, 18, 19]
/** Attempts whose SYN is not in the capture. */
export const UNSEEN_SYNS = 20
/** RSTs after the handshake. */
export const LATE_RSTS = 21
export const ICMP_ERRORS = 22
/** Of the handshake: samples, sum, least and greatest, microseconds; SYN to SYN-ACK, then SYN-ACK to ACK. */
export const [RTT_OUT, RTT_BACK] = [23, 27]
/** Of the SYNs: those with so small a TTL that they are traces. */
export const TRACE_SYNS = 31
/** One counter for each of {@link STATES}. */
export const STATE_COUNTS = 32
const STRIDE = STATE_COUNTS + STATES.length

const SLAB_BITS = 10
const SLAB_FLOWS = 1 << SLAB_BITS
const FIRST_SLOTS = 4096

export interface FlowLimits {
  mostFlows: number
}

export class FlowTable {
  count = 0
  readonly details: (FlowDetail | undefined)[] = []
  private readonly slabs: Float64Array[] = []
  private slots = new Int32Array(FIRST_SLOTS)
  private readonly seed = Math.floor(Math.random() * 0x7fffffff) | 1

  constructor(private readonly limits: FlowLimits) {}

  /** The slab that holds the flow; its columns start at {@link base}. */
  slab(flow: number): Float64Array {
    return this.slabs[flow >> SLAB_BITS] as Float64Array
  }

  base(flow: number): number {
    return (flow & (SLAB_FLOWS - 1)) * STRIDE
  }

  /** One column of a flow, for reading. */
  value(flow: number, column: number): number {
    return this.slab(flow)[this.base(flow) + column] as number
  }

  detail(flow: number): FlowDetail {
    return (this.details[flow] ??= new FlowDetail())
  }

  /** The flow, or -1. */
  find(family: number, client: number, server: number, port: number): number {
    return (this.slots[this.slotOf(family, client, server, port)] as number) - 1
  }

  /** The flow, made when it is new; -1 when there is no room for another. */
  open(family: number, client: number, server: number, port: number, time: number): number {
    const slot = this.slotOf(family, client, server, port)
    const found = (this.slots[slot] as number) - 1
    if (found >= 0) return found
    if (this.count >= this.limits.mostFlows) return -1
    const flow = this.count
    this.count += 1
    if (flow >> SLAB_BITS === this.slabs.length) this.slabs.push(new Float64Array(SLAB_FLOWS * STRIDE))
    const slab = this.slab(flow)
    const base = this.base(flow)
    slab[base + CLIENT] = client
    slab[base + SERVER] = server
    slab[base + PORT] = port
    slab[base + FAMILY] = family
    slab[base + FIRST_SEEN] = time
    slab[base + LAST_SEEN] = time
    this.slots[slot] = flow + 1
    if (this.count * 2 > this.slots.length) this.grow()
    return flow
  }

  /** The slot that holds the flow, or the free one where it belongs. */
  private slotOf(family: number, client: number, server: number, port: number): number {
    const mask = this.slots.length - 1
    let i = this.hash(client, server, port) & mask
    for (;;) {
      const flow = (this.slots[i] as number) - 1
      if (flow < 0) return i
      const slab = this.slab(flow)
      const base = this.base(flow)
      const same = slab[base + CLIENT] === client && slab[base + SERVER] === server && slab[base + PORT] === port
      if (same && slab[base + FAMILY] === family) return i
      i = (i + 1) & mask
    }
  }

  private hash(client: number, server: number, port: number): number {
    let h = Math.imul(client ^ this.seed, 0x9e3779b1) ^ Math.imul(server + this.seed, 0x85ebca77)
    h = Math.imul(h ^ (h >>> 15) ^ port, 0xc2b2ae3d)
    return h ^ (h >>> 14)
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2)
    const columns = [FAMILY, CLIENT, SERVER, PORT] as const
    for (let flow = 0; flow < this.count; flow += 1) {
      const [family, client, server, port] = columns.map((c) => this.value(flow, c)) as [number, number, number, number]
      this.slots[this.slotOf(family, client, server, port)] = flow + 1
    }
  }
}

/** Adds a sample to a round trip's four columns. Clocks that run backwards give none. */
export function addSample(slab: Float64Array, at: number, microseconds: number): void {
  if (!(microseconds >= 0)) return
  const samples = (slab[at] as number) + 1
  slab[at] = samples
  slab[at + 1] = (slab[at + 1] as number) + microseconds
  if (samples === 1 || microseconds < (slab[at + 2] as number)) slab[at + 2] = microseconds
  if (samples === 1 || microseconds > (slab[at + 3] as number)) slab[at + 3] = microseconds
}
