/**
 * Capture file or live stream → packets, in constant memory. Chunks of any size are pushed in; each packet is handed on where it
 * lies, without a copy; only one that is cut by the end of a chunk is put together first. pcap and pcapng are told by their
 * first bytes. Everything is hostile: a length that lies ends the reading with the offset where it stands.
 */
import { BadCapture, type CaptureFacts, type CaptureFormat, type OnPacket, PacketHeader } from './capture-format.ts'
import { PcapFormat, pcapFormat } from './pcap-format.ts'
import { PcapngFormat, isPcapng } from './pcapng-format.ts'

/** What is wrong with a file, and where. What stands before it was read. */
export interface Damage {
  /** Byte offset in the (decompressed) stream. */
  offset: number
  what: string
}

/** Enough to tell what a file is. */
const MAGIC_BYTES = 4
const FIRST_CARRY = 65_536

export class CaptureReader {
  readonly header = new PacketHeader()
  packets = 0
  damage: Damage | null = null
  /** The first bytes, where they are of no capture: nothing can be read. */
  unknown: Buffer | null = null
  private format: CaptureFormat | null = null
  /** A record of which only the first bytes have come. */
  private carry = Buffer.allocUnsafe(FIRST_CARRY)
  private carried = 0
  private toSkip = 0
  /** Of the next byte that is not yet used up. */
  private offset = 0

  constructor(onPacket: OnPacket) {
    this.onPacket = (bytes, start, end, header) => {
      this.packets += 1
      onPacket(bytes, start, end, header)
    }
  }

  private readonly onPacket: OnPacket

  get facts(): CaptureFacts | null {
    return this.format?.facts ?? null
  }

  /** Nothing more can be read: the stream may be closed. */
  get done(): boolean {
    return this.damage !== null || this.unknown !== null
  }

  /** The chunk may be used again after the call. */
  push(chunk: Buffer): void {
    let at = 0
    try {
      if (this.carried > 0) at = this.finishCarried(chunk)
      while (at < chunk.length && !this.done) {
        at += this.skipped(chunk.length - at)
        if (at === chunk.length) return
        const used = this.step(chunk, at, chunk.length)
        if (used < 0) return this.keep(chunk, at, chunk.length)
        at += used
      }
    } catch (error) {
      this.damaged(error)
    }
  }

  /** To be called when nothing more comes: a record that is not whole is a damage. */
  end(): void {
    if (this.done) return
    if (this.format === null) {
      this.unknown = this.carry.subarray(0, this.carried)
    } else if (this.carried > 0 || this.toSkip > 0) {
      this.damage = { offset: this.offset, what: 'the file ends within a packet or block: it was cut short' }
    }
  }

  private step(b: Buffer, at: number, end: number): number {
    const format = this.format ?? this.tell(b, at, end)
    if (format === null) return this.done ? end - at : -MAGIC_BYTES
    const used = format.step(b, at, end)
    if (used >= 0) {
      this.offset += used
      this.toSkip = format.skip
    }
    return used
  }

  private tell(b: Buffer, at: number, end: number): CaptureFormat | null {
    if (at + MAGIC_BYTES > end) return null
    if (isPcapng(b, at)) this.format = new PcapngFormat(this.header, this.onPacket)
    else {
      const order = pcapFormat(b, at)
      if (order === null) this.unknown = Buffer.from(b.subarray(at, Math.min(end, at + 64)))
      else this.format = new PcapFormat(order, this.header, this.onPacket)
    }
    return this.format
  }

  private skipped(available: number): number {
    const skip = Math.min(this.toSkip, available)
    this.toSkip -= skip
    this.offset += skip
    return skip
  }

  private keep(b: Buffer, at: number, end: number): void {
    this.room(end - at)
    this.carried = b.copy(this.carry, 0, at, end)
  }

  private room(bytes: number): void {
    if (bytes <= this.carry.length) return
    const larger = Buffer.allocUnsafe(Math.max(bytes, 2 * this.carry.length))
    this.carry.copy(larger, 0, 0, this.carried)
    this.carry = larger
  }

  /** Adds to the carried bytes only what their record needs; gives how much of the chunk that took. */
  private finishCarried(chunk: Buffer): number {
    let at = 0
    for (;;) {
      const used = this.step(this.carry, 0, this.carried)
      if (used >= 0) {
        // More than the step used: the first bytes of what is to be skipped.
        this.skipped(this.carried - used)
        this.carried = 0
        return at
      }
      const missing = -used - this.carried
      const taken = Math.min(missing, chunk.length - at)
      this.room(this.carried + taken)
      chunk.copy(this.carry, this.carried, at, at + taken)
      this.carried += taken
      at += taken
      if (taken < missing) return at
    }
  }

  private damaged(error: unknown): void {
    if (!(error instanceof BadCapture)) throw error
    this.damage = { offset: this.offset, what: error.message }
    this.carried = 0
  }
}
