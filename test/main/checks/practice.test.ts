/** A check of the practice site: what was set is found, it can be tested again, and its machines are fixed. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PORT_SHIFT } from '../../../main/practice/site-data.ts'
import { Core, temporaryFolder } from '../../support/core.ts'
import { Listeners } from '../../support/loopback.ts'
import { usePracticeTurn } from '../../support/practice-turn.ts'

usePracticeTurn()

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

async function create(): Promise<string> {
  const created = await core.call('checks.create', { from: 'practice' })
  if (!created.ok) throw new Error('faults')
  return created.id
}

test('found as it was set; a finding is tested again and stays', async () => {
  const id = await create()
  const { result } = await core.run(id, { kind: 'all' })
  expect(result.summary).toMatchObject({ flows: 195, pass: 186, fail: 6, warn: 3, untested: 0 })
  expect(result.warnings[0]).toMatch(/^Practice site: /)
  expect(result.environment).toBeNull()
  const [silent] = result.findings
  expect(silent?.request[0]?.lines.join('\n')).toContain('127.77.0.13')
  const again = await core.run(id, { kind: 'finding', finding: silent?.id ?? '' })
  expect(again.result.findings[0]?.history.map(({ run, failing, passing }) => [run, failing, passing])).toEqual([
    [1, 6, 0],
    [2, 6, 0],
  ])
  expect(again.result.solved).toEqual([])
  const { plan } = await core.call('checks.open', { id })
  expect(plan?.portShift).toBe(PORT_SHIFT)
})

test('its machines are fixed, its stage is not', async () => {
  const id = await create()
  const { draft } = await core.call('checks.open', { id })
  await expect(core.call('plan.save', { id, draft: { ...draft, endpoints: [] } })).rejects.toThrow(/are fixed/)
  expect((await core.call('plan.save', { id, draft: { ...draft, stage: 'operational' } })).faults).toEqual([])
})

test('where its ports are taken, the words say so, and nothing is started', async () => {
  const id = await create()
  const listeners = new Listeners()
  await listeners.open(() => {}, '127.77.0.11', PORT_SHIFT + 22)
  try {
    await expect(core.call('run.start', { id, ask: { kind: 'all' } })).rejects.toThrow(/127\.77\.0\.11:10022 is taken/)
    expect((await core.call('checks.open', { id })).result.runs).toEqual([])
  } finally {
    await listeners.close()
  }
  expect((await core.run(id, { kind: 'group', group: 'user-to-psm' })).result.runs.length).toBe(1)
})
