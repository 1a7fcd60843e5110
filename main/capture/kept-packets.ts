/** The packets that are kept beside a report: a pcapng file that Wireshark opens, of bounded size. */
import { type WriteStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import type { PacketHeader } from './capture-format.ts'
import { interfaceBlock, packetBlock, sectionBlock, statisticsBlock } from './pcapng-writer.ts'

const COMMENT =
  'Kept by psm-preflight: only packets of the flows of its plan, ICMP errors about them, and ARP for their addresses'
/** Bytes that wait to be written before the source is asked to pause. */
const MOST_WAITING = 4 << 20

export class KeptPackets {
  packets = 0
  /** Packets for which the file had no room left. */
  beyond = 0
  /** The first trouble with the file; what was written before may be whole. */
  error: Error | null = null
  private bytes = 0
  private readonly stream: WriteStream
  private readonly interfaces = new Map<number, number>()

  private constructor(
    stream: WriteStream,
    private readonly mostBytes: number,
  ) {
    this.stream = stream
    stream.on('error', (error) => {
      this.error ??= error
    })
    this.write(sectionBlock(COMMENT))
  }

  /** Rejects with the system's error when the file cannot be made. Replaces one that is there. */
  static async open(path: string, mostBytes: number): Promise<KeptPackets> {
    const stream = createWriteStream(path, { mode: 0o600 })
    await once(stream, 'open')
    return new KeptPackets(stream, mostBytes)
  }

  /** True when so much waits to be written that whoever reads should pause, until {@link drained}. */
  get isFull(): boolean {
    return this.error === null && this.stream.writableLength > MOST_WAITING
  }

  drained(then: () => void): void {
    this.stream.once('drain', then)
  }

  keep(b: Buffer, start: number, end: number, { linkType, time, wireLength }: PacketHeader): void {
    if (this.bytes + 64 + end - start > this.mostBytes) {
      this.beyond += 1
      return
    }
    let id = this.interfaces.get(linkType)
    if (id === undefined) {
      id = this.interfaces.size
      this.interfaces.set(linkType, id)
      this.write(interfaceBlock(linkType))
    }
    this.packets += 1
    this.write(packetBlock(id, time, b.subarray(start, end), wireLength))
  }

  async close(dropped: number | null): Promise<void> {
    if (dropped !== null && this.interfaces.size > 0) this.write(statisticsBlock(0, dropped))
    if (this.stream.destroyed) return
    this.stream.end()
    await new Promise<void>((resolve) => this.stream.once('close', () => resolve()))
  }

  private write(bytes: Buffer): void {
    if (this.error !== null) return
    this.bytes += bytes.length
    this.stream.write(bytes)
  }
}
