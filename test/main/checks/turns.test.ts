/** What two windows do at once: one test at a time, none of a discarded check, and a check in use is never closed. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Core, loopbackDraft, temporaryFolder } from '../../support/core.ts'

const NET = 79
let place: Awaited<ReturnType<typeof temporaryFolder>>
let core: Core
beforeEach(async () => {
  place = await temporaryFolder()
  core = await Core.open(place.folder)
})
afterEach(async () => {
  await core.workspace.close()
  await place.done()
})

const ask = { kind: 'group', group: 'user-to-psm' } as const
const named = (name: string) => loopbackDraft(NET, { site: { name, customer: '', engineer: '' } })

test('of two tests that are started at once one runs; when it has ended, the other can', async () => {
  const ids = [await core.create(named('North')), await core.create(named('South'))]
  const from = core.told.length
  const replies = await Promise.all(ids.map((id) => core.call('run.start', { id, ask })))
  const [refused, ...others] = replies.flatMap((reply) => (reply.started ? [] : [reply]))
  expect(others).toEqual([])
  expect(refused).toMatchObject({ why: 'running', message: expect.stringMatching(/^(North|South) is being tested/) })
  await core.event('run.finished', from)
  for (const id of ids) await core.run(id, ask)
})

test('a test that could not start holds nobody up', async () => {
  const faulty = await core.create({ ...named('Faulty'), endpoints: [] })
  const sound = await core.create(named('Sound'))
  expect(await core.call('run.start', { id: faulty, ask })).toMatchObject({ started: false, why: 'faults' })
  await expect(core.call('run.start', { id: sound, ask: { kind: 'finding', finding: 'F9' } })).rejects.toThrow(/F9/)
  await core.run(sound, ask)
})

test('a check that is just being started is not discarded, and one that is discarded is not started', async () => {
  const id = await core.create(named('North'))
  const from = core.told.length
  const [started, discarded] = await Promise.allSettled([
    core.call('run.start', { id, ask }),
    core.call('checks.discard', { id }),
  ])
  expect(started).toMatchObject({ status: 'fulfilled', value: { started: true } })
  expect(discarded).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/is being tested/) } })
  await core.event('run.finished', from)
  await core.call('checks.discard', { id })
  await expect(core.call('run.start', { id, ask })).rejects.toThrow(/was discarded: restore it first/)
  await core.call('checks.restore', { id })
  await core.run(id, ask)
})

test('a check that a call still works with is not closed for others, and keeps its lock', async () => {
  const id = await core.create(named('North'))
  const isLocked = async () => (await readdir(join(place.folder, 'checks', id))).includes('lock')
  let finish = () => {}
  const working = core.workspace.use(
    id,
    () =>
      new Promise<void>((resolve) => {
        finish = resolve
      }),
  )
  for (let n = 0; n < 8; n += 1) await core.create(named(`Other ${n}`))
  expect(await isLocked()).toBe(true)
  finish()
  await working
  await core.create(named('Last'))
  expect(await isLocked()).toBe(false)
})

test('checks that are opened again while they are being closed can be written', async () => {
  const ids: string[] = []
  for (let n = 0; n < 9; n += 1) ids.push(await core.create(named(`Site ${n}`)))
  const opened = await Promise.all([...ids, ...ids, ...ids].map((id) => core.call('checks.open', { id })))
  expect(opened.map(({ readOnly }) => readOnly)).toEqual(opened.map(() => null))
})

test('two windows that look at once whether a check can be written now both find that it can', async () => {
  const id = await core.create(named('North'))
  const other = await Core.open(place.folder)
  expect((await core.call('checks.open', { id })).readOnly).toBeNull()
  expect((await other.call('checks.open', { id })).readOnly).not.toBeNull()
  await core.workspace.close()
  const opened = await Promise.all([1, 2, 3].map(() => other.call('checks.open', { id })))
  expect(opened.map(({ readOnly }) => readOnly)).toEqual([null, null, null])
  await other.workspace.close()
})
