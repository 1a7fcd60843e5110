/** `kill -9` in the middle of a run: what was shown is there when the check is opened again, and the run goes on to its end. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PlanDraft } from '../../../shared/shapes.ts'
import { Core, loopbackDraft, temporaryFolder } from '../../support/core.ts'
import { randomFrom } from '../../support/random.ts'
import { ServeProcess } from '../../support/serve-process.ts'

const NET = 72
const KILLS = 20
const SEED = 20_261_124

/** One node, so that few control ports are asked first, and many rules, so that a run takes longer than it may live. */
const manyRules = (pace: PlanDraft['pace']): PlanDraft => {
  const draft = loopbackDraft(NET, { pace })
  return {
    ...draft,
    endpoints: draft.endpoints.filter(({ name }) => name !== 'psm-2' && name !== 'psm-3'),
    rules: Array.from({ length: 120 }, (_, n) => ({
      id: `rule-${n}`,
      service: 'one of many',
      port: 20_000 + n,
      from: 'laptop',
      to: 'psm-1',
    })),
  }
}

let place: Awaited<ReturnType<typeof temporaryFolder>>
let child: ServeProcess | null = null
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(async () => {
  if (child?.child.exitCode === null && child.child.signalCode === null) await child.end('SIGKILL')
  child = null
  await place.done()
})

test('20 times at random moments', async () => {
  const random = randomFrom(SEED)
  // Ten new connections a second: no run comes to its end before it is killed.
  const core = await Core.open(place.folder)
  const id = await core.create(manyRules('gentle'))
  await core.workspace.close()
  const shown = new Set<number>()
  for (let kill = 1; kill <= KILLS; kill += 1) {
    child = await ServeProcess.start(place.folder)
    await child.listen()
    const { readOnly, result } = await child.call('checks.open', { id })
    expect(readOnly).toBeNull()
    expect(result.runs.length).toBe(kill - 1)
    expect(result.runs.every(({ finishedAt, complete }) => finishedAt === null && !complete)).toBe(true)
    const { states, answers } = await child.call('checks.flows', { id, from: 0, limit: 2000 })
    const there = new Set(answers.map(([flow]) => flow))
    expect(
      [...shown].filter((flow) => !there.has(flow)),
      `lost before kill ${kill}`,
    ).toEqual([])
    // First answers are no conclusions.
    expect(states.every((state) => state === null)).toBe(true)
    expect(await child.call('run.start', { id, ask: { kind: 'untested' } })).toEqual({ started: true, run: kill })
    await sleep(50 + random() * 1900)
    await child.end('SIGKILL')
    for (const envelope of child.envelopes) {
      if (envelope.event === 'run.answers') for (const [flow] of envelope.data.answers) shown.add(flow)
    }
  }
  // How much is shown in a second or two depends on the machine; nothing at all would prove nothing.
  expect(shown.size).toBeGreaterThan(1)

  child = await ServeProcess.start(place.folder)
  await child.listen()
  await child.call('plan.save', { id, draft: manyRules('fast') })
  expect(await child.call('run.start', { id, ask: { kind: 'untested' } })).toMatchObject({ started: true })
  const finished = await child.event('run.finished')
  expect(finished.event === 'run.finished' && finished.data.result.summary.untested).toBe(0)
  const { states, answers } = await child.call('checks.flows', { id, from: 0, limit: 2000 })
  expect(states.filter((state) => state === null)).toEqual([])
  expect(answers).toEqual([])
  expect(await child.end('SIGINT')).toBe(0)
  expect(await readdir(join(place.folder, 'checks', id))).not.toContain('lock')
}, 180_000)

test('killed between writing and telling, the conclusions are there', async () => {
  const core = await Core.open(place.folder)
  const id = await core.create(loopbackDraft(NET))
  await core.workspace.close()
  child = await ServeProcess.start(place.folder)
  await child.listen()
  await child.call('run.start', { id, ask: { kind: 'all' } })
  await child.event('run.states')
  await child.end('SIGKILL')
  const told = child.envelopes.flatMap((e) => (e.event === 'run.states' ? e.data.flows : []))
  child = await ServeProcess.start(place.folder)
  const { states } = await child.call('checks.flows', { id, from: 0, limit: 2000 })
  expect(told.length).toBe(195)
  expect(told.filter((flow) => states[flow] === null)).toEqual([])
})

test('a second process reads while the first writes, and writes when that one has ended', async () => {
  child = await ServeProcess.start(place.folder)
  const created = await child.call('checks.create', { from: 'blank' })
  if (!created.ok) throw new Error('faults')
  const { id } = created
  await child.call('plan.save', { id, draft: loopbackDraft(NET) })
  expect((await child.call('checks.open', { id })).readOnly).toBeNull()
  const second = await ServeProcess.start(place.folder)
  try {
    const opened = await second.call('checks.open', { id })
    expect(opened.readOnly).toContain(`process ${child.child.pid}`)
    expect(opened.plan?.flows).toBe(195)
    expect(await second.call('run.start', { id, ask: { kind: 'all' } })).toMatchObject({ why: 'read-only' })
    const draft = loopbackDraft(NET, { pace: 'gentle' })
    await expect(second.call('plan.save', { id, draft })).rejects.toThrow(/process/)
    await expect(second.call('checks.discard', { id })).rejects.toThrow(/process/)
    // Whichever way the first one ends.
    await child.end('SIGKILL')
    expect((await second.call('checks.open', { id })).readOnly).toBeNull()
    expect((await second.call('plan.save', { id, draft })).faults).toEqual([])
  } finally {
    await second.end('SIGINT')
  }
})

test('Ctrl-C saves what is known of a run', async () => {
  child = await ServeProcess.start(place.folder)
  await child.listen()
  const created = await child.call('checks.create', { from: 'blank' })
  if (!created.ok) throw new Error('faults')
  const { id } = created
  await child.call('plan.save', { id, draft: loopbackDraft(NET, { pace: 'gentle' }) })
  await child.call('run.start', { id, ask: { kind: 'all' } })
  await child.event('run.answers')
  expect(await child.end('SIGINT')).toBe(0)
  child = await ServeProcess.start(place.folder)
  const { result } = await child.call('checks.open', { id })
  expect(result.runs.map(({ complete, finishedAt }) => [complete, finishedAt !== null])).toEqual([[false, true]])
  expect(result.summary.untested).toBeGreaterThan(0)
})
