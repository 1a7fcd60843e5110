/** The classic format: pcap(5), draft-ietf-opsawg-pcap; microseconds and nanoseconds, both byte orders, and Kuznetzov's variant. */
import { u16, u32, u32be } from './bytes.ts'
import {
  BadCapture,
  type CaptureFacts,
  type CaptureFormat,
  type OnPacket,
  type PacketHeader,
} from './capture-format.ts'

interface PcapOrder {
  little: boolean
  /** Units of the second word of a time in a microsecond. */
  perMicrosecond: number
  recordHeader: number
}

/** libpcap's own limit (MAXIMUM_SNAPLEN): a larger packet is a lie. */
export const LARGEST_PACKET = 262_144
const FILE_HEADER = 24
/** The link type shares its word with flags about frame check sequences. */
const LINK_TYPE_MASK = 0x03ffffff

const ORDERS: ReadonlyMap<number, PcapOrder> = new Map(
  [
    [0xa1b2c3d4, 1, 16] as const,
    [0xa1b23c4d, 1000, 16] as const,
    // Linux 2.2's patched libpcap: 8 more bytes in each record.
    [0xa1b2cd34, 1, 24] as const,
  ].flatMap(([magic, perMicrosecond, recordHeader]): [number, PcapOrder][] => {
    const swapped = Buffer.alloc(4)
    swapped.writeUInt32LE(magic)
    return [
      [magic, { little: false, perMicrosecond, recordHeader }],
      [swapped.readUInt32BE(), { little: true, perMicrosecond, recordHeader }],
    ]
  }),
)

/** Null when the first four bytes are not of this format. */
export const pcapFormat = (b: Uint8Array, at: number): PcapOrder | null => ORDERS.get(u32be(b, at)) ?? null

export class PcapFormat implements CaptureFormat {
  readonly skip = 0
  readonly facts: CaptureFacts = { format: 'pcap', interfaces: 1, dropped: null, comments: [] }
  private started = false
  /** Writers before version 2.3 had the two lengths the other way round. */
  private minor = 4

  constructor(
    private readonly order: PcapOrder,
    private readonly header: PacketHeader,
    private readonly onPacket: OnPacket,
  ) {
    header.little = order.little
  }

  step(b: Buffer, at: number, end: number): number {
    if (!this.started) return this.start(b, at, end)
    const { little, recordHeader, perMicrosecond } = this.order
    const data = at + recordHeader
    if (data > end) return -recordHeader
    const first = u32(b, at + 8, little)
    const second = u32(b, at + 12, little)
    const swap = this.minor < 3 || (this.minor === 3 && first > second)
    const captured = swap ? second : first
    if (captured > LARGEST_PACKET) throw new BadCapture(`a packet that claims ${captured} captured bytes`)
    if (data + captured > end) return -(recordHeader + captured)
    const { header } = this
    const fraction = u32(b, at + 4, little)
    header.time = u32(b, at, little) * 1e6 + (perMicrosecond === 1 ? fraction : fraction / perMicrosecond)
    header.wireLength = swap ? first : second
    this.onPacket(b, data, data + captured, header)
    return recordHeader + captured
  }

  private start(b: Buffer, at: number, end: number): number {
    if (at + FILE_HEADER > end) return -FILE_HEADER
    const { little } = this.order
    const major = u16(b, at + 4, little)
    if (major !== 2) throw new BadCapture(`pcap version ${major}; only version 2 is known`)
    this.minor = u16(b, at + 6, little)
    this.header.linkType = u32(b, at + 20, little) & LINK_TYPE_MASK
    this.started = true
    return FILE_HEADER
  }
}
