/** Both formats in all their variants, cut at every byte, and damaged in every way that has a name. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CaptureReader } from '../../../main/capture/capture-reader.ts'
import { interfaceBlock, packetBlock, sectionBlock, statisticsBlock } from '../../../main/capture/pcapng-writer.ts'
import { readCaptureFile, readCaptureStream } from '../../../main/capture/read-capture.ts'
import {
  block,
  enhanced,
  ethernet,
  interfaceDescription,
  ip4,
  obsolete,
  option,
  pcap,
  section,
  simple,
  statistics,
  tcp,
} from '../../support/packets.ts'

const A = ethernet(ip4(tcp({ from: 1111 })))
const B = ethernet(ip4(tcp({ from: 2222, payload: 333 })))

interface Seen {
  hex: string
  time: number
  wireLength: number
  linkType: number
}

/** Reads the file in chunks of a size. */
function read(file: Buffer, size = file.length) {
  const seen: Seen[] = []
  const reader = new CaptureReader((b, start, end, { time, wireLength, linkType }) =>
    seen.push({ hex: b.toString('hex', start, end), time, wireLength, linkType }),
  )
  // One buffer for all chunks: what the reader keeps of it must be a copy.
  const chunk = Buffer.alloc(Math.max(1, size))
  for (let at = 0; at < file.length; at += size) {
    const length = file.copy(chunk, 0, at, at + size)
    reader.push(chunk.subarray(0, length))
    chunk.fill(0xee)
  }
  reader.end()
  return { seen, reader }
}

const AT = 1_700_000_000_123_456
const packet = (bytes: Buffer, time = AT, wireLength = bytes.length, linkType = 1): Seen => ({
  hex: bytes.toString('hex'),
  time,
  wireLength,
  linkType,
})

describe('pcap', () => {
  test.each([
    ['microseconds', { magic: 0xa1b2c3d4 }],
    ['nanoseconds', { magic: 0xa1b23c4d }],
    ['modified', { magic: 0xa1b2cd34, extra: 8 }],
  ])('%s, both byte orders', (_, sketch) => {
    for (const little of [true, false]) {
      const file = pcap(
        [
          { bytes: A, at: AT },
          { bytes: B, at: AT + 1, wireLength: 9000 },
        ],
        { ...sketch, little },
      )
      const { seen, reader } = read(file)
      expect(seen).toEqual([packet(A), packet(B, AT + 1, 9000)])
      expect([reader.damage, reader.facts?.format, reader.header.little]).toEqual([null, 'pcap', little])
    }
  })
  test('lengths the other way round, as before version 2.3', () => {
    const frame = { bytes: A, at: AT, captured: 9000, wireLength: A.length }
    expect(read(pcap([frame], { minor: 2 })).seen).toEqual([packet(A, AT, 9000)])
    expect(read(pcap([frame], { minor: 3 })).seen).toEqual([packet(A, AT, 9000)])
  })
  test('bits beside the link type are not part of it', () => {
    expect(read(pcap([{ bytes: A }], { linkType: 0x14000001 })).seen[0]?.linkType).toBe(1)
  })
  test('an empty capture', () => {
    const { seen, reader } = read(pcap([]))
    expect([seen, reader.damage, reader.unknown]).toEqual([[], null, null])
  })
})

const ngFile = Buffer.concat([
  section(true, option(1, Buffer.from('site 7'))),
  interfaceDescription(1, Buffer.concat([option(2, Buffer.from('eth0')), option(9, Buffer.from([9]))])),
  interfaceDescription(101, Buffer.concat([option(9, Buffer.from([0x80 | 20])), option(0, Buffer.alloc(0))])),
  enhanced(A, { ticks: AT * 1000, options: option(1, Buffer.from('look here')) }),
  block(0x0bad, Buffer.alloc(1234, 7)),
  enhanced(ip4(tcp()), { id: 1, ticks: 5 * 2 ** 20 }),
  statistics(0, 3),
  statistics(0, 7),
  statistics(1, 2),
  section(false),
  interfaceDescription(113, option(14, Buffer.from('00000000000003e8', 'hex'), false), false),
  enhanced(B, { ticks: 17, little: false }),
  simple(A, false),
  obsolete(B, 0, 2 ** 33 + 5, false),
])

describe('pcapng', () => {
  const expected = [
    packet(A),
    packet(ip4(tcp()), 5e6, 40, 101),
    packet(B, 1000 * 1e6 + 17, B.length, 113),
    packet(A, Number.NaN, A.length, 113),
    packet(B, 1000 * 1e6 + 2 ** 33 + 5, B.length, 113),
  ]
  test('sections of both orders, interfaces with their own clocks, three kinds of packets', () => {
    const { seen, reader } = read(ngFile)
    expect(seen).toEqual(expected)
    expect(reader.damage).toBe(null)
    expect(reader.facts).toEqual({ format: 'pcapng', interfaces: 3, dropped: 9, comments: ['site 7', 'look here'] })
  })
  test('the snap length bounds a simple packet', () => {
    const file = Buffer.concat([section(), interfaceDescription(1, Buffer.alloc(0), true, 20), simple(A)])
    expect(read(file).seen).toEqual([packet(A.subarray(0, 20), Number.NaN, A.length)])
  })
  test('options that lie end the list, not the packet', () => {
    const lie = Buffer.from('0100ffff41414141', 'hex')
    const { seen, reader } = read(Buffer.concat([section(), interfaceDescription(1), enhanced(A, { options: lie })]))
    expect([seen.length, reader.damage, reader.facts?.comments]).toEqual([1, null, []])
  })
  test('what we write ourselves', () => {
    const file = Buffer.concat([
      sectionBlock('ours'),
      interfaceBlock(1, 'eth0'),
      packetBlock(0, AT, A, 99),
      statisticsBlock(0, 4),
    ])
    const { seen, reader } = read(file)
    expect(seen).toEqual([packet(A, AT, 99)])
    expect(reader.facts).toEqual({ format: 'pcapng', interfaces: 1, dropped: 4, comments: ['ours'] })
  })
})

test('chunks of every size give the same packets', () => {
  for (const file of [
    pcap([
      { bytes: A, at: 1 },
      { bytes: B, at: 2 },
    ]),
    ngFile,
  ]) {
    const whole = read(file).seen
    for (let size = 1; size < 500; size += 1) {
      const { seen, reader } = read(file, size)
      expect(seen, `chunks of ${size}`).toEqual(whole)
      expect(reader.damage).toBe(null)
    }
  }
})

test('a file that ends anywhere gives what stands before, and the offset', () => {
  const file = pcap([{ bytes: A }, { bytes: B }])
  for (let length = 24; length < file.length; length += 1) {
    const { seen, reader } = read(file.subarray(0, length), 64)
    const second = 24 + 16 + A.length
    const expected = length < second ? 0 : 1
    expect(seen.length).toBe(expected)
    const whole = length === 24 || length === second
    expect(reader.damage?.offset ?? null, `cut at ${length}`).toBe(whole ? null : expected === 0 ? 24 : second)
  }
})

describe('damage', () => {
  test.each([
    [
      'a packet of 4 GB',
      pcap([{ bytes: A }, { bytes: B, captured: 0xfffffff0 }]),
      24 + 16 + A.length,
      /4294967280 captured/,
    ],
    ['version 3', Buffer.concat([pcap([]).subarray(0, 4), Buffer.from([3, 0]), pcap([]).subarray(6)]), 0, /version 3/],
    ['a block of 4 bytes', Buffer.concat([section(), block(6, Buffer.alloc(20), true, 4)]), 28, /claims 4 bytes/],
    ['a block of 4 GB', Buffer.concat([section(), block(6, Buffer.alloc(20), true, 0xffffff00)]), 28, /claims/],
    ['two lengths that differ', Buffer.concat([section(), interfaceDescription(1).fill(0, 16)]), 28, /lengths differ/],
    ['an unknown interface', Buffer.concat([section(), enhanced(A)]), 28, /interface 0/],
    [
      'a packet larger than its block',
      Buffer.concat([section(), interfaceDescription(1), enhanced(A, { captured: 500 })]),
      48,
      /shorter/,
    ],
    ['a section without a byte order', Buffer.concat([section(), section().fill(1, 8, 12)]), 28, /byte order/],
  ])('%s', (_, file, offset, what) => {
    const { reader } = read(file)
    expect(reader.damage?.offset).toBe(offset)
    expect(reader.damage?.what).toMatch(what)
    expect(read(file, 7).reader.damage).toEqual(reader.damage)
  })
  test('an unknown block of 4 GB is skipped without being kept', () => {
    const { reader } = read(Buffer.concat([section(), block(99, Buffer.alloc(100_000), true, 0xfffffffc)]), 1000)
    expect(reader.damage?.what).toMatch(/cut short/)
  })
  test.each([
    ['', ''],
    ['a', ''],
    ['GIF89a', ''],
    ['\u0000\u0000\u0000\u0000', ''],
  ])('no capture: %j', (text) => {
    const { reader } = read(Buffer.from(text))
    expect(reader.unknown?.toString()).toBe(text)
    expect(reader.facts).toBe(null)
  })
})

describe('files and streams', () => {
  const file = pcap(Array.from({ length: 5000 }, (_, i) => ({ bytes: i % 2 ? A : B, at: i })))
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psm-preflight-capture-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const counter = () => new CaptureReader(() => {})
  const save = async (name: string, bytes: Buffer) => {
    await writeFile(join(folder, name), bytes)
    return join(folder, name)
  }

  test('plain and gzip’d files', async () => {
    for (const bytes of [file, gzipSync(file)]) {
      const reader = counter()
      expect(await readCaptureFile(await save('a.pcap', bytes), reader)).toBe(null)
      expect([reader.packets, reader.damage]).toEqual([5000, null])
    }
  })
  test('plain and gzip’d streams, in chunks of one byte', async () => {
    for (const bytes of [file.subarray(0, 3000), gzipSync(file)]) {
      const reader = counter()
      expect(await readCaptureStream(Readable.from([...bytes].map((b) => Buffer.from([b]))), reader)).toBe(null)
      expect(reader.packets).toBe(bytes.length === 3000 ? read(bytes).seen.length : 5000)
    }
  })
  test('a gzip file that unfolds too far, or is cut', async () => {
    const bomb = counter()
    const path = await save(
      'bomb.gz',
      gzipSync(pcap([{ bytes: A }, ...Array.from({ length: 3000 }, () => ({ bytes: Buffer.alloc(4000) }))])),
    )
    expect(await readCaptureFile(path, bomb, { mostUnpacked: 5_000_000 })).toMatch(/more than 5000000 bytes/)
    expect(bomb.packets).toBeGreaterThan(500)
    expect(bomb.packets).toBeLessThan(1300)
    const cut = counter()
    expect(await readCaptureFile(await save('cut.gz', gzipSync(file).subarray(0, 900)), cut)).toMatch(
      /gzip data is damaged/,
    )
    expect(cut.packets).toBeGreaterThan(0)
  })
  test('a missing file rejects with the system’s error', async () => {
    await expect(readCaptureFile(join(folder, 'none'), counter())).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
