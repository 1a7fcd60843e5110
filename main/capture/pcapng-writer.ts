/** Blocks of a pcapng file, little-endian, times in microseconds: what Wireshark opens. draft-ietf-opsawg-pcapng. */

const [SECTION, INTERFACE, ENHANCED_PACKET, STATISTICS] = [0x0a0d0d0a, 1, 6, 5]
const [OPTION_COMMENT, IF_NAME, ISB_IFDROP] = [1, 2, 5]

const padded = (length: number) => (length + 3) & ~3

function option(code: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length))
  bytes.writeUInt16LE(code, 0)
  bytes.writeUInt16LE(value.length, 2)
  value.copy(bytes, 4)
  return bytes
}

function block(type: number, fixed: Buffer, options: readonly Buffer[]): Buffer {
  const end = options.length === 0 ? [] : [Buffer.alloc(4)]
  const length = 12 + fixed.length + [...options, ...end].reduce((sum, o) => sum + o.length, 0)
  const head = Buffer.alloc(8)
  head.writeUInt32LE(type, 0)
  head.writeUInt32LE(length, 4)
  return Buffer.concat([head, fixed, ...options, ...end, head.subarray(4)])
}

/** The start of a file. `comment`: what it is, for whoever opens it. */
export function sectionBlock(comment: string): Buffer {
  const fixed = Buffer.alloc(16)
  fixed.writeUInt32LE(0x1a2b3c4d, 0)
  fixed.writeUInt16LE(1, 4)
  fixed.fill(0xff, 8)
  return block(SECTION, fixed, [option(OPTION_COMMENT, Buffer.from(comment))])
}

/** Interfaces are numbered by their order, from 0. */
export function interfaceBlock(linkType: number, name?: string): Buffer {
  const fixed = Buffer.alloc(8)
  fixed.writeUInt16LE(linkType, 0)
  fixed.writeUInt32LE(262_144, 4)
  return block(INTERFACE, fixed, name === undefined ? [] : [option(IF_NAME, Buffer.from(name))])
}

/** @param time microseconds since 1970 */
export function packetBlock(interfaceId: number, time: number, bytes: Uint8Array, wireLength: number): Buffer {
  const length = 32 + padded(bytes.length)
  const out = Buffer.alloc(length)
  const micros = Number.isFinite(time) ? Math.max(0, Math.floor(time)) : 0
  out.writeUInt32LE(ENHANCED_PACKET, 0)
  out.writeUInt32LE(length, 4)
  out.writeUInt32LE(interfaceId, 8)
  out.writeUInt32LE(Math.floor(micros / 2 ** 32) >>> 0, 12)
  out.writeUInt32LE(micros >>> 0, 16)
  out.writeUInt32LE(bytes.length, 20)
  out.writeUInt32LE(wireLength >>> 0, 24)
  out.set(bytes, 28)
  out.writeUInt32LE(length, length - 4)
  return out
}

/** How many packets the capturing tool lost on an interface. */
export function statisticsBlock(interfaceId: number, dropped: number): Buffer {
  const fixed = Buffer.alloc(12)
  fixed.writeUInt32LE(interfaceId, 0)
  const lost = Buffer.alloc(8)
  lost.writeBigUInt64LE(BigInt(dropped))
  return block(STATISTICS, fixed, [option(ISB_IFDROP, lost)])
}
