/** One writer: the lock of a living process holds, that of a dead one does not, and two never both get it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readdir, utimes, writeFile } from 'node:fs/promises'
import { hostname, uptime } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tryLock } from '../../../main/store/lock.ts'
import { keptId, localFile, machineId } from '../../../main/store/machine-id.ts'
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
    machine: null,
    at: new Date().toISOString(),
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

test('where no boot id tells it, a lock from before the machine was started is that of nobody', async () => {
  await writeFile(path, holder({ at: new Date(Date.now() - uptime() * 1000 - 3_600_000).toISOString() }))
  expect('lock' in (await tryLock(path))).toBe(true)
})

test('a lock of another machine is believed, and the words name the file', async () => {
  for (const machine of [null, 'another']) {
    await writeFile(path, holder({ host: 'elsewhere', machine, pid: await deadPid() }))
    const trial = await tryLock(path)
    expect(trial).toEqual({ heldBy: expect.stringContaining('on elsewhere') })
    expect(trial).toEqual({ heldBy: expect.stringContaining(`remove ${path}`) })
  }
})

test('a machine with another name finds its own locks', async () => {
  const first = await tryLock(path)
  if (!('lock' in first)) throw new Error(first.heldBy)
  const mine = JSON.parse(await readFile(path, 'utf8'))
  const here = { ...mine, machine: machineId() }
  expect(mine).toEqual(here)
  await writeFile(path, JSON.stringify({ ...here, host: 'name-of-before' }))
  expect(await tryLock(path)).toEqual({ heldBy: expect.not.stringContaining('name-of-before') })
  await writeFile(path, JSON.stringify({ ...here, host: 'name-of-before', pid: await deadPid() }))
  expect('lock' in (await tryLock(path))).toBe(machineId() !== null)
})

test('the id of a machine that has none is made once, and kept where nothing is shared', async () => {
  const file = join(place.folder, 'new', 'machine-id')
  const id = keptId(file)
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  expect(keptId(file)).toBe(id)
  await writeFile(file, 'damaged')
  expect(keptId(file)).toBeNull()
  expect(keptId(join(file, 'in-a-file'))).toBeNull()
  const env = { LOCALAPPDATA: '/local', APPDATA: '/roaming', PSM_PREFLIGHT_DATA: '/share' }
  expect(localFile('/home/e', 'win32', env)).toBe('/local/psm-preflight/machine-id')
  expect(localFile('/home/e', 'darwin', env)).toBe('/home/e/Library/Application Support/psm-preflight/machine-id')
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
