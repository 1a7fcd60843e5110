/**
 * TCP segments → connections and the counters of their flows: who is the client, how far each handshake came, how the answers
 * looked, and what was sent twice.
 */
import { AddressTable } from './address-table.ts'
import { u32be } from './bytes.ts'
import {
  ANSWERED,
  COMPLETED,
  ConnectionTable,
  MIDSTREAM,
  ONE_WAY,
  REFUSED,
  REJECTED,
  TRACED,
  UNANSWERED,
} from './connection-table.ts'
import { ACK, type DecodedPacket, FIN, RST, SYN } from './decoded-packet.ts'
import { type SegmentShape, ShapeTable } from './flow-detail.ts'
import {
  BYTES,
  CLIENT_KNOWN,
  FINS,
  type FlowTable,
  LAST_SEEN,
  LATE_RSTS,
  PACKETS,
  REPEATS,
  RSTS,
  RTT_BACK,
  RTT_OUT,
  STATE_COUNTS,
  SYNS,
  SYN_ACKS,
  SYN_REPEATS,
  TRACE_SYNS,
  UNSEEN_SYNS,
  addSample,
} from './flow-table.ts'
import { TcpOptions } from './tcp-options.ts'

/** A SYN that comes again sooner was captured twice, not sent twice: no kernel repeats one so soon. Microseconds. */
const CAPTURED_TWICE = 1000
/**
 * A SYN with so small a TTL is a probe that should end on the way: systems start at 64, 128 or 255, and a traceroute ends at 30 by
 * default. A looping route is no trace: there the TTL was great when the SYN was sent.
 */
const MOST_TRACE_TTL = 30

export class TcpTracker {
  readonly addresses = new AddressTable()
  readonly connections: ConnectionTable
  /** Of SYNs that were captured twice, on two interfaces. */
  duplicateSyns = 0
  /** Packets of flows for which there was no room. */
  packetsBeyond = 0
  /** Of the packet at hand; microseconds. */
  time = 0

  private readonly shapes = new ShapeTable()
  private readonly options = new TcpOptions()
  private readonly found: SegmentShape = { ttl: 0, window: 0, mss: 0, windowScale: 0, options: 0 }
  /** Of the packet at hand, who sent it and to whom, as keys of connections. */
  private from = 0
  private to = 0

  constructor(
    readonly flows: FlowTable,
    private readonly packet: DecodedPacket,
    private readonly served: ReadonlySet<number>,
    mostConnections: number,
  ) {
    this.connections = new ConnectionTable(mostConnections)
  }

  /** Whose packet is at hand. False when there is no room for the addresses. */
  setEnds(b: Buffer, family: number, fromAt: number, toAt: number): boolean {
    this.from = family === 4 ? u32be(b, fromAt) : this.addresses.intern(b, fromAt)
    this.to = family === 4 ? u32be(b, toAt) : this.addresses.intern(b, toAt)
    return this.from >= 0 && this.to >= 0
  }

  /** Counts the packet at hand, which is a TCP segment. */
  segment(b: Buffer): void {
    const { packet, connections: table } = this
    const { family, sourcePort, destinationPort, flags } = packet
    const known = this.setEnds(b, family, packet.sourceAt, packet.destinationAt)
    const c = known ? this.connection(family, sourcePort, destinationPort, flags, packet.sequence) : -1
    const flow = c < 0 ? -1 : (table.flow[c] as number)
    if (flow < 0) {
      this.packetsBeyond += 1
      return
    }
    const side = (table.clientIsLow[c] === 1) === this.isLow(sourcePort, destinationPort) ? 0 : 1
    const slab = this.flows.slab(flow)
    const base = this.flows.base(flow)
    slab[base + PACKETS + side] = (slab[base + PACKETS + side] as number) + 1
    slab[base + BYTES + side] = (slab[base + BYTES + side] as number) + packet.wireLength
    slab[base + LAST_SEEN] = this.time
    if ((flags & (SYN | RST | FIN)) !== 0) this.control(b, c, flow, slab, base, side)
    // A FIN acknowledges the SYN-ACK as any other segment does.
    if ((flags & (SYN | RST)) === 0) this.progress(c, slab, base, side)
    const length = packet.payload + ((flags & FIN) === 0 ? 0 : 1)
    if (length > 0 && (flags & SYN) === 0) this.follow(c, side, length, slab, base)
  }

  /** Whether the sender is the side of the connection that its key names first. */
  isLow(sourcePort: number, destinationPort: number): boolean {
    return this.from < this.to || (this.from === this.to && sourcePort <= destinationPort)
  }

  /** The connection of a packet from `from`; made, together with its flow, when it is new. */
  private connection(family: number, sourcePort: number, destinationPort: number, flags: number, seq: number): number {
    const { connections: table, from, to } = this
    const low = this.isLow(sourcePort, destinationPort)
    const ports = (low ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort) >>> 0
    let c = table.find(family, low ? from : to, low ? to : from, ports)
    const isSyn = (flags & (SYN | RST | ACK)) === SYN
    if (c >= 0 && !(isSyn && this.isNewAttempt(c, low, seq))) return c
    if (c < 0) c = table.add(family, low ? from : to, low ? to : from, ports)
    const isSynAck = (flags & (SYN | RST | ACK)) === (SYN | ACK)
    const bySender = isSyn || (!isSynAck && this.guessSenderIsClient(family, sourcePort, destinationPort))
    const [client, server] = bySender ? [from, to] : [to, from]
    const flow = this.flows.open(family, client, server, bySender ? destinationPort : sourcePort, this.time)
    table.flow[c] = flow
    table.clientIsLow[c] = bySender === low ? 1 : 0
    table.state[c] = isSyn ? (this.packet.ttl <= MOST_TRACE_TTL ? TRACED : UNANSWERED) : MIDSTREAM
    table.isn[c] = seq
    table.repeated[c] = 0
    table.synAt[c] = isSyn ? this.time : Number.NaN
    table.synAckAt[c] = Number.NaN
    table.hasNext[2 * c] = 0
    table.hasNext[2 * c + 1] = 0
    if (flow >= 0) this.countState(flow, table.state[c] as number, 1)
    if (flow >= 0 && (isSyn || isSynAck)) this.flows.slab(flow)[this.flows.base(flow) + CLIENT_KNOWN] = 1
    return c
  }

  /** A SYN on known ports: from the other side, with another number, or after other packets, it is not a repetition. */
  private isNewAttempt(c: number, low: boolean, sequence: number): boolean {
    const { connections: table } = this
    if ((table.clientIsLow[c] === 1) !== low || table.state[c] === MIDSTREAM) return true
    return table.isn[c] !== sequence
  }

  private guessSenderIsClient(family: number, sourcePort: number, destinationPort: number): boolean {
    if (this.flows.find(family, this.from, this.to, destinationPort) >= 0) return true
    if (this.flows.find(family, this.to, this.from, sourcePort) >= 0) return false
    const [source, destination] = [this.served.has(sourcePort), this.served.has(destinationPort)]
    return source === destination ? destinationPort <= sourcePort : destination
  }

  private countState(flow: number, state: number, change: 1 | -1): void {
    const slab = this.flows.slab(flow)
    const at = this.flows.base(flow) + STATE_COUNTS + state
    slab[at] = (slab[at] as number) + change
  }

  private move(c: number, state: number): void {
    const { connections: table } = this
    const flow = table.flow[c] as number
    this.countState(flow, table.state[c] as number, -1)
    this.countState(flow, state, 1)
    table.state[c] = state
  }

  /** SYN, SYN-ACK, RST and FIN. */
  private control(b: Buffer, c: number, flow: number, slab: Float64Array, base: number, side: 0 | 1): void {
    const { flags } = this.packet
    if ((flags & FIN) !== 0) slab[base + FINS + side] = (slab[base + FINS + side] as number) + 1
    if ((flags & RST) !== 0) return this.reset(b, c, flow, slab, base, side)
    if ((flags & SYN) === 0) return
    if ((flags & ACK) === 0) this.syn(b, c, flow, slab, base)
    else if (side === 1) this.synAck(b, c, flow, slab, base)
  }

  private syn(b: Buffer, c: number, flow: number, slab: Float64Array, base: number): void {
    const { connections: table, packet } = this
    if (table.hasNext[2 * c] === 0) {
      table.hasNext[2 * c] = 1
      table.next[2 * c] = packet.sequence + 1 + packet.payload
    } else if (this.time - (table.synAt[c] as number) < CAPTURED_TWICE) {
      this.duplicateSyns += 1
      return
    } else {
      const last = table.synAt[c] as number
      slab[base + SYN_REPEATS] = (slab[base + SYN_REPEATS] as number) + 1
      table.repeated[c] = 1
      table.synAt[c] = this.time
      this.flows.detail(flow).addRepeatedSyn(this.time, this.time - last)
    }
    slab[base + SYNS] = (slab[base + SYNS] as number) + 1
    if (table.state[c] === TRACED) slab[base + TRACE_SYNS] = (slab[base + TRACE_SYNS] as number) + 1
    const detail = this.flows.detail(flow)
    detail.syn = this.shapes.count(detail.syn, this.shape(b), detail)
  }

  private synAck(b: Buffer, c: number, flow: number, slab: Float64Array, base: number): void {
    const { connections: table, packet } = this
    slab[base + SYN_ACKS] = (slab[base + SYN_ACKS] as number) + 1
    const detail = this.flows.detail(flow)
    detail.synAck = this.shapes.count(detail.synAck, this.shape(b), detail)
    const state = table.state[c] as number
    if (state === MIDSTREAM) slab[base + UNSEEN_SYNS] = (slab[base + UNSEEN_SYNS] as number) + 1
    if (state === COMPLETED || state === ANSWERED) return
    // Already acknowledged: the two were captured the wrong way round, on two interfaces or processors.
    this.move(c, state === ONE_WAY ? COMPLETED : ANSWERED)
    table.synAckAt[c] = this.time
    table.hasNext[2 * c + 1] = 1
    table.next[2 * c + 1] = packet.sequence + 1
    if (table.repeated[c] === 0) addSample(slab, base + RTT_OUT, this.time - (table.synAt[c] as number))
  }

  private reset(b: Buffer, c: number, flow: number, slab: Float64Array, base: number, side: 0 | 1): void {
    slab[base + RSTS + side] = (slab[base + RSTS + side] as number) + 1
    const detail = this.flows.detail(flow)
    const shape = this.shape(b)
    if (side === 0) {
      detail.clientRst = this.shapes.count(detail.clientRst, shape, detail)
      return
    }
    const state = this.connections.state[c] as number
    if (state === UNANSWERED || state === TRACED || state === REJECTED || state === REFUSED) {
      detail.refusal = this.shapes.count(detail.refusal, shape, detail)
      if (state !== REFUSED) this.move(c, REFUSED)
      return
    }
    detail.lateRst = this.shapes.count(detail.lateRst, shape, detail)
    slab[base + LATE_RSTS] = (slab[base + LATE_RSTS] as number) + 1
  }

  /** A plain segment: after a SYN-ACK it completes the handshake; without one, the answers pass somewhere else. */
  private progress(c: number, slab: Float64Array, base: number, side: 0 | 1): void {
    const state = this.connections.state[c] as number
    if (state === COMPLETED || state === MIDSTREAM || state === ONE_WAY) return
    if (state === ANSWERED) {
      if (side === 0) addSample(slab, base + RTT_BACK, this.time - (this.connections.synAckAt[c] as number))
      this.move(c, COMPLETED)
    } else if (side === 0 && (state === UNANSWERED || state === TRACED) && (this.packet.flags & ACK) !== 0)
      this.move(c, ONE_WAY)
  }

  /** Counts segments that bring nothing new: repeated, or overtaken. A keep-alive is neither (RFC 9293 §3.8.4). */
  private follow(c: number, side: 0 | 1, length: number, slab: Float64Array, base: number): void {
    const { connections: table, packet } = this
    const at = 2 * c + side
    const end = (packet.sequence + length) >>> 0
    if (table.hasNext[at] === 0) {
      table.hasNext[at] = 1
      table.next[at] = end
      return
    }
    const ahead = (end - (table.next[at] as number)) | 0
    if (ahead > 0) table.next[at] = end
    else if (length > 1 || ahead < 0) slab[base + REPEATS + side] = (slab[base + REPEATS + side] as number) + 1
  }

  /** An ICMP error ended the attempt of the connection. */
  reject(c: number, slab: Float64Array, base: number): void {
    const { connections: table } = this
    const state = table.state[c] as number
    const unseen = state === MIDSTREAM && table.hasNext[2 * c] === 0 && table.hasNext[2 * c + 1] === 0
    if (unseen) slab[base + UNSEEN_SYNS] = (slab[base + UNSEEN_SYNS] as number) + 1
    if (unseen || state === UNANSWERED || state === TRACED) this.move(c, REJECTED)
  }

  /** The quoted packet itself may not be in the capture, and its numbers may have been changed on the way. */
  connectionOfQuote(family: number, sourcePort: number, destinationPort: number, flags: number): number {
    const { connections: table, from, to } = this
    const low = this.isLow(sourcePort, destinationPort)
    const ports = (low ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort) >>> 0
    const known = table.find(family, low ? from : to, low ? to : from, ports)
    if (known >= 0) return known
    const c = this.connection(family, sourcePort, destinationPort, flags, 0)
    if ((flags & (SYN | ACK)) !== SYN) return c
    // It is a SYN that nobody saw: an attempt, which the error then ends.
    const flow = table.flow[c] as number
    if (flow >= 0) this.move(c, MIDSTREAM)
    return c
  }

  /** How the packet at hand looks; the record is good until the next call. */
  private shape(b: Buffer): SegmentShape {
    const { packet, options, found } = this
    options.read(b, packet.optionsAt, packet.optionsEnd, packet.optionsCut)
    found.ttl = packet.ttl
    found.window = packet.window
    found.mss = options.mss
    found.windowScale = options.windowScale
    found.options = options.code
    return found
  }
}
