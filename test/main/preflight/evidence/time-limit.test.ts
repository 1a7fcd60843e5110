/** The limit of the evidence holds whatever the garbage collector does meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { timeLimit } from '../../../../main/preflight/evidence/time-limit.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

test('fires after its time, also when garbage was collected and limits are nested', async () => {
  const base = new AbortController()
  const { signal } = timeLimit(timeLimit(base.signal, 60_000).signal, 80)
  await sleep(10)
  collect()
  expect(signal.aborted).toBe(false)
  await sleep(200)
  expect(signal.aborted).toBe(true)
})

test('fires with the signal that it was made from', () => {
  const base = new AbortController()
  const inner = timeLimit(timeLimit(base.signal, 60_000).signal, 60_000)
  base.abort()
  expect(inner.signal.aborted).toBe(true)
  expect(timeLimit(base.signal, 60_000).signal.aborted).toBe(true)
})

test('once released it stays as it is', async () => {
  const base = new AbortController()
  const limit = timeLimit(base.signal, 20)
  limit.release()
  base.abort()
  await sleep(60)
  expect(limit.signal.aborted).toBe(false)
})
