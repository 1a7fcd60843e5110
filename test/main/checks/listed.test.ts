/** What the list of checks says: at no moment more than is known, for the program can be killed at any. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type MockInstance, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CheckFolder, type CheckMeta } from '../../../main/store/check-folder.ts'
import { Core, loopbackDraft, temporaryFolder } from '../../support/core.ts'

const NET = 80
let place: Awaited<ReturnType<typeof temporaryFolder>>
let core: Core
let write: MockInstance<CheckFolder['writeMeta']>
beforeEach(async () => {
  place = await temporaryFolder()
  core = await Core.open(place.folder)
  write = vi.spyOn(CheckFolder.prototype, 'writeMeta')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await core.workspace.close()
  await place.done()
})

/** Everything that stood on disk since. */
const written = (): CheckMeta[] => write.mock.calls.map(([meta]) => meta)
const listed = async () => (await core.call('checks.list', {})).checks[0]

test('a new stage never stands beside what was found for the old one; going back to the list it is worked out', async () => {
  const id = await core.create(loopbackDraft(NET))
  expect((await core.run(id, { kind: 'all' })).result.standing).toBe('warn')
  await vi.waitFor(() => expect(core.told.at(-1)?.event).toBe('checks.changed'))
  write.mockClear()
  const from = core.told.length
  await core.call('plan.save', { id, draft: loopbackDraft(NET, { stage: 'operational' }) })
  await vi.waitFor(async () => expect(await listed()).toMatchObject({ stage: 'operational', standing: 'fail' }))
  expect(written().map(({ stage, standing }) => `${stage} ${standing}`)).toEqual([
    'preinstall untested',
    'operational untested',
    'operational fail',
  ])
  expect(written()[1]?.sentence).toMatch(/^The plan was changed/)
  // The second is for the list of another window, which has read it before the result was there.
  await vi.waitFor(() => expect(core.told.slice(from).filter(({ event }) => event === 'checks.changed').length).toBe(2))
})

test('with a fault in the plan nothing is listed as tested', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  await core.call('plan.save', { id, draft: { ...loopbackDraft(NET), endpoints: [] } })
  expect(await listed()).toMatchObject({ standing: 'untested', sentence: expect.stringMatching(/^The plan has/) })
})

test('another name changes nothing of what is known', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  write.mockClear()
  const site = { name: 'Renamed', customer: '', engineer: '' }
  await core.call('plan.save', { id, draft: loopbackDraft(NET, { site }) })
  expect(written().map((meta) => `${meta.site} ${meta.standing}`)).toEqual(['Renamed warn'])
})

test('from its begin to its end a run leaves a check untested in the list', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  const from = core.told.length
  write.mockClear()
  expect(await core.call('run.start', { id, ask: { kind: 'all' } })).toMatchObject({ started: true })
  const begun = await listed()
  expect([begun?.standing, begun?.sentence]).toEqual(['untested', expect.stringMatching(/^A test was begun/)])
  await core.event('run.finished', from)
  expect((await listed())?.standing).toBe('warn')
  expect([...new Set(written().map(({ standing }) => standing))]).toEqual(['untested', 'warn'])
})

test('a list that was left wrong is put right when the check is opened, and other windows are told', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  await core.workspace.close()
  const path = join(place.folder, 'checks', id, 'check.json')
  const meta = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...meta, standing: 'pass', sentence: 'All 195 flows pass.' }))
  core = await Core.open(place.folder)
  await core.call('checks.open', { id })
  expect((await listed())?.standing).toBe('warn')
  expect(core.told.map(({ event }) => event)).toEqual(['checks.changed'])
})
