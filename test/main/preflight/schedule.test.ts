import { describe, expect, test } from 'vitest'
import {
  type PathState,
  type RunState,
  attemptsNeeded,
  gapMs,
  nextStep,
  lateTailMs,
  tailMs,
} from '../../../main/preflight/schedule.ts'

const path = (more: Partial<PathState> = {}): PathState => ({
  srttMs: 0.5,
  rttvarMs: 0.2,
  heard: true,
  loss: { asked: 30, lost: 0 },
  ...more,
})
const run = (more: Partial<RunState> = {}): RunState => ({
  loss: { asked: 90, lost: 0 },
  errors: null,
  lateAttemptsLeft: 1000,
  ...more,
})
const series = (attempts: number, lastAt: number) => ({ firstAt: 0, lastAt, attempts })

describe('number of attempts', () => {
  test('six are enough at 5 % loss each way: a false silence is less likely than one in a million', () => {
    const needed = attemptsNeeded({ asked: 0, lost: 0 }, { asked: 0, lost: 0 })
    expect(needed).toBe(6)
    expect((1 - 0.95 ** 2) ** needed).toBeLessThan(1e-6)
  })
  test('at 15 % loss each way, once it was seen, the chance stays below one in a million', () => {
    const lostShare = 1 - 0.85 ** 2
    const needed = attemptsNeeded({ asked: 30, lost: Math.round(30 * lostShare) }, { asked: 90, lost: 25 })
    expect(lostShare ** needed).toBeLessThan(1e-6)
  })
  test('loss on another host of the run counts too', () => {
    expect(attemptsNeeded({ asked: 1, lost: 0 }, { asked: 90, lost: 30 })).toBeGreaterThan(9)
  })
  test('is bounded, and a few samples say nothing', () => {
    expect(attemptsNeeded({ asked: 50, lost: 49 }, { asked: 50, lost: 49 })).toBe(16)
    expect(attemptsNeeded({ asked: 3, lost: 2 }, { asked: 3, lost: 2 })).toBe(6)
  })
})

describe('distances', () => {
  test('a near and lossless path needs shorter gaps', () => {
    expect(gapMs('normal', path(), run())).toBe(120)
    expect(gapMs('normal', path(), run({ loss: { asked: 90, lost: 1 } }))).toBe(200)
    expect(gapMs('normal', path({ srttMs: 80 }), run())).toBe(200)
    expect(gapMs('normal', path({ srttMs: null }), run())).toBe(200)
    expect(gapMs('gentle', path(), run())).toBe(600)
  })
  test('the tail is srtt + 4·rttvar within bounds, and 1 s while nothing is known', () => {
    expect(tailMs(path({ srttMs: 150, rttvarMs: 30 }))).toBe(270)
    expect(tailMs(path())).toBe(100)
    expect(tailMs(path({ srttMs: 9000 }))).toBe(3000)
    expect(tailMs(path({ srttMs: null }))).toBe(1000)
  })

  test('an attempt that was only made for a late error is waited for less, and longer the more round trips vary', () => {
    expect(lateTailMs(path())).toBe(15)
    expect(lateTailMs(path({ srttMs: 4, rttvarMs: 10 }))).toBe(84)
    expect(lateTailMs(path({ srttMs: null }))).toBe(1000)
  })
})

describe('next step of an unanswered flow', () => {
  test('asks again until it has asked often enough, then waits the tail', () => {
    expect(nextStep('normal', 'linux', series(5, 480), path(), run())).toEqual({ do: 'attempt', at: 600, late: false })
    expect(nextStep('normal', 'linux', series(6, 600), path(), run())).toEqual({ do: 'finish', at: 700 })
  })
  test('a host that was never heard gets the time that a neighbour failure takes (3.07 s)', () => {
    const step = nextStep('normal', 'linux', series(6, 1000), path({ heard: false, srttMs: null }), run())
    expect(step).toEqual({ do: 'finish', at: 3400 })
  })
  test('Windows needs 5 s: it repeats the SYN after a RST', () => {
    expect(nextStep('normal', 'win32', series(6, 1000), path(), run())).toEqual({ do: 'finish', at: 5000 })
  })
  test('errors at a limited rate: asks once more when the next error is due, longer under loss', () => {
    const errors = { firstAt: 0, volleyAt: 0 }
    expect(nextStep('normal', 'linux', series(6, 600), path(), run({ errors }))).toEqual({
      do: 'attempt',
      at: 1010,
      late: true,
    })
    expect(nextStep('normal', 'linux', series(7, 1010), path(), run({ errors }))).toEqual({ do: 'finish', at: 1025 })
    const lossy = run({ errors, loss: { asked: 90, lost: 5 } })
    expect(nextStep('normal', 'linux', series(9, 1700), path(), lossy)).toEqual({ do: 'attempt', at: 1950, late: true })
    expect(nextStep('normal', 'linux', series(10, 2100), path(), lossy)).toEqual({
      do: 'attempt',
      at: 2300,
      late: true,
    })
    expect(nextStep('normal', 'linux', series(11, 2300), path(), lossy)).toEqual({ do: 'finish', at: 2315 })
  })
  test('an error that came late moves the end on', () => {
    const errors = { firstAt: 0, volleyAt: 1020 }
    expect(nextStep('normal', 'linux', series(7, 1020), path(), run({ errors }))).toMatchObject({
      do: 'attempt',
      late: true,
    })
    expect(nextStep('normal', 'linux', series(9, 2040), path(), run({ errors }))).toEqual({ do: 'finish', at: 2055 })
  })
  test('waiting for errors ends: 20 s after the first, or when the run has spent its late attempts', () => {
    const errors = { firstAt: 0, volleyAt: 19_900 }
    expect(nextStep('normal', 'linux', series(80, 20_000), path(), run({ errors }))).toEqual({
      do: 'finish',
      at: 20_015,
    })
    const spent = run({ errors: { firstAt: 0, volleyAt: 600 }, lateAttemptsLeft: 0 })
    expect(nextStep('normal', 'linux', series(6, 600), path(), spent)).toEqual({ do: 'finish', at: 700 })
  })
})
