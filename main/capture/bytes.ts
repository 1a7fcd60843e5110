/**
 * Numbers in a buffer, read by offset. Plain indexing: faster than Buffer's own readers, which check every call. The caller
 * has checked the bounds; beyond them these read zeros, and never throw.
 */

export const u8 = (b: Uint8Array, i: number) => b[i] as number
export const u16be = (b: Uint8Array, i: number) => ((b[i] as number) << 8) | (b[i + 1] as number)
const u16le = (b: Uint8Array, i: number) => ((b[i + 1] as number) << 8) | (b[i] as number)

export const u32be = (b: Uint8Array, i: number) =>
  (((b[i] as number) << 24) | ((b[i + 1] as number) << 16) | ((b[i + 2] as number) << 8) | (b[i + 3] as number)) >>> 0

const u32le = (b: Uint8Array, i: number) =>
  (((b[i + 3] as number) << 24) | ((b[i + 2] as number) << 16) | ((b[i + 1] as number) << 8) | (b[i] as number)) >>> 0

/** In the byte order of a file's writer. */
export const u16 = (b: Uint8Array, i: number, little: boolean) => (little ? u16le(b, i) : u16be(b, i))
export const u32 = (b: Uint8Array, i: number, little: boolean) => (little ? u32le(b, i) : u32be(b, i))

/** Exact up to 2^53; beyond that the nearest number. */
export const u64 = (b: Uint8Array, i: number, little: boolean) =>
  little ? u32le(b, i + 4) * 4294967296 + u32le(b, i) : u32be(b, i) * 4294967296 + u32be(b, i + 4)

/** Signed, two's complement; exact within ±2^53. */
export function i64(b: Uint8Array, i: number, little: boolean): number {
  const high = u32(b, little ? i + 4 : i, little)
  const low = u32(b, little ? i : i + 4, little)
  return (high | 0) * 4294967296 + low
}
