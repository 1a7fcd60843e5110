/** What the disk refuses in the middle of a run is told in words, and what was shown before stays. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Core, loopbackDraft, temporaryFolder } from '../../support/core.ts'

const NET = 74
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

test('a run that cannot be saved fails in words; its first answers are there, also after reopening', async () => {
  const id = await core.create(loopbackDraft(NET))
  // A file where the folder of the runs belongs.
  await writeFile(join(place.folder, 'checks', id, 'runs'), '')
  const from = core.told.length
  await core.call('run.start', { id, ask: { kind: 'group', group: 'user-to-psm' } })
  const { message } = await core.event('run.failed', from)
  expect(message).toMatch(/^The run was stopped: .*runs.*\((EEXIST|ENOTDIR)\)\.$/)
  const flows = async () => core.call('checks.flows', { id, from: 0, limit: 2000 })
  const { answers, states } = await flows()
  expect(answers.length).toBe(12)
  expect(states.every((state) => state === null)).toBe(true)
  await core.workspace.close()
  core = await Core.open(place.folder)
  expect(await flows()).toEqual({ ...(await flows()), answers })
  const { result, running } = await core.call('checks.open', { id })
  expect(running).toBeNull()
  expect(result.runs).toMatchObject([{ run: 1, finishedAt: null, complete: false, flows: 12 }])
  await rm(join(place.folder, 'checks', id, 'runs'))
  const again = await core.run(id, { kind: 'untested', group: 'user-to-psm' })
  expect(again.run).toBe(2)
  expect((await flows()).answers).toEqual([])
})

test('a fault of our own is told without its stack', async () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const id = await core.create(loopbackDraft(NET))
    await core.workspace.close()
    core = await Core.open(place.folder)
    // A folder where a file belongs: no error that the program expects.
    await mkdir(join(place.folder, 'checks', id, 'journal.jsonl'))
    const error = await core.call('checks.open', { id }).catch((refused: Error) => refused)
    expect(String(error)).toMatch(/internal: This could not be done: .*EISDIR/)
    expect(String(error)).not.toMatch(/\n|at .*\.ts/)
  } finally {
    stderr.mockRestore()
  }
})
