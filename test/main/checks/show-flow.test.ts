/** The evidence of one flow: which runs are read for it. */
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Core, loopbackDraft, temporaryFolder } from '../../support/core.ts'

const NET = 81
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

test('runs that asked the flow, and no other', async () => {
  const id = await core.create(loopbackDraft(NET))
  const group = { kind: 'group', group: 'user-to-psm' } as const
  await core.run(id, group)
  await core.run(id, { kind: 'group', group: 'diagnostics' })
  const { result } = await core.run(id, group)
  const runs = join(place.folder, 'checks', id, 'runs')
  // The second would be found out if it were read.
  await copyFile(join(runs, '1.json'), join(runs, '2.json'))
  const { states } = await core.call('checks.flows', { id, from: 0, limit: 2000 })
  const flow = states.findIndex((state) => state?.[4] === 3)
  const shown = await core.call('flows.show', { id, flow })
  expect(result.runs.map(({ flows }) => flows)).toEqual([12, 6, 12])
  expect(shown.history.map(({ run }) => run)).toEqual([1, 3])
  expect([shown.host?.source, shown.host?.address]).toEqual([shown.result?.sourceAddress, shown.result?.address])
})
