/**
 * Writes a pcap file of any size, with what a data centre's capture is made of: thousands of flows, each with handshakes that
 * succeed, are refused or stay silent, data of 200 to 1,400 bytes, acknowledgements, and some packets of other protocols. The
 * same seed gives the same file.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { randomFrom } from '../support/random.ts'

const SERVERS = 400
const CLIENTS = 500
const PORTS = [22, 80, 443, 2379, 6443, 8888, 9001, 9002, 9009, 9200]
/** Connections whose packets are interleaved. */
const ACTIVE = 2000
const CHUNK = 4 << 20
const ETHERNET = 14
const [FIN, SYN, RST, PSH, ACK] = [1, 2, 4, 8, 16]
const SYN_OPTIONS = Buffer.from('020405b40402080a0001e2400000000001030307', 'hex')
const STAMP_OPTIONS = Buffer.from('0101080a0001e2410001e240', 'hex')

interface Connection {
  client: number
  server: number
  clientPort: number
  serverPort: number
  clientNext: number
  serverNext: number
  /** Packets sent so far. */
  step: number
  /** Data packets to come; -1: refused, -2: silent. */
  data: number
}

export interface SyntheticCapture {
  packets: number
  bytes: number
  connections: number
}

class PacketWriter {
  packets = 0
  bytes = 0
  private readonly chunk = Buffer.alloc(CHUNK)
  private used = 0
  private micros = 0

  constructor(private readonly file: number) {
    this.chunk.writeUInt32LE(0xa1b2c3d4, 0)
    this.chunk.writeUInt16LE(2, 4)
    this.chunk.writeUInt16LE(4, 6)
    this.chunk.writeUInt32LE(262_144, 16)
    this.chunk.writeUInt32LE(1, 20)
    this.used = 24
  }

  /** One Ethernet frame with IPv4; gives where its transport header starts in the chunk. */
  frame(from: number, to: number, protocol: number, transportLength: number): number {
    const length = ETHERNET + 20 + transportLength
    if (this.used + 16 + length > CHUNK) this.flush()
    const { chunk } = this
    const at = this.used
    this.micros += 7
    chunk.writeUInt32LE(1_700_000_000 + Math.floor(this.micros / 1e6), at)
    chunk.writeUInt32LE(this.micros % 1e6, at + 4)
    chunk.writeUInt32LE(length, at + 8)
    chunk.writeUInt32LE(length, at + 12)
    const frame = at + 16
    chunk.writeUInt16BE(0x0800, frame + 12)
    const ip = frame + ETHERNET
    chunk[ip] = 0x45
    chunk.writeUInt16BE(20 + transportLength, ip + 2)
    chunk.writeUInt16BE(0x4000, ip + 6)
    chunk[ip + 8] = 62
    chunk[ip + 9] = protocol
    chunk.writeUInt32BE(from, ip + 12)
    chunk.writeUInt32BE(to, ip + 16)
    this.used += 16 + length
    this.packets += 1
    return ip + 20
  }

  tcp(c: Connection, fromClient: boolean, flags: number, payload: number): void {
    const options = flags & SYN ? SYN_OPTIONS : STAMP_OPTIONS
    const [from, to] = fromClient ? [c.client, c.server] : [c.server, c.client]
    const at = this.frame(from, to, 6, 20 + options.length + payload)
    const { chunk } = this
    chunk.writeUInt16BE(fromClient ? c.clientPort : c.serverPort, at)
    chunk.writeUInt16BE(fromClient ? c.serverPort : c.clientPort, at + 2)
    chunk.writeUInt32BE((fromClient ? c.clientNext : c.serverNext) >>> 0, at + 4)
    chunk.writeUInt32BE((fromClient ? c.serverNext : c.clientNext) >>> 0, at + 8)
    chunk[at + 12] = ((20 + options.length) / 4) << 4
    chunk[at + 13] = flags
    chunk.writeUInt16BE(501, at + 14)
    options.copy(chunk, at + 20)
    const advance = payload + (flags & (SYN | FIN) ? 1 : 0)
    if (fromClient) c.clientNext += advance
    else c.serverNext += advance
  }

  flush(): void {
    let at = 0
    while (at < this.used) at += writeSync(this.file, this.chunk, at, this.used - at)
    this.bytes += this.used
    this.used = 0
  }

  get written(): number {
    return this.bytes + this.used
  }
}

/** Writes at least `size` bytes. */
export function writeSyntheticCapture(path: string, size: number, seed = 1): SyntheticCapture {
  const random = randomFrom(seed)
  const pick = (n: number) => Math.floor(random() * n)
  const file = openSync(path, 'w')
  const writer = new PacketWriter(file)
  let connections = 0
  const fresh = (): Connection => {
    connections += 1
    const fate = random()
    return {
      client: 0x0a4d0000 + pick(CLIENTS),
      server: 0x0a4e0000 + pick(SERVERS),
      clientPort: 32_768 + pick(28_000),
      serverPort: PORTS[pick(PORTS.length)] ?? 22,
      clientNext: pick(2 ** 31),
      serverNext: pick(2 ** 31),
      step: 0,
      data: fate < 0.05 ? -1 : fate < 0.1 ? -2 : 4 + pick(24),
    }
  }
  const active = Array.from({ length: ACTIVE }, fresh)
  while (writer.written < size) {
    const slot = pick(ACTIVE)
    const c = active[slot] ?? fresh()
    if (pick(50) === 0) writer.frame(c.client, c.server, 17, 8 + 100 + pick(400))
    if (advance(writer, c, pick)) active[slot] = fresh()
  }
  writer.flush()
  closeSync(file)
  return { packets: writer.packets, bytes: writer.bytes, connections }
}

/** The next packet of a connection; true when it was the last. */
function advance(writer: PacketWriter, c: Connection, pick: (n: number) => number): boolean {
  const { step } = c
  c.step += 1
  if (step === 0) writer.tcp(c, true, SYN, 0)
  else if (c.data === -2) return true
  else if (step === 1) {
    writer.tcp(c, false, c.data === -1 ? RST | ACK : SYN | ACK, 0)
    return c.data === -1
  } else if (step === 2) writer.tcp(c, true, ACK, 0)
  else if (step < 3 + c.data) {
    const fromClient = pick(3) === 0
    writer.tcp(c, fromClient, PSH | ACK, 200 + pick(1200))
    if (pick(2) === 0) writer.tcp(c, !fromClient, ACK, 0)
  } else if (step === 3 + c.data) writer.tcp(c, true, FIN | ACK, 0)
  else {
    writer.tcp(c, false, FIN | ACK, 0)
    return true
  }
  return false
}
