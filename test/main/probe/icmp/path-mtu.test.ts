/** The search for the path MTU on simulated paths: a path is a function from size to answer. */
import { describe, expect, test } from 'vitest'
import { searchPathMtu } from '../../../../main/probe/icmp/path-mtu.ts'
import type { PingReading } from '../../../../main/probe/icmp/read-ping.ts'

const REPLY: PingReading = { kind: 'reply', rttMs: 1, ttl: 61 }
const SILENCE: PingReading = { kind: 'silence' }

/** What was asked, in order, and what was found. */
async function search(full: number, answer: (bytes: number, turn: number) => PingReading, family: 4 | 6 = 4) {
  const asked: number[] = []
  const found = await searchPathMtu(full, family, (bytes) => Promise.resolve(answer(bytes, asked.push(bytes))))
  return { ...found, asked }
}

/** A path that swallows what is too large without a word. */
const blackHole = (mtu: number) => (bytes: number) => (bytes <= mtu ? REPLY : SILENCE)
/** A path whose narrow links say so; `links` from near to far. */
const honest =
  (...links: number[]) =>
  (bytes: number): PingReading => {
    const narrow = links.find((mtu) => bytes > mtu)
    return narrow === undefined ? REPLY : { kind: 'too-big', by: '10.77.12.1', mtu: narrow }
  }

describe('path MTU', () => {
  test('a healthy path takes one echo', async () => {
    expect(await search(1500, blackHole(1500))).toMatchObject({ bytes: 1500, asked: [1500] })
  })

  test('a router that says its size is believed when an echo of it is answered', async () => {
    const found = await search(1500, honest(1400))
    expect(found).toMatchObject({ bytes: 1400, asked: [1500, 1400] })
    expect(found.note).toContain('10.77.12.1 said')
  })

  test('two narrow links, one behind the other', async () => {
    expect(await search(9000, honest(1500, 1400))).toMatchObject({ bytes: 1400, asked: [9000, 1500, 1400] })
  })

  test('a black hole is found by halves, never claimed larger than it is, within 8 echoes', async () => {
    for (const mtu of [576, 577, 1280, 1399, 1400, 1492, 1499]) {
      const { bytes, asked, note } = await search(1500, blackHole(mtu))
      expect(asked.length, String(mtu)).toBeLessThanOrEqual(8)
      expect(bytes).toBeLessThanOrEqual(mtu)
      expect(mtu - (bytes ?? 0), String(mtu)).toBeLessThan(32)
      expect(Number(/those of (\d+) bytes are not/.exec(note)?.[1])).toBeGreaterThan(mtu)
    }
  })

  test('one lost echo is no narrow path', async () => {
    const { bytes, asked } = await search(1500, (_bytes, turn) => (turn === 1 ? SILENCE : REPLY))
    expect({ bytes, asked }).toEqual({ bytes: 1500, asked: [1500, 576, 1500] })
  })

  test('a router that only speaks when it is asked again', async () => {
    const honestly = honest(1400)
    const found = await search(1500, (bytes, turn) => (turn === 1 ? SILENCE : honestly(bytes)))
    expect(found).toMatchObject({ bytes: 1400, asked: [1500, 576, 1500, 1400] })
  })

  test('a destination that answers no echo gives no size', async () => {
    expect(await search(1500, () => SILENCE)).toMatchObject({ bytes: null, asked: [1500, 576] })
    expect(await search(1280, () => SILENCE, 6)).toMatchObject({ bytes: null, asked: [1280] })
  })

  test('what could not be sent says why', async () => {
    const { bytes, note } = await search(1500, () => ({ kind: 'refused', text: 'connect: Network is unreachable' }))
    expect({ bytes, note }).toEqual({ bytes: null, note: 'Not measured: connect: Network is unreachable.' })
  })

  test('a lying router costs no more echoes and is not believed', async () => {
    const found = await search(1500, (bytes) =>
      bytes <= 1000 ? REPLY : { kind: 'too-big', by: '10.0.0.1', mtu: bytes - 1 },
    )
    expect(found.asked.length).toBeLessThanOrEqual(8)
    expect(found.bytes).toBeLessThanOrEqual(1000)
  })

  test('IPv6 goes down to 1280', async () => {
    expect((await search(1500, blackHole(1280), 6)).asked).toContain(1280)
  })
})
