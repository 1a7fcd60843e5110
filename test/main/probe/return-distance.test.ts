/** The distance of answers by asking with a least TTL, on loopback, where every answer has the full TTL of 64. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { LimitedTarget } from '../../../main/probe/dial.ts'
import { askWithin } from '../../../main/probe/limited-ask.ts'
import { type Dialler, createDialler } from '../../../main/probe/native/dialler.ts'
import { returnDistance } from '../../../main/probe/return-distance.ts'
import { Listeners } from '../../support/loopback.ts'

const probe = await createDialler()
if ('missing' in probe) console.warn(`return distance: skipped, because ${probe.missing}`)
else probe.close()
if ('missing' in probe && process.env['CI']) throw new Error(`${probe.missing}; in CI that is a failure`)

const PATIENCE = { tries: 5, gapMs: 45, timeoutMs: 2000 }

describe.skipIf('missing' in probe)('how far an answer came', () => {
  let dialler: Dialler
  const listeners = new Listeners()
  const sent: LimitedTarget[] = []
  beforeAll(async () => {
    const opened = await createDialler()
    if ('missing' in opened) throw new Error(opened.missing)
    dialler = opened
  })
  afterEach(async () => {
    sent.length = 0
    await listeners.close()
  })
  afterAll(() => dialler.close())

  const asker = (signal = new AbortController().signal) => ({
    dial: ((target, onAnswer) => {
      sent.push(target)
      return dialler.dial(target, onAnswer)
    }) satisfies Dialler['dial'],
    turn: () => Promise.resolve(),
    signal,
  })
  const closedPort = async () => {
    const port = await listeners.open(() => undefined)
    await listeners.close()
    return port
  }

  test('an answer that was turned away is told long before the wait is over', async () => {
    const port = await listeners.open(() => undefined)
    const startedAt = performance.now()
    const ask = { ...asker(), address: '127.0.0.1', port, timeoutMs: 5000 }
    expect(await askWithin({ ...ask, minTtl: 65 }, undefined)).toEqual({ kind: 'below' })
    expect(performance.now() - startedAt).toBeLessThan(2000)
    expect(await askWithin({ ...ask, minTtl: 64 }, undefined)).toMatchObject({ kind: 'handshake' })
  })

  test('an open port at the distance that was expected takes two SYNs', async () => {
    const port = await listeners.open(() => undefined)
    const target = { address: '127.0.0.1', port }
    const found = await returnDistance({ asker: asker(), target, patience: PATIENCE, expected: 64 })
    expect(found).toMatchObject({ observer: 'min-ttl', kind: 'SYN-ACK', ttl: 64, hops: 0 })
    expect(sent.map(({ minTtl }) => minTtl)).toEqual(expect.arrayContaining([64, 65]))
    expect(sent.length).toBeLessThanOrEqual(4)
  })

  test.each([undefined, 63, 50, 128])('a closed port is found wherever it was expected (%s)', async (expected) => {
    const target = { address: '127.0.0.1', port: await closedPort() }
    const found = await returnDistance({ asker: asker(), target, patience: PATIENCE, expected })
    expect(found).toMatchObject({ kind: 'RST', ttl: 64, hops: 0 })
  })

  test('where the kernel does not tell what it turned away, silence is asked again', async () => {
    const port = await listeners.open(() => undefined)
    const mute = asker()
    const dial: Dialler['dial'] = (target, onAnswer) => {
      const dialled = mute.dial(target, onAnswer)
      dialled.turnedAway = () => false
      return dialled
    }
    const target = { address: '127.0.0.1', port }
    const patience = { tries: 5, gapMs: 10, timeoutMs: 60 }
    const found = await returnDistance({ asker: { ...mute, dial }, target, patience, expected: 64 })
    expect(found).toMatchObject({ kind: 'SYN-ACK', ttl: 64 })
    expect(sent.filter(({ minTtl }) => minTtl === 65).length).toBeGreaterThanOrEqual(5)
    expect(sent.filter(({ minTtl }) => minTtl === 64).length).toBeGreaterThanOrEqual(5)
  })
})
