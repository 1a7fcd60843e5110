/** What the disk refuses in the middle of a run is told in words, and what was shown before stays. */
import { mkdir, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises'
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

test('killed after the run was written and before the journal said so: the run counts', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  const before = await core.call('checks.open', { id })
  await core.workspace.close()
  const journal = join(place.folder, 'checks', id, 'journal.jsonl')
  const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n')
  expect(lines.at(-1)).toContain('"end"')
  await writeFile(journal, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)?.slice(0, 20)}`)
  await rm(join(place.folder, 'checks', id, 'run.json'))
  core = await Core.open(place.folder)
  const after = await core.call('checks.open', { id })
  expect({ ...after.result, updatedAt: '' }).toEqual({ ...before.result, updatedAt: '' })
  expect((await core.call('checks.flows', { id, from: 0, limit: 2000 })).answers).toEqual([])
})

test('without its journal a check still has its runs', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  await core.workspace.close()
  await rm(join(place.folder, 'checks', id, 'journal.jsonl'))
  core = await Core.open(place.folder)
  const { result } = await core.call('checks.open', { id })
  expect(result.runs).toMatchObject([{ run: 1, complete: true, flows: 12 }])
  expect(result.summary.untested).toBe(183)
  expect((await core.run(id, { kind: 'untested' })).run).toBe(2)
})

test('what a killed process was writing is removed, once it is old', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.workspace.close()
  const folder = join(place.folder, 'checks', id)
  const old = new Date(Date.now() - 3_600_000)
  for (const name of ['run.json.77.tmp', 'lock.77.0a1b2c3d', 'check.json.78.tmp']) {
    await writeFile(join(folder, name), '{')
    if (!name.startsWith('check')) await utimes(join(folder, name), old, old)
  }
  core = await Core.open(place.folder)
  await core.call('checks.open', { id })
  expect((await readdir(folder)).sort()).toEqual(['check.json', 'check.json.78.tmp', 'draft.json', 'lock', 'plan.yaml'])
})
