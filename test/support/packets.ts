/** Packets and capture files, built byte by byte for tests. Checksums are left out: no decoder of ours looks at them. */
import ipaddr from 'ipaddr.js'

const address = (text: string) => Buffer.from(ipaddr.parse(text).toByteArray())

const be16 = (n: number) => Buffer.from([n >> 8, n & 255])

function be32(n: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(n >>> 0)
  return bytes
}

export const FLAGS = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16 } as const
/** mss 1460, sackOK, TS, nop, wscale 7: as Linux sends them. */
export const LINUX_OPTIONS = '020405b40402080a00000001000000000103 0307'.replaceAll(' ', '')

export interface TcpSketch {
  from?: number
  to?: number
  seq?: number
  ack?: number
  flags?: number
  window?: number
  /** Hex; padded to 32 bits by the caller. */
  options?: string
  payload?: number
}

export function tcp(sketch: TcpSketch = {}): Buffer {
  const { from = 40_000, to = 443, seq = 1000, ack = 0, flags = FLAGS.SYN, window = 64_240, payload = 0 } = sketch
  const options = Buffer.from(sketch.options ?? '', 'hex')
  const start = Buffer.concat([be16(from), be16(to), be32(seq), be32(ack)])
  const rest = Buffer.from([((20 + options.length) / 4) << 4, flags])
  return Buffer.concat([start, rest, be16(window), be32(0), options, Buffer.alloc(payload)])
}

export interface IpSketch {
  from?: string
  to?: string
  ttl?: number
  protocol?: number
  /** Hex of IPv4 options, or of IPv6 extension headers that `protocol` names the first of. */
  options?: string
  /** Flags and offset. */
  fragment?: number
  /** Instead of the true one. */
  length?: number
}

export function ip4(payload: Buffer, sketch: IpSketch = {}): Buffer {
  const { from = '10.77.10.10', to = '10.77.20.11', ttl = 64, protocol = 6, fragment = 0 } = sketch
  const options = Buffer.from(sketch.options ?? '', 'hex')
  const headerLength = 20 + options.length
  const head = Buffer.from([0x40 | (headerLength / 4), 0])
  const length = be16(sketch.length ?? headerLength + payload.length)
  const middle = Buffer.concat([length, be16(7), be16(fragment), Buffer.from([ttl, protocol, 0, 0])])
  return Buffer.concat([head, middle, address(from), address(to), options, payload])
}

export function ip6(payload: Buffer, sketch: IpSketch = {}): Buffer {
  const { from = 'fd77:10::10', to = 'fd77:20::11', ttl = 64, protocol = 6 } = sketch
  const extensions = Buffer.from(sketch.options ?? '', 'hex')
  const length = be16(sketch.length ?? extensions.length + payload.length)
  const head = Buffer.concat([be32(0x60000000), length, Buffer.from([protocol, ttl])])
  return Buffer.concat([head, address(from), address(to), extensions, payload])
}

/** ICMP or ICMPv6 with a quote. `rest`: the four bytes before it. */
export const icmp = (type: number, code: number, quote: Buffer, rest = 0) =>
  Buffer.concat([Buffer.from([type, code, 0, 0]), be32(rest), quote])

const MACS = Buffer.alloc(12, 2)

/** `tags`: EtherTypes of VLAN tags, outermost first. */
export function ethernet(payload: Buffer, tags: readonly number[] = [], type?: number): Buffer {
  const inner = type ?? ((payload[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800)
  const tagged = tags.map((tag) => Buffer.concat([be16(tag), be16(5)]))
  return Buffer.concat([MACS, ...tagged, be16(inner), payload])
}

export interface Frame {
  bytes: Buffer
  /** Microseconds. */
  at?: number
  wireLength?: number
  /** Instead of the true one. */
  captured?: number
}

export interface PcapSketch {
  linkType?: number
  magic?: number
  little?: boolean
  /** Bytes of a record's header beyond 16. */
  extra?: number
  minor?: number
}

function words(little: boolean, ...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length)
  for (const [i, n] of numbers.entries()) {
    if (little) bytes.writeUInt32LE(n >>> 0, 4 * i)
    else bytes.writeUInt32BE(n >>> 0, 4 * i)
  }
  return bytes
}

const halves = (little: boolean, a: number, b: number) => words(little, little ? (b << 16) | a : (a << 16) | b)

export function pcap(frames: readonly Frame[], sketch: PcapSketch = {}): Buffer {
  const { linkType = 1, magic = 0xa1b2c3d4, little = true, extra = 0, minor = 4 } = sketch
  const perMicro = magic === 0xa1b23c4d ? 1000 : 1
  const records = frames.map(({ bytes, at = 0, wireLength = bytes.length, captured = bytes.length }) => {
    const fraction = Math.round((at % 1e6) * perMicro)
    const head = words(little, Math.floor(at / 1e6), fraction, captured, wireLength)
    return Buffer.concat([head, Buffer.alloc(extra), bytes])
  })
  const head = Buffer.concat([words(little, magic), halves(little, 2, minor), words(little, 0, 0, 262_144, linkType)])
  return Buffer.concat([head, ...records])
}

/** One pcapng block. `body` is padded. */
export function block(type: number, body: Buffer, little = true, length?: number): Buffer {
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)])
  const size = words(little, length ?? padded.length + 12)
  return Buffer.concat([words(little, type), size, padded, size])
}

export function option(code: number, value: Buffer, little = true): Buffer {
  const padding = Buffer.alloc((4 - (value.length % 4)) % 4)
  return Buffer.concat([halves(little, code, value.length), value, padding])
}

export const section = (little = true, options: Buffer = Buffer.alloc(0)) =>
  block(
    0x0a0d0d0a,
    Buffer.concat([words(little, 0x1a2b3c4d), halves(little, 1, 0), Buffer.alloc(8, 255), options]),
    little,
  )

export const interfaceDescription = (
  linkType: number,
  options: Buffer = Buffer.alloc(0),
  little = true,
  snapLength = 0,
) => block(1, Buffer.concat([halves(little, linkType, 0), words(little, snapLength), options]), little)

export interface Enhanced {
  id?: number
  /** Units of the interface's clock. */
  ticks?: number
  options?: Buffer
  little?: boolean
  wireLength?: number
  captured?: number
}

export function enhanced(bytes: Buffer, sketch: Enhanced = {}): Buffer {
  const { id = 0, ticks = 0, options = Buffer.alloc(0), little = true } = sketch
  const { wireLength = bytes.length, captured = bytes.length } = sketch
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
  const head = words(little, id, Math.floor(ticks / 2 ** 32), ticks % 2 ** 32, captured, wireLength)
  return block(6, Buffer.concat([head, padded, options]), little)
}

export const simple = (bytes: Buffer, little = true) =>
  block(3, Buffer.concat([words(little, bytes.length), bytes]), little)

/** The packet block of the first drafts, with a count of lost packets. */
export const obsolete = (bytes: Buffer, id = 0, ticks = 0, little = true) =>
  block(
    2,
    Buffer.concat([
      halves(little, id, 0),
      words(little, Math.floor(ticks / 2 ** 32), ticks % 2 ** 32, bytes.length, bytes.length),
      bytes,
    ]),
    little,
  )

export const statistics = (id: number, dropped: number) => {
  const lost = Buffer.alloc(8)
  lost.writeBigUInt64LE(BigInt(dropped))
  return block(5, Buffer.concat([words(true, id, 0, 0), option(5, lost)]))
}
