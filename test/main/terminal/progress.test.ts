/** What progress says: of flows that were asked, and apart from them of those that nobody can ask from here. */
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Counts, plainProgress } from '../../../main/terminal/progress.ts'
import { paintFor } from '../../../main/terminal/paint.ts'
import { OUTCOMES } from '../../../shared/outcome.ts'
import { leastSecondsLeft } from '../../../main/preflight/time-left.ts'
import { timeLeft } from '../../../main/terminal/time-left.ts'
import type { CheckEvent } from '../../../main/preflight/run-check.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const started = (flows: number, change: Partial<Extract<CheckEvent, { type: 'started' }>> = {}): CheckEvent => ({
  type: 'started',
  flows,
  stage: 'preinstall',
  pace: 'gentle',
  groups: [{ id: 'user-to-psm', title: 'User station → PSM', flows }],
  ...change,
})
const flow = (change: Partial<Extract<CheckEvent, { type: 'flow' }>> = {}): CheckEvent => ({
  type: 'flow',
  id: 'user-to-psm/laptop/psm-1/22',
  group: 'user-to-psm',
  answer: 'connected',
  notAsked: null,
  ...change,
})
const untestable = flow({ answer: 'none', notAsked: 'no-vantage' })

function plain(events: readonly CheckEvent[], stillMs = 0): string[] {
  const stream = new PassThrough()
  const progress = plainProgress(stream)
  for (const event of events) progress.onEvent(event)
  vi.advanceTimersByTime(stillMs)
  progress.finish()
  return String(stream.read() ?? '')
    .trimEnd()
    .split('\n')
}

test('untestable flows are counted apart, and the start names stage and pace', () => {
  expect(plain([started(4), untestable, untestable, flow(), flow({ answer: 'refused' })])).toEqual([
    'Testing 4 flows, before the install (preinstall), at the pace gentle.',
    'User station → PSM: 2 asked, first answers: 1 connected, 1 refused; 2 not testable from here',
  ])
})

test('a line claims nothing that evidence may take back: no outcome, no verdict, no colour of either', () => {
  const answers = ['connected', 'refused', 'error', 'none'] as const
  const lines = plain([started(4), ...answers.map((answer) => flow({ answer }))])
  expect(lines[1]).toBe('User station → PSM: 4 asked, first answers: 1 connected, 1 refused, 1 error, 1 none')
  for (const outcome of [...OUTCOMES, 'reachable']) expect(lines[1]).not.toContain(outcome)
})

test('nothing was asked: nothing says so', () => {
  expect(plain([started(2), untestable, untestable])[1]).toBe('User station → PSM: 2 not testable from here')
})

test('flows that were stopped are not called untestable', () => {
  const stopped = flow({ answer: 'none', notAsked: 'cancelled' })
  expect(plain([started(2), flow(), stopped])[1]).toBe(
    'User station → PSM: 1 asked, first answers: 1 connected; 1 stopped',
  )
})

test('while only control ports are asked, a line says so', () => {
  expect(plain([started(3), untestable], 16_000).at(-1)).toBe(
    '15 s: asking a control port of each destination first, which nothing should serve.',
  )
  expect(plain([started(1), flow()], 16_000).at(-1)).toBe(
    '15 s: every flow is asked; waiting for the last control ports.',
  )
})

test('after the end nothing more is written', () => {
  const stream = new PassThrough()
  const progress = plainProgress(stream)
  progress.onEvent(started(2))
  progress.finish()
  stream.read()
  vi.advanceTimersByTime(60_000)
  expect(stream.read()).toBeNull()
})

test('a bar is full only when every flow has ended', () => {
  const counts = new Counts()
  counts.take(started(1000))
  for (let n = 0; n < 999; n += 1) counts.take(flow())
  const bar = () => counts.frame(80, paintFor(null))[1] ?? ''
  expect(bar()).toContain('░')
  counts.take(flow())
  expect(bar()).not.toContain('░')
})

test.each<[Parameters<typeof timeLeft>[0], string | null]>([
  [{ done: 0, total: 100, seconds: 60, least: 0 }, null],
  [{ done: 5, total: 100, seconds: 1, least: 0 }, null],
  [{ done: 0, total: 1200, seconds: 0, least: 120 }, 'About 2 min left.'],
  [{ done: 50, total: 100, seconds: 21, least: 0 }, 'About 25 s left.'],
  [{ done: 96, total: 100, seconds: 30, least: 0 }, 'A few seconds left.'],
  [{ done: 10, total: 100, seconds: 6, least: 300 }, 'About 5 min left.'],
  [{ done: 100, total: 36_000, seconds: 0, least: 36_000 }, 'About 10 h left.'],
  [{ done: 100, total: 100, seconds: 9, least: 0 }, null],
])('%o: %s', (known, words) => {
  expect(timeLeft(known)).toBe(words)
})

test('gentle cannot be faster than ten flows per second', () => {
  expect(leastSecondsLeft('gentle', 600)).toBe(60)
  expect(leastSecondsLeft('fast', 600)).toBe(0)
})

test('at the end nothing is waited for', () => {
  const counts = new Counts()
  for (const event of [started(3), untestable, flow(), flow()]) counts.take(event)
  counts.end()
  expect(counts.frame(80, paintFor(null))[1]).toMatch(/2 of 2 flows asked in [\d.]+ s\.$/)
})
