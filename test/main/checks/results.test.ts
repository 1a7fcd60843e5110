/** What several runs say together is never better than what each of them found: cut off, cancelled, lost, or of other machines. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type JournalEntry, Journal } from '../../../main/store/journal.ts'
import { readRun } from '../../../main/store/read-run.ts'
import { FIRST_ANSWERS, type PlanDraft } from '../../../shared/shapes.ts'
import { Core, loopbackDraft, temporaryFolder } from '../../support/core.ts'
import { ServeProcess } from '../../support/serve-process.ts'
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
const flowsOf = (id: string) => core.call('checks.flows', { id, from: 0, limit: 2000 })
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

/** Ends the core, does something to its files, and opens it again. */
async function behindItsBack(work: () => Promise<unknown>): Promise<void> {
  await core.workspace.close()
  await work()
  core = await Core.open(place.folder)
}

async function note(id: string, ...entries: JournalEntry[]): Promise<void> {
  const journal = await Journal.open(file(id, 'journal.jsonl'))
  await journal.append(...entries)
  await journal.close()
}

/** The core was killed when it had asked these flows again; nothing answered. */
async function cutOff(id: string, run: number, flows: readonly string[]): Promise<void> {
  const { draft } = await core.call('checks.open', { id })
  const endpoints = draft.endpoints.map(({ name, address }) => ({ name, address }))
  const at = new Date().toISOString()
  const answers = flows.map((flow): [string, number] => [flow, FIRST_ANSWERS.indexOf('none')])
  await behindItsBack(() =>
    note(
      id,
      { what: 'start', run, at, ask: { kind: 'all' }, flows: flows.length, endpoints },
      { what: 'answers', run, answers },
    ),
  )
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

test('first answers of a run that was cut off are not those of machines of other addresses', async () => {
  const draft = loopbackDraft(NET)
  const id = await core.create(draft)
  await cutOff(id, 1, ['user-to-psm/laptop/psm-1/22', 'user-to-psm/laptop/psm-2/22'])
  expect((await flowsOf(id)).answers.length).toBe(2)
  await core.call('plan.save', { id, draft: moved(draft, { 'psm-1': 31 }) })
  expect((await flowsOf(id)).answers.length).toBe(1)
  await core.call('plan.save', { id, draft })
  expect((await flowsOf(id)).answers.length).toBe(2)
})

test('a pass does not outlive a re-test that was cut off: nothing says that all is well, and the run can go on', async () => {
  await freshNodes(11, 12, 13)
  const id = await core.create(loopbackDraft(NET))
  const first = await core.run(id, { kind: 'all' })
  expect(first.result.standing).toBe('pass')
  await cutOff(
    id,
    2,
    (await merged(id)).flows.map((flow) => flow.id),
  )
  const all = await core.call('checks.open', { id })
  expect([all.result.standing, all.result.summary.pass, all.result.summary.untested]).toEqual(['untested', 0, 195])
  expect(all.result.sentence).not.toContain('pass')
  expect(all.result.warnings.join('\n')).toContain('195 flows were asked again by a run that did not come to its end')
  const { states, answers } = await flowsOf(id)
  expect([states.filter((state) => state !== null), answers.length]).toEqual([[], 195])
  expect((await core.call('checks.list', {})).checks).toMatchObject([{ standing: 'untested' }])
  const { result } = await core.run(id, { kind: 'untested' })
  expect([result.standing, result.runs.at(-1)?.flows]).toEqual(['pass', 195])
  expect((await merged(id)).complete).toBe(true)
})

test('of a part that was cut off the rest still counts, and the result on disk says so too', async () => {
  await freshNodes(11, 12, 13)
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  const flow = 'user-to-psm/laptop/psm-1/22'
  await cutOff(id, 2, [flow])
  for (const _ of ['made anew', 'read from disk']) {
    const { result } = await core.call('checks.open', { id })
    expect([result.standing, result.summary.pass, result.summary.untested]).toEqual(['untested', 194, 1])
    expect(result.warnings.join('\n')).toContain('1 flow was asked again')
    const run = await merged(id)
    expect([run.complete, run.flows.some((one) => one.id === flow)]).toEqual([false, false])
    await behindItsBack(async () => {})
  }
  const { result } = await core.run(id, { kind: 'untested' })
  expect([result.standing, result.runs.at(-1)?.flows]).toEqual(['pass', 1])
})

test('in a formed cluster one flow that was cut off leaves its rule untested on every node', async () => {
  const id = await core.create(loopbackDraft(NET, { stage: 'operational' }))
  await listeners.open(() => {}, `127.${NET}.0.12`, 9003)
  await core.run(id, { kind: 'all' })
  await cutOff(id, 2, ['psm-to-psm/psm-1/psm-2/9003'])
  await core.call('checks.open', { id })
  const left = (await merged(id)).flows.filter(
    ({ direction, source, port }) => direction === 'psm-to-psm' && source === 'psm-1' && port === 9003,
  )
  expect(left).toEqual([])
  expect((await core.run(id, { kind: 'untested' })).result.runs.at(-1)?.flows).toBe(2)
})

test('a re-test that fails takes its old verdicts back at once, and every window is told to look again', async () => {
  await freshNodes(11, 12, 13)
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  // A folder where the file of the run belongs.
  await mkdir(file(id, 'runs', '2.json'))
  const from = core.told.length
  await core.call('run.start', { id, ask: { kind: 'all' } })
  await core.event('run.failed', from)
  await core.event('check.changed', from)
  expect((await core.call('checks.list', {})).checks).toMatchObject([{ standing: 'untested' }])
  expect((await core.call('checks.open', { id })).result.summary.untested).toBe(195)
})

test('a re-test that was cancelled takes nothing back, and no first answer is left over a verdict', async () => {
  await freshNodes(11, 12, 13)
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  await core.call('plan.save', { id, draft: loopbackDraft(NET, { pace: 'gentle' }) })
  const from = core.told.length
  await core.call('run.start', { id, ask: { kind: 'all' } })
  await core.event('run.answers', from)
  await core.call('run.cancel', { id })
  const { result } = await core.event('run.finished', from)
  expect([result.standing, result.summary.pass]).toEqual(['pass', 195])
  const told = core.told.slice(from)
  const stated = new Set(told.flatMap((e) => (e.event === 'run.states' ? e.data.flows : [])))
  const asked = told.flatMap((e) => (e.event === 'run.answers' ? e.data.answers : []))
  const left = asked.filter(([flow, answer]) => FIRST_ANSWERS[answer] !== 'not-asked' && !stated.has(flow))
  expect(left).toEqual([])
  expect((await flowsOf(id)).answers).toEqual([])
})

/** All passed; then the services went, and were found gone: run 2 warns. */
async function passedThenWarned(): Promise<string> {
  await freshNodes(11, 12, 13)
  const id = await core.create(loopbackDraft(NET))
  expect((await core.run(id, { kind: 'all' })).result.standing).toBe('pass')
  await listeners.close()
  expect((await core.run(id, { kind: 'all' })).result.standing).toBe('warn')
  return id
}

const damage = async (...names: [id: string, ...string[]]) => {
  const whole = await readFile(file(...names), 'utf8')
  await writeFile(file(...names), whole.slice(0, whole.length / 2))
}

test('where the newest run is damaged, what it found comes from the merged result, and an older pass does not come back', async () => {
  const id = await passedThenWarned()
  const before = await readFile(file(id, 'run.json'), 'utf8')
  const { result } = await core.call('checks.open', { id })
  await behindItsBack(() => damage(id, 'runs', '2.json'))
  const read = await core.call('checks.open', { id })
  expect(read.result.warnings[0]).toMatch(/^Run 2 cannot be read again/)
  expect([read.result.standing, read.result.summary]).toEqual(['warn', result.summary])
  // Judged anew, from the same: and nothing is written over the last copy.
  await core.call('plan.save', { id, draft: loopbackDraft(NET, { pace: 'normal' }) })
  const anew = await core.call('checks.open', { id })
  expect([anew.result.standing, anew.result.summary]).toEqual(['warn', result.summary])
  expect(await readFile(file(id, 'run.json'), 'utf8')).toBe(before)
  // Once all of it was asked again nothing rests on it any more.
  await core.call('plan.save', { id, draft: loopbackDraft(NET) })
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  expect(await readFile(file(id, 'run.json'), 'utf8')).toBe(before)
  await core.run(id, { kind: 'all' })
  expect(await readFile(file(id, 'run.json'), 'utf8')).not.toBe(before)
})

test.each([
  ['is gone', 12, async (id: string) => rm(file(id, 'run.json'))],
  ['is older', 12, async (id: string, older: string) => writeFile(file(id, 'run.json'), older)],
  [
    'and the journal are gone',
    195,
    async (id: string) => {
      await rm(file(id, 'run.json'))
      await rm(file(id, 'journal.jsonl'))
    },
  ],
])('where the newest run is damaged and the merged result %s, %i flows are untested', async (_, untested, change) => {
  await freshNodes(11, 12, 13)
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  const older = await readFile(file(id, 'run.json'), 'utf8')
  await listeners.close()
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  await behindItsBack(async () => {
    await damage(id, 'runs', '2.json')
    await change(id, older)
  })
  const { result } = await core.call('checks.open', { id })
  expect(result.warnings.join('\n')).toMatch(/Run 2 cannot be read again/)
  expect(result.standing).toBe('untested')
  expect(result.summary.untested).toBe(untested)
  // Its number is not given again.
  expect((await core.run(id, { kind: 'untested' })).run).toBe(3)
})

test('a result that cannot be written is shown all the same, and a report is refused until it can be', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  // A folder where the file belongs.
  await behindItsBack(async () => {
    await rm(file(id, 'run.json'))
    await mkdir(file(id, 'run.json'))
  })
  const { result } = await core.call('checks.open', { id })
  expect(result.summary.untested).toBe(183)
  expect(result.warnings.join('\n')).toMatch(/cannot be written: .*run\.json.*It is shown from the runs/)
  expect((await core.run(id, { kind: 'all' })).result.summary.untested).toBe(0)
  const report = () => core.call('reports.save', { id, format: 'json' })
  await expect(report()).rejects.toThrow(/refused: .*cannot be written/)
  await rm(file(id, 'run.json'), { recursive: true })
  expect(await report()).toEqual({ kind: 'cancelled' })
  expect((await merged(id)).flows.length).toBe(195)
})

test('no report is made of the result of another plan, which a window that only reads cannot write', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  const older = await readFile(file(id, 'run.json'), 'utf8')
  const { draft } = await core.call('checks.open', { id })
  const report = () => core.call('reports.save', { id, format: 'csv' })
  expect(await report()).toEqual({ kind: 'cancelled' })
  await behindItsBack(() => writeFile(file(id, 'draft.json'), JSON.stringify({ ...draft, stage: 'operational' })))
  // Another process writes the check: this one can only read.
  await core.workspace.close()
  const writer = await ServeProcess.start(place.folder)
  try {
    await writer.call('checks.open', { id })
    await writeFile(file(id, 'run.json'), older)
    core = await Core.open(place.folder)
    expect((await core.call('checks.open', { id })).readOnly).not.toBeNull()
    await expect(report()).rejects.toThrow(/refused: The result on disk is not that of this plan/)
  } finally {
    await writer.end('SIGINT')
  }
  expect(await readFile(file(id, 'run.json'), 'utf8')).toBe(older)
  await behindItsBack(async () => {})
  await core.call('checks.open', { id })
  expect(await report()).toEqual({ kind: 'cancelled' })
  expect((await merged(id)).stage).toBe('operational')
})
