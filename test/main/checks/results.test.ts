/** What several runs say together is never better than what each of them found: cut off, cancelled, lost, or of other machines. */
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readRun } from '../../../main/store/read-run.ts'
import type { PlanDraft } from '../../../shared/shapes.ts'
import { Core, loopbackDraft, temporaryFolder } from '../../support/core.ts'
import { Listeners } from '../../support/loopback.ts'

const NET = 76
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

const file = (id: string, ...names: string[]) => join(place.folder, 'checks', id, ...names)
const merged = async (id: string) => (await readRun(file(id, 'run.json'))).run

/** What a fresh VM listens on: with them every flow before the install passes. */
async function freshNodes(...last: number[]): Promise<void> {
  for (const host of last) {
    for (const port of [22, 9001, 9002, 9019]) {
      const banner = port === 22 ? 'SSH-2.0-test\r\n' : ''
      await listeners.open((socket) => void socket.write(banner), `127.${NET}.0.${host}`, port)
    }
  }
}

/** Each with another last number of its address. */
const moved = (draft: PlanDraft, last: Record<string, number>): PlanDraft => ({
  ...draft,
  endpoints: draft.endpoints.map((e) => ({ ...e, address: last[e.name] ? `127.${NET}.0.${last[e.name]}` : e.address })),
})

test('before and after are told of runs that asked the same flows', async () => {
  const id = await core.create(loopbackDraft(NET))
  const { result } = await core.run(id, { kind: 'all' })
  const [finding] = result.findings
  expect(finding?.flows.length).toBeGreaterThan(1)
  const again = await core.run(id, { kind: 'flow', flow: finding?.flows[0] ?? 0 })
  const history = again.result.findings.map((one) => one.history.map(({ run, failing }) => [run, failing]))
  expect(history[0]).toEqual([[1, finding?.flows.length]])
  const all = await core.run(id, { kind: 'finding', finding: again.result.findings[0]?.id ?? '' })
  expect(all.result.findings[0]?.history.map(({ run }) => run)).toEqual([1, 3])
})

test('a finding is not solved by machines of other addresses that pass', async () => {
  const id = await core.create(loopbackDraft(NET))
  expect((await core.run(id, { kind: 'all' })).result.standing).toBe('warn')
  await freshNodes(31, 32, 33)
  await core.call('plan.save', { id, draft: moved(loopbackDraft(NET), { 'psm-1': 31, 'psm-2': 32, 'psm-3': 33 }) })
  const { result } = await core.run(id, { kind: 'all' })
  expect([result.standing, result.solved]).toEqual(['pass', []])
})

test('a cancelled run is not made whole by another one of a single flow', async () => {
  const id = await core.create(loopbackDraft(NET, { pace: 'gentle' }))
  await core.call('run.start', { id, ask: { kind: 'all' } })
  await core.call('run.cancel', { id })
  await core.event('run.finished')
  await core.call('plan.save', { id, draft: loopbackDraft(NET) })
  await core.run(id, { kind: 'flow', flow: 0 })
  expect((await merged(id)).complete).toBe(false)
  await core.run(id, { kind: 'untested' })
  expect((await merged(id)).complete).toBe(true)
})

test('a service that has gone is not open "on another one" for a node that was added later', async () => {
  const draft = loopbackDraft(NET, { stage: 'operational' })
  const id = await core.create(draft)
  await listeners.open(() => {}, `127.${NET}.0.12`, 9003)
  await core.run(id, { kind: 'group', group: 'psm-to-psm' })
  await listeners.close()
  const fourth = { name: 'psm-4', role: 'psm-node', address: `127.${NET}.0.14`, vantage: 'local' as const }
  await core.call('plan.save', { id, draft: { ...draft, endpoints: [...draft.endpoints, fourth] } })
  await core.run(id, { kind: 'untested', group: 'psm-to-psm' })
  const { flows } = await merged(id)
  const ofRule = flows.filter(
    ({ source, port, direction }) => direction === 'psm-to-psm' && source === 'psm-1' && port === 9003,
  )
  expect(ofRule.map(({ destination, outcome, verdict }) => [destination, outcome, verdict])).toEqual(
    ['psm-2', 'psm-3', 'psm-4'].map((name) => [name, 'closed', 'fail']),
  )
})
