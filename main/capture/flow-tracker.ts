/**
 * Packets → counters per flow, one packet at a time, in bounded memory. Knows nothing of threads, files or plans: it may run
 * anywhere, and `onPacket` is given to a CaptureReader.
 */
import { addressAt } from './address-table.ts'
import type { PacketHeader } from './capture-format.ts'
import { FrameDecoder } from './decode-frame.ts'
import { ACK, type DecodedPacket, ICMP, LINK_TYPE, RST, SKIPS, SKIP_BASE, SYN, TCP } from './decoded-packet.ts'
import { FlowTable, ICMP_ERRORS, LAST_SEEN } from './flow-table.ts'
import { TcpTracker } from './tcp-tracker.ts'

export interface TrackerOptions {
  /** Flows that are followed; packets of any beyond are counted. Default 200,000. */
  mostFlows?: number | undefined
  /** Connections that are followed at the same time, a power of two. Default 131,072, in 8 MB. */
  mostConnections?: number | undefined
  /** Ports that are known to be served: where no SYN tells who is the client, they do. */
  servedPorts?: ReadonlySet<number> | undefined
}

const MOST_FLOWS = 200_000
const MOST_CONNECTIONS = 131_072
const MOST_LINK_TYPES = 64

export class FlowTracker {
  readonly flows: FlowTable
  readonly tcp: TcpTracker
  packets = 0
  bytes = 0
  tcpPackets = 0
  icmpPackets = 0
  /** First fragments: their segment is not whole. */
  firstFragments = 0
  /** Microseconds; NaN while no packet had a time. */
  firstTime = Number.NaN
  lastTime = Number.NaN
  /** By index of SKIPS. */
  readonly skipped = new Float64Array(SKIPS.length)
  readonly unknownLinkTypes = new Map<number, number>()
  /** What was last decoded; good until the next packet. */
  readonly packet: DecodedPacket
  private readonly decoder = new FrameDecoder()

  constructor(options: TrackerOptions = {}) {
    const { mostFlows = MOST_FLOWS, mostConnections = MOST_CONNECTIONS, servedPorts = new Set() } = options
    this.packet = this.decoder.packet
    this.flows = new FlowTable({ mostFlows })
    this.tcp = new TcpTracker(this.flows, this.packet, servedPorts, mostConnections)
  }

  readonly onPacket = (b: Buffer, start: number, end: number, header: PacketHeader): void => {
    const { packet } = this
    this.decoder.decode(b, start, end, header.wireLength, header.linkType, header.little)
    this.packets += 1
    this.bytes += header.wireLength
    this.clock(header.time)
    if (packet.kind === TCP) {
      this.tcpPackets += 1
      if (packet.firstFragment) this.firstFragments += 1
      this.tcp.segment(b)
    } else if (packet.kind === ICMP) this.icmp(b)
    else this.skip(packet.kind, header.linkType)
  }

  /** A packet may have no time (simple packet blocks of pcapng): NaN. */
  private clock(time: number): void {
    this.tcp.time = time
    if (time >= this.firstTime && time <= this.lastTime) return
    if (Number.isNaN(time)) return
    if (!(time >= this.firstTime)) this.firstTime = time
    if (!(time <= this.lastTime)) this.lastTime = time
  }

  private skip(kind: number, linkType: number): void {
    const index = SKIP_BASE - kind
    this.skipped[index] = (this.skipped[index] as number) + 1
    if (kind !== LINK_TYPE) return
    const known = this.unknownLinkTypes.get(linkType)
    if (known !== undefined || this.unknownLinkTypes.size < MOST_LINK_TYPES)
      this.unknownLinkTypes.set(linkType, (known ?? 0) + 1)
  }

  private icmp(b: Buffer): void {
    const { packet, tcp } = this
    this.icmpPackets += 1
    if (!packet.quotesTcp) return
    const { family, quotedSourcePort, quotedDestinationPort, quotedFlags } = packet
    if (!tcp.setEnds(b, family, packet.quotedSourceAt, packet.quotedDestinationAt)) return
    const flags = Math.max(0, quotedFlags) & (SYN | ACK | RST)
    const c = tcp.connectionOfQuote(family, quotedSourcePort, quotedDestinationPort, flags)
    const flow = tcp.connections.flow[c] as number
    if (flow < 0) return
    const aboutClient = (tcp.connections.clientIsLow[c] === 1) === tcp.isLow(quotedSourcePort, quotedDestinationPort)
    const slab = this.flows.slab(flow)
    const base = this.flows.base(flow)
    slab[base + ICMP_ERRORS] = (slab[base + ICMP_ERRORS] as number) + 1
    slab[base + LAST_SEEN] = tcp.time
    this.flows.detail(flow).addIcmp({
      family,
      type: packet.icmpType,
      code: packet.icmpCode,
      reporter: addressAt(b, packet.sourceAt, family),
      ttl: packet.ttl,
      mtu: packet.icmpMtu,
      quotedTtl: packet.quotedTtl,
      quotedMss: packet.quotedMss,
      aboutClient,
    })
    if (aboutClient && isRejection(family, packet.icmpType, packet.icmpCode)) tcp.reject(c, slab, base)
  }
}

/** "Unreachable" in all its kinds but "fragmentation needed": what ends an attempt. RFC 792, RFC 4443 §3.1. */
const isRejection = (family: number, type: number, code: number) =>
  family === 4 ? type === 3 && code !== 4 : type === 1
