/** A check against one of its runs, and its evidence bundle, as a door asks for them: on real files and real sockets. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeReport } from '../../../main/checks/make-report.ts'
import { verifyBundle } from '../../../main/report/bundle/verify-bundle.ts'
import { Core, loopbackDraft, temporaryFolder } from '../../support/core.ts'
import { Listeners } from '../../support/loopback.ts'

const NET = 91
let place: Awaited<ReturnType<typeof temporaryFolder>>
let core: Core
let listeners: Listeners

beforeEach(async () => {
  place = await temporaryFolder()
  core = await Core.open(place.folder)
  listeners = new Listeners()
})
afterEach(async () => {
  await core.workspace.close()
  await listeners.close()
  await place.done()
})

test('what a second run fixed is told against the first', async () => {
  const id = await core.create({ ...loopbackDraft(NET), stage: 'operational' })
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  await listeners.open((socket) => socket.end(), `127.${NET}.0.11`, 80)
  await listeners.open((socket) => void socket.write('SSH-2.0-test\r\n'), `127.${NET}.0.11`, 22)
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  const view = await core.call('checks.compare', { id, run: 1 })
  const changed = view.rows.filter(({ ports }) => ports === '22').map(({ change, flows, was }) => [change, flows, was])
  expect(changed).toContainEqual(['fixed', 1, expect.stringMatching(/^fail, closed/)])
  expect([view.sentence, view.standing]).toEqual([expect.stringMatching(/[1-9]\d* fixed, 0 broken/), 'bad'])
})

test('a run that is not there is refused, and so is a check that was not tested', async () => {
  const id = await core.create(loopbackDraft(NET))
  await expect(core.call('checks.compare', { id, run: 1 })).rejects.toThrow(/refused: Nothing was tested yet/)
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  await expect(core.call('checks.compare', { id, run: 7 })).rejects.toThrow(/refused: Run 7: cannot be read/)
})

test('the bundle of a check is sound', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  const made = await core.workspace.use(id, (check) => makeReport(check, 'bundle'))
  expect([made.name, made.mediaType]).toEqual([expect.stringMatching(/-evidence\.zip$/), 'application/zip'])
  const path = join(place.folder, 'saved.zip')
  if (made.content instanceof Uint8Array) await writeFile(path, made.content)
  expect((await verifyBundle(path)).head.summary.flows).toBeGreaterThan(0)
})
