/**
 * The captures of others, which once crashed a decoder or are of everything that networks carry: read as they are, read with
 * bytes changed, and counted beside tshark. CAPTURE_MUTATIONS sets how many changed ones are tried (20,000).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addressAt } from '../../../main/capture/address-table.ts'
import { CaptureReader } from '../../../main/capture/capture-reader.ts'
import { FrameDecoder } from '../../../main/capture/decode-frame.ts'
import { ICMP, SKIPS, SKIP_BASE, TCP } from '../../../main/capture/decoded-packet.ts'
import { FlowTracker } from '../../../main/capture/flow-tracker.ts'
import { interfaceBlock, packetBlock, sectionBlock } from '../../../main/capture/pcapng-writer.ts'
import { flowRows, totalsOf } from '../../../main/capture/summarise.ts'
import { captureTotals, capturedFlow } from '../../../shared/capture-summary.ts'
import { captureFiles } from '../../support/captures.ts'
import { randomFrom } from '../../support/random.ts'
import { tsharkFrameCounts, tsharkMissing, tsharkPackets } from '../../support/tshark.ts'
import { type Difference, DIFFERENCES, UNKNOWN_TO_TSHARK } from './tshark-differences.ts'

const FILES = captureFiles('captures of others')
const MUTATIONS = Number(process.env['CAPTURE_MUTATIONS'] ?? 20_000)
const LIMIT_MS = 1000
const CHUNK = 4096

/** Reads and summarises; gives how long it took. Every packet must have been counted once. */
function run(bytes: Buffer): { ms: number; tracker: FlowTracker } {
  const start = performance.now()
  const tracker = new FlowTracker({ mostFlows: 500, mostConnections: 64 })
  const reader = new CaptureReader(tracker.onPacket)
  for (let at = 0; at < bytes.length; at += CHUNK) reader.push(bytes.subarray(at, at + CHUNK))
  reader.end()
  const rows = [...flowRows(tracker)]
  const totals = totalsOf(tracker, reader.facts ? [reader.facts] : [])
  const ms = performance.now() - start
  const skipped = Object.values(totals.skipped).reduce((sum, n) => sum + n, 0)
  expect(totals.tcpPackets + totals.icmpPackets + skipped).toBe(reader.packets)
  const inFlows = rows.reduce((sum, row) => sum + row.fromSource.packets + row.fromDestination.packets, 0)
  expect(inFlows + totals.packetsBeyond).toBe(totals.tcpPackets)
  captureTotals.parse(totals)
  for (const row of rows) capturedFlow.parse(row)
  return { ms, tracker }
}

describe.skipIf(FILES.length === 0)('captures of others', () => {
  test('every file is read within a second', () => {
    let packets = 0
    for (const file of FILES) {
      const { ms, tracker } = run(readFileSync(file))
      expect(ms, basename(file)).toBeLessThan(LIMIT_MS)
      packets += tracker.packets
    }
    expect(FILES.length).toBeGreaterThan(400)
    expect(packets).toBeGreaterThan(3000)
  })

  test(`${MUTATIONS} changed ones are read within a second each, in bounded memory`, { timeout: 1_800_000 }, () => {
    const originals = FILES.map((file) => readFileSync(file))
    const random = randomFrom(20_261_122)
    const pick = (n: number) => Math.floor(random() * n)
    let slowest = 0
    let before = 0
    for (let i = 0; i < MUTATIONS; i += 1) {
      const bytes = mutated(originals[pick(originals.length)] ?? Buffer.alloc(0), originals, pick)
      slowest = Math.max(slowest, run(bytes).ms)
      if (slowest > LIMIT_MS) throw new Error(`mutation ${i} took ${slowest} ms`)
      if (i === Math.floor(MUTATIONS / 5)) before = process.memoryUsage.rss()
    }
    const grown = (process.memoryUsage.rss() - before) / 1e6
    console.log(
      `${MUTATIONS} changed captures: the slowest took ${slowest.toFixed(0)} ms, memory grew by ${grown.toFixed(0)} MB`,
    )
    expect(grown).toBeLessThan(150)
  })
})

/** A few bytes set, runs removed or taken from other files; half of the time the file header is left alone. */
function mutated(original: Buffer, others: readonly Buffer[], pick: (n: number) => number): Buffer {
  let bytes = Buffer.from(original)
  const first = pick(2) === 0 ? Math.min(24, bytes.length - 1) : 0
  const place = () => first + pick(Math.max(1, bytes.length - first))
  for (let changes = 1 + pick(12); changes > 0; changes -= 1) {
    const kind = pick(10)
    if (kind < 5) bytes[place()] = pick(256)
    else if (kind < 7) bytes[place()] = [0, 255, 127, 128, 1][pick(5)] ?? 0
    else if (kind === 7) bytes.writeUInt32LE(pick(2 ** 32), Math.min(place(), Math.max(0, bytes.length - 4)))
    else if (kind === 8) {
      const at = place()
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + pick(64)))])
    } else {
      const other = others[pick(others.length)] ?? bytes
      const from = pick(other.length)
      bytes = Buffer.concat([
        bytes.subarray(0, place()),
        other.subarray(from, from + pick(400)),
        bytes.subarray(place()),
      ])
    }
    if (bytes.length < 8) return Buffer.from(original)
  }
  return bytes
}

interface OurPacket {
  file: string
  linkType: number
  flow: string | null
  skip: string | null
}

/** All packets of all files in one pcapng file, each file an interface of its own: one start of tshark instead of hundreds. */
function joinAll(files: readonly string[]): { joined: Buffer; packets: OurPacket[]; counts: Map<string, number> } {
  const blocks = [sectionBlock('all captures')]
  const interfaces = new Map<string, number>()
  const packets: OurPacket[] = []
  const counts = new Map<string, number>()
  for (const path of files) {
    const file = basename(path)
    const decoder = new FrameDecoder()
    const reader = new CaptureReader((b, start, end, header) => {
      const { linkType, wireLength } = header
      if (linkType in UNKNOWN_TO_TSHARK) return
      const name = `${file} ${linkType}`
      if (!interfaces.has(name)) blocks.push(interfaceBlock(linkType))
      const id = interfaces.get(name) ?? interfaces.size
      interfaces.set(name, id)
      blocks.push(packetBlock(id, header.time, b.subarray(start, end), wireLength))
      decoder.decode(b, start, end, wireLength, linkType, header.little)
      packets.push({ file, linkType, ...flowOf(b, decoder.packet) })
    })
    reader.push(readFileSync(path))
    reader.end()
    counts.set(file, reader.packets)
  }
  return { joined: Buffer.concat(blocks), packets, counts }
}

function flowOf(b: Buffer, p: FrameDecoder['packet']): { flow: string | null; skip: string | null } {
  if (p.kind < 0) return { flow: null, skip: SKIPS[SKIP_BASE - p.kind] ?? null }
  const ends = `${addressAt(b, p.sourceAt, p.family)}>${addressAt(b, p.destinationAt, p.family)}`
  if (p.kind === TCP) return { flow: `${ends} ${p.sourcePort}>${p.destinationPort}`, skip: null }
  expect(p.kind).toBe(ICMP)
  return { flow: `${ends} ${p.family === 4 ? 'icmp' : 'icmpv6'} ${p.icmpType}`, skip: null }
}

const missing = tsharkMissing()
if (missing) console.warn(`captures beside tshark: skipped, because ${missing}`)

describe.skipIf(FILES.length === 0 || missing !== null)('beside tshark', () => {
  test('the same number of packets in every file', () => {
    const { counts } = joinAll(FILES)
    const theirs = tsharkFrameCounts(FILES)
    for (const [file, frames] of theirs) expect([file, counts.get(file)]).toEqual([file, frames])
    expect(theirs.size).toBeGreaterThan(400)
  })

  test('the same flow for every TCP and ICMP packet, apart from the differences that are explained', () => {
    const { joined, packets } = joinAll(FILES)
    const folder = mkdtempSync(join(tmpdir(), 'psm-preflight-tshark-'))
    const found = new Map<string, Difference>()
    let agreed = 0
    try {
      const path = join(folder, 'all.pcapng')
      writeFileSync(path, joined)
      const theirs = tsharkPackets(path)
      expect(theirs.length).toBe(packets.length)
      for (const [index, ours] of packets.entries()) {
        const flow = theirs[index]?.flow ?? null
        if (flow === ours.flow) agreed += flow === null ? 0 : 1
        else {
          const only = flow === null ? 'ours' : 'tshark'
          const key = `${ours.file} ${only} ${ours.skip}`
          const packets = (found.get(key)?.packets ?? 0) + 1
          found.set(key, { file: ours.file, sees: only, ourReason: ours.skip, packets, why: '' })
        }
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
    const plain = (list: Iterable<Difference>) =>
      [...list].map(({ file, sees, ourReason, packets }) => `${file}: ${packets} only ${sees} (${ourReason})`).sort()
    console.log(`tshark and we agree on ${agreed} TCP and ICMP packets`)
    expect(plain(found.values())).toEqual(plain(DIFFERENCES))
    expect(agreed).toBeGreaterThan(1000)
  })
})
