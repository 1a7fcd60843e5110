/** Silence beyond a threshold is told from a device that answers only now and then. */
import { describe, expect, test } from 'vitest'
import type { Dial, LimitedDial } from '../../../main/probe/dial.ts'
import { askInPairs, chanceOf, isTold } from '../../../main/probe/paired-asks.ts'

describe('chance', () => {
  test.each([
    { asked: 5, within: 5, chance: 1 / 252 },
    { asked: 6, within: 6, chance: 1 / 924 },
    { asked: 6, within: 5, chance: 6 / 792 },
    { asked: 12, within: 6, chance: 924 / 134_596 },
    { asked: 6, within: 0, chance: 1 },
  ])('$within of $asked answered', ({ asked, within, chance }) => {
    expect(chanceOf({ asked, within, beyond: 0 })).toBeCloseTo(chance, 10)
  })

  test('an answer beyond the threshold, or too few within, tell nothing', () => {
    expect(isTold({ asked: 6, within: 6, beyond: 0 })).toBe(true)
    expect(isTold({ asked: 6, within: 6, beyond: 1 })).toBe(false)
    expect(isTold({ asked: 5, within: 4, beyond: 0 })).toBe(false)
  })
})

describe('asking in pairs', () => {
  const patience = { tries: 6, gapMs: 2, timeoutMs: 30 }
  /** Answers with a RST where `answers` says so, by the least TTL and the number of the SYN. */
  const dialThat =
    (answers: (minTtl: number, nth: number) => boolean, count = { dialled: 0 }): LimitedDial =>
    (target, onAnswer) => {
      const nth = (count.dialled += 1)
      const dialled: ReturnType<Dial> = {
        observer: 'error-queue',
        startedAt: performance.now(),
        answeredAt: null,
        errno: null,
        icmp: null,
        retransmits: null,
        kernelRttMs: null,
        sourceAddress: null,
        sourcePort: null,
        abandon: () => undefined,
      }
      if (answers(target.minTtl ?? 0, nth)) {
        setImmediate(() =>
          onAnswer({ ...dialled, answeredAt: performance.now() }, { kind: 'error', errno: 'ECONNREFUSED' }),
        )
      }
      return dialled
    }
  const ask = (dial: LimitedDial) =>
    askInPairs(
      { dial, turn: () => Promise.resolve(), signal: new AbortController().signal },
      { address: '192.0.2.1', port: 443 },
      61,
      patience,
    )

  test('a host at that distance answers one side, always', async () => {
    expect(await ask(dialThat((minTtl) => minTtl <= 61))).toEqual({ asked: 6, within: 6, beyond: 0, kind: 'rst' })
  })

  test('something nearer answers beyond it', async () => {
    expect((await ask(dialThat((minTtl) => minTtl <= 63))).beyond).toBeGreaterThan(0)
  })

  test('a device that answers every fourth SYN is taken for a host in less than one of twenty times', async () => {
    const runs = await Promise.all(Array.from({ length: 200 }, () => ask(dialThat((_, nth) => nth % 4 === 0))))
    expect(runs.filter(isTold).length).toBeLessThan(10)
  })
})
