import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Pacer } from '../../../main/preflight/pace.ts'

/** Starts of `count` flows spread over `destinations`, milliseconds. */
async function starts(pacer: Pacer, count: number, destinations: number): Promise<{ at: number; to: string }[]> {
  const seen: { at: number; to: string }[] = []
  const done = Array.from({ length: count }, (_, i) => {
    const to = `10.0.0.${i % destinations}`
    return new Promise<void>((resolve) => {
      pacer.enter(to, () => {
        seen.push({ at: performance.now(), to })
        setTimeout(() => {
          pacer.leave()
          resolve()
        }, 5)
      })
    })
  })
  await Promise.all(done)
  return seen
}

/** The most starts in any window of one second; on a busy machine a start is seen some milliseconds after it was counted. */
function busiestSecond(times: number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 960).length))
}

describe('pace', () => {
  test('normal: at most 300 new connects in any second', async () => {
    const times = (await starts(new Pacer('normal'), 420, 50)).map((s) => s.at)
    expect(times).toHaveLength(420)
    expect(busiestSecond(times)).toBeLessThanOrEqual(300)
    expect(times[419]! - times[0]!).toBeGreaterThan(900)
  })
  test('normal: at most 100 to one destination in any second', async () => {
    const times = (await starts(new Pacer('normal'), 130, 1)).map((s) => s.at)
    expect(busiestSecond(times)).toBeLessThanOrEqual(100)
  })
  test('gentle: at most 10 in any second, never two at once', async () => {
    const times = (await starts(new Pacer('gentle'), 12, 12)).map((s) => s.at)
    expect(busiestSecond(times)).toBeLessThanOrEqual(10)
    for (const [i, at] of times.entries()) if (i > 0) expect(at - times[i - 1]!).toBeGreaterThan(95)
  })
  test('fast: no limit but the number at once', async () => {
    const times = (await starts(new Pacer('fast'), 2000, 10)).map((s) => s.at)
    expect(times[1999]! - times[0]!).toBeLessThan(1500)
  })
  test('spreads over the destinations: no two in a row to the same one', async () => {
    const pacer = new Pacer('fast')
    const to: string[] = []
    const done = ['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'c'].map(
      (name) => new Promise<void>((resolve) => pacer.enter(name, () => resolve(void to.push(name)))),
    )
    await Promise.all(done)
    expect(to.join('')).toBe('abcabcabc')
  })
  test('a repeat goes before first attempts', async () => {
    const pacer = new Pacer('gentle')
    const order: string[] = []
    pacer.enter('a', () => order.push('first a'))
    await sleep(10)
    pacer.enter('b', () => order.push('first b'))
    pacer.repeat('a', () => order.push('repeat a'))
    await sleep(400)
    expect(order).toEqual(['first a', 'repeat a', 'first b'])
  })
  test('after a shortage fewer flows are under way at once, and all are still served', async () => {
    const pacer = new Pacer('fast')
    let under = 0
    let most = 0
    const serve = (i: number) =>
      new Promise<void>((resolve) => {
        pacer.enter(`10.0.0.${i}`, () => {
          under += 1
          if (i > 100) most = Math.max(most, under)
          setTimeout(() => {
            under -= 1
            pacer.leave()
            resolve()
          }, 2)
        })
      })
    const early = Promise.all(Array.from({ length: 20 }, (_, i) => serve(i)))
    await sleep(1)
    for (let i = 0; i < 30; i += 1) pacer.backOff()
    await early
    await Promise.all(Array.from({ length: 60 }, (_, i) => serve(i + 101)))
    expect(most).toBeLessThanOrEqual(2)
  })
})

test('a destination at its limit does not hold up a repeat to another one', async () => {
  const pacer = new Pacer('normal')
  for (let i = 0; i < 130; i += 1) pacer.enter('busy', () => setTimeout(() => pacer.leave(), 1))
  await sleep(200)
  const asked = performance.now()
  await new Promise<void>((resolve) => pacer.repeat('idle', resolve))
  expect(performance.now() - asked).toBeLessThan(100)
})
