/**
 * IPv6 addresses as numbers: each gets the index under which it is kept, so that the tables of connections and flows have keys of
 * 32 bits for both families. An IPv4 address is such a number by itself.
 */
import { formatIp } from '../../shared/plan/ip-number.ts'
import { u32be } from './bytes.ts'

/** Of packets that are followed; what comes beyond is counted, not followed. */
const MOST_ADDRESSES = 262_144
const FIRST_SLOTS = 1024

export class AddressTable {
  private readonly seed = Math.floor(Math.random() * 0x7fffffff) | 1
  private slots = new Int32Array(FIRST_SLOTS)
  private words = new Uint32Array(FIRST_SLOTS * 2)
  private count = 0

  /** The number of the address at the offset; -1 when the table is full. */
  intern(b: Uint8Array, at: number): number {
    const [w0, w1, w2, w3] = [u32be(b, at), u32be(b, at + 4), u32be(b, at + 8), u32be(b, at + 12)]
    return this.of(w0, w1, w2, w3)
  }

  /** The number of an address that was interned; -1 for any other. */
  find(value: bigint): number {
    const word = (i: number) => Number((value >> BigInt(96 - 32 * i)) & 0xffffffffn)
    const [w0, w1, w2, w3] = [word(0), word(1), word(2), word(3)]
    return (this.slots[this.slotOf(w0, w1, w2, w3)] as number) - 1
  }

  private of(w0: number, w1: number, w2: number, w3: number): number {
    const slot = this.slotOf(w0, w1, w2, w3)
    const id = (this.slots[slot] as number) - 1
    return id < 0 ? this.add(slot, w0, w1, w2, w3) : id
  }

  /** The slot that holds the address, or the free one where it belongs. */
  private slotOf(w0: number, w1: number, w2: number, w3: number): number {
    const { slots, words } = this
    const mask = slots.length - 1
    for (let i = this.hash(w0, w1, w2, w3) & mask; ; i = (i + 1) & mask) {
      const id = (slots[i] as number) - 1
      if (id < 0) return i
      const at = id * 4
      if (words[at + 3] === w3 && words[at + 2] === w2 && words[at + 1] === w1 && words[at] === w0) return i
    }
  }

  private hash(w0: number, w1: number, w2: number, w3: number): number {
    let h = Math.imul(w3 ^ this.seed, 0x9e3779b1) ^ Math.imul(w2 + this.seed, 0x85ebca77)
    h = Math.imul(h ^ (h >>> 15) ^ w1, 0xc2b2ae3d) ^ Math.imul(w0, this.seed)
    return h ^ (h >>> 13)
  }

  private add(slot: number, w0: number, w1: number, w2: number, w3: number): number {
    if (this.count === MOST_ADDRESSES) return -1
    const id = this.count
    this.count += 1
    this.slots[slot] = id + 1
    this.words.set([w0, w1, w2, w3], id * 4)
    if (this.count * 2 >= this.slots.length) this.grow()
    return id
  }

  private grow(): void {
    const { words } = this
    this.slots = new Int32Array(this.slots.length * 2)
    this.words = new Uint32Array(words.length * 2)
    this.words.set(words)
    const mask = this.slots.length - 1
    for (let id = 0; id < this.count; id += 1) {
      const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = words.subarray(id * 4, id * 4 + 4)
      let i = this.hash(w0, w1, w2, w3) & mask
      while (this.slots[i] !== 0) i = (i + 1) & mask
      this.slots[i] = id + 1
    }
  }

  /** The canonical literal of a key. */
  text(family: number, key: number): string {
    if (family === 4) return dotted(key)
    let value = 0n
    for (const word of this.words.subarray(key * 4, key * 4 + 4)) value = (value << 32n) | BigInt(word)
    return formatIp(6, value)
  }
}

/** Without the big integers of formatIp: two for every row of a summary. */
const dotted = (n: number) => `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`

/** The literal of the address at an offset in a packet. */
export function addressAt(b: Uint8Array, at: number, family: number): string {
  if (family === 4) return dotted(u32be(b, at))
  let value = 0n
  for (let i = 0; i < 16; i += 4) value = (value << 32n) | BigInt(u32be(b, at + i))
  return formatIp(6, value)
}
