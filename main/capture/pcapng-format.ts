/**
 * pcapng, draft-ietf-opsawg-pcapng: sections of either byte order, several interfaces with their own link types and clocks, all
 * three kinds of packet blocks, and the statistics that tell lost packets. Other blocks are skipped without being kept.
 */
import { i64, u16, u32, u32be, u64 } from './bytes.ts'
import {
  BadCapture,
  type CaptureFacts,
  type CaptureFormat,
  type OnPacket,
  type PacketHeader,
} from './capture-format.ts'
import { LARGEST_PACKET } from './pcap-format.ts'

const SECTION = 0x0a0d0d0a
const [INTERFACE, OLD_PACKET, SIMPLE_PACKET, STATISTICS, ENHANCED_PACKET] = [1, 2, 3, 5, 6]
const LITTLE_ENDIAN_MARK = 0x4d3c2b1a
const BIG_ENDIAN_MARK = 0x1a2b3c4d

/** A packet of the largest size, and generous room for its options. */
const LARGEST_BLOCK = LARGEST_PACKET + 262_144
const MOST_INTERFACES = 65_536
const MOST_COMMENTS = 10
const LONGEST_COMMENT = 400

const [OPTION_END, OPTION_COMMENT, IF_TSRESOL, IF_TSOFFSET, ISB_IFDROP, ISB_OSDROP] = [0, 1, 9, 14, 5, 7]

export const isPcapng = (b: Uint8Array, at: number) => u32be(b, at) === SECTION

interface Interface {
  linkType: number
  snapLength: number
  /** Microseconds of one unit of its clock. */
  unit: number
  /** Microseconds to add. */
  offset: number
  dropped: number | null
}

const isKept = (type: number) =>
  type === SECTION ||
  type === INTERFACE ||
  type === OLD_PACKET ||
  type === SIMPLE_PACKET ||
  type === STATISTICS ||
  type === ENHANCED_PACKET

/** Bytes with the padding to 32 bits. */
const padded = (length: number) => (length + 3) & ~3

export class PcapngFormat implements CaptureFormat {
  skip = 0
  readonly facts: CaptureFacts = { format: 'pcapng', interfaces: 0, dropped: null, comments: [] }
  private little = true
  private interfaces: Interface[] = []

  constructor(
    private readonly header: PacketHeader,
    private readonly onPacket: OnPacket,
  ) {}

  step(b: Buffer, at: number, end: number): number {
    this.skip = 0
    if (at + 12 > end) return -12
    // A section starts with bytes that read the same in both orders, and then tells its own.
    if (u32be(b, at) === SECTION) this.startSection(b, at)
    const type = u32(b, at, this.little)
    const length = u32(b, at + 4, this.little)
    if (length < 12) throw new BadCapture(`a block that claims ${length} bytes`)
    if (!isKept(type)) {
      this.skip = Math.ceil(length / 4) * 4 - 8
      return 8
    }
    if (length > LARGEST_BLOCK) throw new BadCapture(`a block of type ${type} that claims ${length} bytes`)
    const size = padded(length)
    if (at + size > end) return -size
    if (u32(b, at + size - 4, this.little) !== length) {
      throw new BadCapture(`a block of type ${type} whose two lengths differ`)
    }
    this.block(type, b, at + 8, at + size - 4)
    return size
  }

  private startSection(b: Buffer, at: number): void {
    const mark = u32be(b, at + 8)
    if (mark !== LITTLE_ENDIAN_MARK && mark !== BIG_ENDIAN_MARK) throw new BadCapture('a section without a byte order')
    this.little = mark === LITTLE_ENDIAN_MARK
    this.header.little = this.little
  }

  /** @param at after the lengths; @param end before the second length */
  private block(type: number, b: Buffer, at: number, end: number): void {
    switch (type) {
      case SECTION:
        return this.section(b, at, end)
      case INTERFACE:
        return this.interface(b, at, end)
      case STATISTICS:
        return this.statistics(b, at, end)
      case SIMPLE_PACKET:
        return this.simplePacket(b, at, end)
      default:
        return this.packet(type, b, at, end)
    }
  }

  private section(b: Buffer, at: number, end: number): void {
    need(at + 16, end)
    const major = u16(b, at + 4, this.little)
    if (major !== 1) throw new BadCapture(`pcapng version ${major}; only version 1 is known`)
    this.interfaces = []
    this.options(b, at + 16, end)
  }

  private interface(b: Buffer, at: number, end: number): void {
    need(at + 8, end)
    if (this.interfaces.length === MOST_INTERFACES) throw new BadCapture(`more than ${MOST_INTERFACES} interfaces`)
    const [linkType, snapLength] = [u16(b, at, this.little), u32(b, at + 4, this.little)]
    const found: Interface = { linkType, snapLength, unit: 1, offset: 0, dropped: null }
    this.options(b, at + 8, end, (code, start, length) => {
      if (code === IF_TSRESOL && length >= 1) found.unit = 1e6 / resolution(b[start] ?? 6)
      if (code === IF_TSOFFSET && length >= 8) found.offset = i64(b, start, this.little) * 1e6
    })
    this.interfaces.push(found)
    this.facts.interfaces += 1
  }

  /** A later block of the same interface replaces what an earlier one said. */
  private statistics(b: Buffer, at: number, end: number): void {
    need(at + 12, end)
    const found = this.interfaceOf(u32(b, at, this.little))
    let dropped: number | null = null
    this.options(b, at + 12, end, (code, start, length) => {
      if ((code === ISB_IFDROP || code === ISB_OSDROP) && length === 8)
        dropped = (dropped ?? 0) + u64(b, start, this.little)
    })
    if (dropped === null) return
    this.facts.dropped = (this.facts.dropped ?? 0) - (found.dropped ?? 0) + dropped
    found.dropped = dropped
  }

  private simplePacket(b: Buffer, at: number, end: number): void {
    need(at + 4, end)
    const first = this.interfaceOf(0)
    const wireLength = u32(b, at, this.little)
    const limit = first.snapLength === 0 ? LARGEST_PACKET : first.snapLength
    const captured = Math.min(wireLength, limit, end - at - 4)
    this.header.time = Number.NaN
    this.hand(b, at + 4, captured, wireLength, first)
  }

  private packet(type: number, b: Buffer, at: number, end: number): void {
    need(at + 20, end)
    const { little } = this
    const found = this.interfaceOf(type === OLD_PACKET ? u16(b, at, little) : u32(b, at, little))
    const captured = u32(b, at + 12, little)
    if (captured > LARGEST_PACKET) throw new BadCapture(`a packet that claims ${captured} captured bytes`)
    need(at + 20 + captured, end)
    const ticks = u32(b, at + 4, little) * 4294967296 + u32(b, at + 8, little)
    this.header.time = ticks * found.unit + found.offset
    const options = at + 20 + padded(captured)
    if (options < end) this.options(b, options, end)
    this.hand(b, at + 20, captured, u32(b, at + 16, little), found)
  }

  private hand(b: Buffer, at: number, captured: number, wireLength: number, from: Interface): void {
    this.header.wireLength = wireLength
    this.header.linkType = from.linkType
    this.onPacket(b, at, at + captured, this.header)
  }

  private interfaceOf(index: number): Interface {
    const found = this.interfaces[index]
    if (!found) throw new BadCapture(`a packet of interface ${index}, which the file does not describe`)
    return found
  }

  /** A list of options that is cut, or lies, ends there: what it belongs to is still good. */
  private options(
    b: Buffer,
    start: number,
    end: number,
    each: (code: number, at: number, length: number) => void = () => {},
  ): void {
    for (let at = start; at + 4 <= end; ) {
      const code = u16(b, at, this.little)
      const length = u16(b, at + 2, this.little)
      if (code === OPTION_END || at + 4 + length > end) return
      if (code === OPTION_COMMENT) this.comment(b.subarray(at + 4, at + 4 + length))
      else each(code, at + 4, length)
      at += 4 + padded(length)
    }
  }

  private comment(text: Buffer): void {
    const { comments } = this.facts
    if (comments.length < MOST_COMMENTS) comments.push(text.toString('utf8', 0, LONGEST_COMMENT))
  }
}

function need(until: number, end: number): void {
  if (until > end) throw new BadCapture('a block that is shorter than its content')
}

/** if_tsresol: a negative power of 10, or with the highest bit set of 2. */
function resolution(value: number): number {
  return value & 0x80 ? 2 ** (value & 0x7f) : 10 ** value
}
