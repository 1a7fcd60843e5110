/** The end of the evidence: it comes for certain, with the other signal, and later only where more time is given. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { timeLimit } from '../../../../main/preflight/evidence/time-limit.ts'

const never = new AbortController().signal

test('fires when its time is up, or with the other signal', async () => {
  const short = timeLimit(never, 20)
  const other = new AbortController()
  const long = timeLimit(other.signal, 60_000)
  expect(short.signal.aborted).toBe(false)
  await sleep(60)
  expect(short.signal.aborted).toBe(true)
  other.abort()
  expect(long.signal.aborted).toBe(true)
  long.release()
})

test('asks when it is due whether more time is needed, and fires when none is', async () => {
  const given = [40, 40, 0]
  const startedAt = performance.now()
  const limit = timeLimit(never, 20, () => given.shift() ?? 0)
  await new Promise((resolve) => limit.signal.addEventListener('abort', resolve))
  expect(performance.now() - startedAt).toBeGreaterThan(90)
  expect(given).toEqual([])
})

test('released, it does not fire any more', async () => {
  const limit = timeLimit(never, 20, () => 20)
  limit.release()
  await sleep(80)
  expect(limit.signal.aborted).toBe(false)
})
