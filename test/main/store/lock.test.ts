/** One writer: the lock of a living process holds, that of a dead one does not, and two never both get it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readdir, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tryLock } from '../../../main/store/lock.ts'
import { temporaryFolder } from '../../support/core.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let path: string
beforeEach(async () => {
  place = await temporaryFolder()
  path = join(place.folder, 'lock')
})
afterEach(() => place.done())

const holder = (change: object) =>
  JSON.stringify({
    pid: process.pid,
    started: null,
    boot: null,
    host: hostname(),
    at: '2026-01-01T00:00:00Z',
    ...change,
  })

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

test('held, released, and taken again; nothing is left behind', async () => {
  const first = await tryLock(path)
  if (!('lock' in first)) throw new Error(first.heldBy)
  expect(await tryLock(path)).toEqual({ heldBy: expect.stringContaining(`process ${process.pid}`) })
  await first.lock.release()
  expect(await readdir(place.folder)).toEqual([])
  expect('lock' in (await tryLock(path))).toBe(true)
})

test('the lock of a dead process is taken over', async () => {
  await writeFile(path, holder({ pid: await deadPid() }))
  expect('lock' in (await tryLock(path))).toBe(true)
  expect(JSON.parse(await readFile(path, 'utf8')).pid).toBe(process.pid)
  expect(await readdir(place.folder)).toEqual(['lock'])
})

test.runIf(process.platform === 'linux')('a number that was given out again is no holder', async () => {
  await writeFile(path, holder({ started: '1' }))
  expect('lock' in (await tryLock(path))).toBe(true)
})

test.runIf(process.platform === 'linux')('nor is one of before the machine was started again', async () => {
  await writeFile(path, holder({ boot: 'another' }))
  expect('lock' in (await tryLock(path))).toBe(true)
})

test('a lock of another machine is believed', async () => {
  await writeFile(path, holder({ host: 'elsewhere', pid: await deadPid() }))
  expect(await tryLock(path)).toEqual({ heldBy: expect.stringContaining('on elsewhere') })
})

test('a lock that cannot be read is believed for a moment, and then is not', async () => {
  await writeFile(path, '{"pid": 1')
  expect('heldBy' in (await tryLock(path))).toBe(true)
  const old = new Date(Date.now() - 60_000)
  await utimes(path, old, old)
  expect('lock' in (await tryLock(path))).toBe(true)
})

test('of many who find a stale lock at once, one gets it', async () => {
  for (let round = 0; round < 20; round += 1) {
    await writeFile(path, holder({ pid: await deadPid() }))
    const trials = await Promise.all(Array.from({ length: 8 }, () => tryLock(path)))
    const got = trials.filter((trial) => 'lock' in trial)
    expect(got.length, `round ${round}`).toBe(1)
    if (got[0] && 'lock' in got[0]) await got[0].lock.release()
  }
})
