/** Captures as a page sends them: in pieces, against a plan, and whatever else a hostile page would send in their place. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Captures } from '../../../main/checks/captures.ts'
import { CAPTURE_PIECE } from '../../../shared/contract.ts'
import { CAPTURE_ROWS } from '../../../shared/capture-view.ts'
import { Core, loopbackDraft, temporaryFolder } from '../../support/core.ts'
import { FLAGS, type Frame, ethernet, icmp, ip4, pcap, tcp } from '../../support/packets.ts'

const { SYN, ACK } = FLAGS
const NET = 72
const [LAPTOP, PSM1] = [`127.${NET}.0.2`, `127.${NET}.0.11`]
let place: Awaited<ReturnType<typeof temporaryFolder>>
let core: Core
beforeEach(async () => {
  place = await temporaryFolder()
  core = await Core.open(place.folder)
})
afterEach(async () => {
  await core.workspace.close()
  await place.done()
})

let clock = 1_700_000_000_000_000
const frame = (packet: Buffer): Frame => ({ bytes: ethernet(packet), at: (clock += 1000) })
const syn = (to: string, port: number) => frame(ip4(tcp({ to: port }), { from: LAPTOP, to }))
const FRAMES = [
  syn(PSM1, 22),
  frame(ip4(tcp({ from: 22, to: 40_000, flags: SYN | ACK, seq: 5, ack: 1001 }), { from: PSM1, to: LAPTOP })),
  frame(ip4(tcp({ to: 22, flags: ACK, seq: 1001, ack: 6 }), { from: LAPTOP, to: PSM1 })),
  syn(PSM1, 443),
  frame(
    ip4(icmp(3, 13, ip4(tcp({ to: 443 }), { from: LAPTOP, to: PSM1 })), { protocol: 1, from: '10.0.0.1', to: LAPTOP }),
  ),
  syn('10.99.0.1', 8080),
]

async function send(bytes: Buffer, { check = null as string | null, name = 'a.pcap', piece = 100 } = {}) {
  const { capture } = await core.call('capture.begin', { name, bytes: bytes.length, check })
  for (let offset = 0; offset < bytes.length; offset += piece) {
    const data = bytes.subarray(offset, offset + piece).toString('base64')
    const { done } = await core.call('capture.piece', { capture, offset, data })
    if (done) break
  }
  return await core.call('capture.show', { capture })
}

test('set against the plan of a check: what failed first, what the capture has beside it, and how much it says nothing of', async () => {
  const id = await core.create(loopbackDraft(NET))
  const { plan, flows, totals, warnings } = await send(pcap(FRAMES), { check: id })
  expect(totals).toMatchObject({ packets: 6, flows: 3 })
  expect(warnings).toEqual([])
  expect(plan?.seen.map(({ source, port, shows }) => [source, port, shows])).toEqual([
    ['laptop', 443, 'rejected'],
    ['laptop', 22, 'completed'],
  ])
  expect([plan?.site, plan?.notSeen, plan?.seenBeyond]).toEqual([`Loopback ${NET}`, 193, 0])
  expect(flows).toEqual([expect.objectContaining({ destination: '10.99.0.1', port: 8080, state: 'unanswered' })])
})

test('without a check, packed, and in pieces of any size it is the same', async () => {
  const whole = await send(pcap(FRAMES), { piece: CAPTURE_PIECE })
  expect(whole.plan).toBeNull()
  expect(whole.flows.map(({ state }) => state)).toEqual(['rejected', 'unanswered', 'completed'])
  expect(await send(pcap(FRAMES), { piece: 1 })).toEqual(whole)
  expect(await send(gzipSync(pcap(FRAMES)), { piece: 7 })).toEqual(whole)
})

test('of 1,000 flows so many are shown as a page can take, and the rest is counted', async () => {
  const { flows, flowsBeyond } = await send(pcap(Array.from({ length: 1000 }, (_, port) => syn(PSM1, port + 1))))
  expect([flows.length, flowsBeyond]).toEqual([CAPTURE_ROWS, 1000 - CAPTURE_ROWS])
})

test('of a file far larger than a piece, no more than a piece is held', async () => {
  const bytes = 90_000_000
  const { capture } = await core.call('capture.begin', { name: 'large.pcap', bytes, check: null })
  const packets = pcap([syn(PSM1, 22)])
  const record = packets.subarray(24)
  const many = Buffer.alloc(Math.floor(CAPTURE_PIECE / record.length) * record.length, record)
  const data = many.toString('base64')
  let offset = packets.length
  await core.call('capture.piece', { capture, offset: 0, data: packets.toString('base64') })
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  while (offset + many.length <= bytes) {
    const { received } = await core.call('capture.piece', { capture, offset, data })
    offset = received
    most = Math.max(most, process.memoryUsage().arrayBuffers)
  }
  const { totals } = await core.call('capture.show', { capture })
  expect(totals.packets).toBe((offset - 24) / record.length)
  expect((most - before) / 1e6).toBeLessThan(60)
})

test('the desktop app reads it where it lies', async () => {
  const path = join(place.folder, 'a.pcap')
  await writeFile(path, pcap(FRAMES))
  const { capture } = await core.call('capture.begin', { name: 'a.pcap', bytes: 1, check: null })
  await core.workspace.captures.takeFile(capture, path)
  expect((await core.call('capture.show', { capture })).totals.packets).toBe(6)
  const { capture: gone } = await core.call('capture.begin', { name: 'b.pcap', bytes: 1, check: null })
  await expect(core.workspace.captures.takeFile(gone, join(place.folder, 'b.pcap'))).rejects.toThrow(
    'b.pcap cannot be read: no such file or folder (ENOENT).',
  )
})

describe('what is no capture, or is sent to do harm', () => {
  test.each([
    ['nothing', Buffer.alloc(0), /found nothing: the file is empty/],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), /found a PNG picture; accepted: a packet capture/],
    ['a text', Buffer.from('version: 1\n'.repeat(20_000)), /found the text "version: 1/],
  ])('%s is refused with what was found', async (_, bytes, words) => {
    await expect(send(bytes, { piece: 50_000 })).rejects.toThrow(words)
  })

  test('1 GB is refused before a byte of it is sent, and told what reads it', async () => {
    await expect(core.call('capture.begin', { name: 'huge.pcap', bytes: 1_000_000_000, check: null })).rejects.toThrow(
      /huge\.pcap is too large .*found 1,000,000,000 bytes; accepted: up to 500,000,000.*capture-summary FILE/,
    )
  })

  test('one that says it is small may not grow; pieces in disorder are refused', async () => {
    const { capture } = await core.call('capture.begin', { name: 'a.pcap', bytes: 30, check: null })
    const piece = (offset: number, length: number) =>
      core.call('capture.piece', { capture, offset, data: pcap(FRAMES).subarray(0, length).toString('base64') })
    await expect(piece(0, 100)).rejects.toThrow('a.pcap has grown')
    await expect(piece(5, 10)).rejects.toThrow('in disorder')
    expect(await piece(0, 24)).toEqual({ received: 24, done: false })
    await expect(piece(0, 24)).rejects.toThrow('in disorder')
  })

  test('ids are not guessed, and each is shown once', async () => {
    const { capture } = await core.call('capture.begin', { name: 'a.pcap', bytes: 1000, check: null })
    await core.call('capture.piece', { capture, offset: 0, data: pcap([]).toString('base64') })
    expect((await core.call('capture.show', { capture })).warnings).toEqual(['a capture without packets'])
    await expect(core.call('capture.show', { capture })).rejects.toThrow('not being read any more')
    await expect(core.call('capture.show', { capture: 'A'.repeat(22) })).rejects.toThrow('not-found')
    await expect(core.call('capture.show', { capture: '../../etc' })).rejects.toThrow('bad-params')
  })

  test('many that are begun and left push each other out', async () => {
    const ids: string[] = []
    for (let n = 0; n < 5; n++) {
      ids.push((await core.call('capture.begin', { name: `${n}`, bytes: 1000, check: null })).capture)
    }
    await expect(core.call('capture.show', { capture: ids[0] ?? '' })).rejects.toThrow('not being read any more')
    await core.call('capture.piece', { capture: ids[4] ?? '', offset: 0, data: pcap([]).toString('base64') })
  })

  test('damage in every place of a file gives a summary or words, and never a fault of ours', async () => {
    const good = pcap(FRAMES)
    for (let n = 0; n < 60; n++) {
      const bad = Buffer.from(good)
      const noise = randomBytes(4)
      noise.copy(bad, Math.floor((n / 60) * bad.length))
      const told = await send(bad, { piece: 64, name: '\u001b[31m<script>.pcap' }).catch((error: Error) => error)
      if (told instanceof Error) expect(told.message, noise.toString('hex')).toMatch(/^refused: \\u\{1b\}/)
    }
  })

  test('a gzip bomb is unfolded to a limit in counters, not in memory', async () => {
    const bomb = gzipSync(Buffer.concat([pcap([]), Buffer.alloc(100_000_000)]))
    const before = process.memoryUsage().rss
    const told = await send(bomb, { piece: 50_000 })
    // Of zeros, each 16 are a packet of no length.
    expect(told.totals).toMatchObject({ packets: 6_250_000, flows: 0 })
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(150)
  })
})

test('40,000 flows are put into words in short turns, and others work in between', async () => {
  const frames = Array.from({ length: 40_000 }, (_, i) => syn(`10.${i >> 12}.${(i >> 4) & 255}.${1 + (i & 15)}`, 443))
  const bytes = pcap(frames)
  const turns: number[] = []
  // The best of three, for what is compiled or collected meanwhile is not meant.
  for (let time = 0; time < 3; time += 1) {
    const captures = new Captures(null)
    const capture = captures.begin('many.pcap', bytes.length, null)
    await captures.take({ capture, offset: 0, data: bytes.toString('base64') })
    const { worked, result } = await longestTurn(captures.show(capture))
    expect(result.totals.flows).toBe(40_000)
    expect(result.flowsBeyond).toBe(40_000 - CAPTURE_ROWS)
    turns.push(worked)
  }
  expect(Math.min(...turns)).toBeLessThan(50)
})

/** Milliseconds that the process worked in the longest turn of its loop while something is awaited. */
async function longestTurn<T>(going: Promise<T>): Promise<{ worked: number; result: T }> {
  const waiting = { isOver: false }
  const ended = going.finally(() => {
    waiting.isOver = true
  })
  let worked = 0
  while (!waiting.isOver) {
    const before = process.cpuUsage()
    await setImmediate()
    const { user, system } = process.cpuUsage(before)
    worked = Math.max(worked, (user + system) / 1000)
  }
  return { worked, result: await ended }
}
