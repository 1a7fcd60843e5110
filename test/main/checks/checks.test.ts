/** A check from nothing to a re-test, on real files and sockets; and what survives closing, editing, a change of stage. */
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { OUTCOMES, VERDICTS } from '../../../shared/outcome.ts'
import { readRun } from '../../../main/store/read-run.ts'
import { Core, loopbackDraft, temporaryFolder } from '../../support/core.ts'
import { Listeners } from '../../support/loopback.ts'
import { DEFAULT_SETTINGS } from '../../../shared/program-shapes.ts'

const NET = 71
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

const again = async () => {
  await core.workspace.close()
  core = await Core.open(place.folder)
}
const statesOf = async (id: string) => {
  const { states } = await core.call('checks.flows', { id, from: 0, limit: 2000 })
  return states
}
const file = (id: string, ...names: string[]) => join(place.folder, 'checks', id, ...names)

test('before a run nothing is known, and the plan is on disk as a plan file', async () => {
  const id = await core.create(loopbackDraft(NET))
  const { plan, result, faults, readOnly } = await core.call('checks.open', { id })
  expect([plan?.flows, faults, readOnly, result.standing]).toEqual([195, [], null, 'untested'])
  expect(result.sentence).toBe('Nothing is known yet: none of the 195 flows was tested.')
  expect(result.summary).toMatchObject({ flows: 195, untested: 195, pass: 0 })
  expect(await readFile(file(id, 'plan.yaml'), 'utf8')).toContain('name: Loopback 71')
  expect(await statesOf(id)).toEqual(Array.from({ length: 195 }, () => null))
})

test('a run ends with every state told before its end, and all of it is there after reopening', async () => {
  const id = await core.create(loopbackDraft(NET))
  const { result, run } = await core.run(id, { kind: 'all' })
  expect(run).toBe(1)
  const names = core.told.map(({ event }) => event)
  expect(names.indexOf('run.states')).toBeLessThan(names.indexOf('run.finished'))
  const told = core.told.flatMap((e) => (e.event === 'run.states' ? e.data.flows : []))
  expect(new Set(told).size).toBe(195)
  const answers = core.told.flatMap((e) => (e.event === 'run.answers' ? e.data.answers : []))
  expect(answers.length).toBe(195)
  const phases = core.told.flatMap((e) => (e.event === 'run.progress' ? e.data.running.phase : []))
  expect([...new Set(phases)].filter((phase) => phase === 'asking' || phase === 'saving')).toEqual(['asking', 'saving'])
  const states = await statesOf(id)
  await again()
  expect(await statesOf(id)).toEqual(states)
  const reopened = await core.call('checks.open', { id })
  expect(reopened.result).toEqual(result)
  const { run: merged } = await readRun(file(id, 'run.json'))
  for (const [index, flow] of merged.flows.entries()) {
    const state = states[index]
    expect([OUTCOMES[state?.[0] ?? -1], VERDICTS[state?.[1] ?? -1]]).toEqual([flow.outcome, flow.verdict])
  }
})

test('the way to a destination is told from the address that the plan sends from, which need not be the kernel’s choice', async () => {
  const id = await core.create(loopbackDraft(NET))
  const { routes } = await core.call('machine.routes', { id })
  const of = (last: number) => routes.find(({ address }) => address === `127.${NET}.0.${last}`)
  expect(of(11)).toMatchObject({ interface: 'lo', sourceAddress: `127.${NET}.0.2`, error: null })
  expect(of(21)?.sourceAddress).toMatch(new RegExp(`^127\\.${NET}\\.0\\.1\\d$`))
})

test('a re-test of what warned: before and after, the finding is solved, the rest stays', async () => {
  const id = await core.create(loopbackDraft(NET))
  // Nothing listens: 22, 9001, 9002 and 9019 of a fresh VM are closed, which warns.
  const first = await core.run(id, { kind: 'all' })
  expect(first.result.standing).toBe('warn')
  const [finding] = first.result.findings
  for (const host of [11, 12, 13]) {
    for (const port of [22, 9001, 9002, 9019]) {
      const banner = port === 22 ? 'SSH-2.0-test\r\n' : ''
      await listeners.open((socket) => void socket.write(banner), `127.${NET}.0.${host}`, port)
    }
  }
  const second = await core.run(id, { kind: 'finding', finding: finding?.id ?? '' })
  const asked = second.result.runs.map(({ run, flows, complete }) => [run, flows, complete])
  expect(asked).toEqual([
    [1, 195, true],
    [2, finding?.flows.length, true],
  ])
  expect(second.result.solved.map(({ title }) => title)).toEqual([finding?.title])
  const { run: joined } = await readRun(file(id, 'run.json'))
  expect(joined.runTimes?.map(({ run, flows, complete }) => [run, flows, complete])).toEqual(asked)
  expect(second.result.findings.map(({ cause }) => cause)).not.toContain(finding?.cause)
  const state = (await statesOf(id))[finding?.flows[0] ?? 0]
  expect([OUTCOMES[state?.[0] ?? -1], state?.[4], OUTCOMES[state?.[6] ?? -1]]).toEqual(['open', 2, 'closed'])
  const shown = await core.call('flows.show', { id, flow: finding?.flows[0] ?? 0 })
  expect(shown.history.map(({ run, outcome, verdict }) => [run, outcome, verdict])).toEqual([
    [1, 'closed', 'warn'],
    [2, 'open', 'pass'],
  ])
  expect(shown.result?.outcome).toBe('open')
  expect(shown.timeline.map(({ text }) => text)).toContain(`SYN to 127.${NET}.0.11:22`)
})

test('a change of stage judges the evidence anew, and back again gives the same as before', async () => {
  const id = await core.create(loopbackDraft(NET))
  const { result } = await core.run(id, { kind: 'group', group: 'user-to-psm' })
  expect(result.sentence).toContain('Partial')
  const draft = loopbackDraft(NET, { stage: 'operational' })
  await core.call('plan.save', { id, draft })
  const operational = await core.call('checks.open', { id })
  // Closed passes before the install, and fails in a formed cluster.
  expect(operational.result.standing).toBe('fail')
  expect(operational.result.summary.fail).toBe(12)
  const { run } = await readRun(file(id, 'run.json'))
  expect(run.stage).toBe('operational')
  expect(run.flows[0]?.reason).not.toContain('before the install')
  await core.call('plan.save', { id, draft: loopbackDraft(NET) })
  const back = await core.call('checks.open', { id })
  expect({ ...back.result, updatedAt: '' }).toEqual({ ...result, updatedAt: '' })
})

test('a machine with another address loses its conclusions, the others keep theirs; typed back, they are there again', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  const before = await statesOf(id)
  const draft = loopbackDraft(NET)
  const moved = draft.endpoints.map((e) => (e.name === 'dsc-1' ? { ...e, address: `127.${NET}.0.22` } : e))
  await core.call('plan.save', { id, draft: { ...draft, endpoints: moved } })
  const { plan } = await core.call('checks.open', { id })
  const { flows, states } = await core.call('checks.flows', { id, from: 0, limit: 2000 })
  for (const [index, [, pair]] of flows.entries()) {
    const ends = plan?.pairs[pair]
    const isMoved = [ends?.source, ends?.destination].some((end) => plan?.endpoints[end ?? -1]?.name === 'dsc-1')
    expect(states[index] === null, `flow ${index}`).toBe(isMoved)
  }
  const faulty = { ...draft, endpoints: [] }
  const saved = await core.call('plan.save', { id, draft: faulty })
  expect(saved.plan).toBeNull()
  expect((await core.call('checks.open', { id })).result.sentence).toMatch(/^The plan has .* fault/)
  await core.call('plan.save', { id, draft })
  expect(await statesOf(id)).toEqual(before)
})

test('what is untested is asked after a part; then nothing is left', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  const { result } = await core.run(id, { kind: 'untested' })
  expect(result.runs.map(({ flows }) => flows)).toEqual([12, 183])
  expect(result.summary.untested).toBe(0)
  const nothing = await core.call('run.start', { id, ask: { kind: 'untested' } })
  expect(nothing).toMatchObject({ started: false, why: 'nothing' })
})

test('a cancelled run takes no conclusion away, and is saved as what it is', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  const before = await statesOf(id)
  await core.call('plan.save', { id, draft: loopbackDraft(NET, { pace: 'gentle' }) })
  const from = core.told.length
  await core.call('run.start', { id, ask: { kind: 'all' } })
  expect(await core.call('run.start', { id, ask: { kind: 'all' } })).toMatchObject({ started: false, why: 'running' })
  await expect(core.call('plan.save', { id, draft: loopbackDraft(NET) })).rejects.toThrow(/while it is tested/)
  const going = await core.call('checks.open', { id })
  expect([going.running?.run, going.running?.flows, going.result.runs.length]).toEqual([2, 195, 1])
  await core.call('run.cancel', { id })
  const { result } = await core.event('run.finished', from)
  expect(result.runs.at(-1)?.complete).toBe(false)
  const after = await statesOf(id)
  expect(after.map((s) => s?.[0])).toEqual(before.map((s) => s?.[0]))
  expect(result.summary.untested).toBe(0)
})

test('addresses outside private ranges are asked about, and nothing is sent', async () => {
  const draft = loopbackDraft(NET)
  const rules = [{ id: 'out', service: 'out', port: 443, from: 'laptop', to: '9.9.9.9' }]
  const id = await core.create({ ...draft, rules })
  const reply = await core.call('run.start', { id, ask: { kind: 'group', group: 'extra' } })
  expect(reply).toMatchObject({ started: false, why: 'public', addresses: ['9.9.9.9'] })
  expect(await readdir(file(id))).not.toContain('journal.jsonl')
})

test('faults stop a run, a finding that is gone is not found', async () => {
  const id = await core.create({ ...loopbackDraft(NET), endpoints: [] })
  expect(await core.call('run.start', { id, ask: { kind: 'all' } })).toMatchObject({ started: false, why: 'faults' })
  const sound = await core.create(loopbackDraft(NET))
  await expect(core.call('run.start', { id: sound, ask: { kind: 'finding', finding: 'F9' } })).rejects.toThrow(/F9/)
  await expect(core.call('flows.show', { id: sound, flow: 5000 })).rejects.toThrow(/no such flow/)
  await expect(core.call('reports.save', { id: sound, format: 'pdf' })).rejects.toThrow(/Nothing was tested yet/)
})

test('an operational re-test asks the rule on every node, for placement is judged over all of them', async () => {
  const id = await core.create(loopbackDraft(NET, { stage: 'operational' }))
  await core.run(id, { kind: 'group', group: 'psm-to-psm' })
  const { plan } = await core.call('checks.open', { id })
  const { flows } = await core.call('checks.flows', { id, from: 0, limit: 2000 })
  const flow = flows.findIndex(
    ([rule]) => plan?.rules[rule]?.direction === 'psm-to-psm' && plan.rules[rule]?.port === 9003,
  )
  const { result } = await core.run(id, { kind: 'flow', flow })
  expect(result.runs.at(-1)?.flows).toBe(2)
})

test('discarded checks leave the list, and come back; broken ones are listed with their trouble', async () => {
  const kept = await core.create(loopbackDraft(NET))
  const broken = await core.create(loopbackDraft(NET))
  await core.call('checks.discard', { id: kept })
  const list = async () => (await core.call('checks.list', {})).checks
  expect((await list()).map(({ id }) => id)).toEqual([broken])
  await core.call('checks.restore', { id: kept })
  await again()
  await writeFile(file(broken, 'check.json'), '{"format": 1, "pra')
  const found = new Map((await list()).map(({ id, trouble }) => [id, trouble]))
  expect(found.get(kept)).toBeNull()
  expect(found.get(broken)).toMatch(/check\.json is damaged or cut off.*Nothing in its folder was changed/)
  await expect(core.call('checks.open', { id: broken })).rejects.toThrow(/damaged or cut off/)
  expect(await readdir(file(broken))).toContain('draft.json')
  await expect(core.call('checks.open', { id: 'not-there' })).rejects.toThrow(/no such check/)
})

test('a missing run file is named, and its conclusions stay from the merged result', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  const before = await statesOf(id)
  await core.workspace.close()
  await rm(file(id, 'runs', '1.json'))
  core = await Core.open(place.folder)
  const { result } = await core.call('checks.open', { id })
  expect(result.warnings[0]).toMatch(/^Run 1 cannot be read again: .*no such file/)
  expect((await statesOf(id)).map((s) => s?.slice(0, 3))).toEqual(before.map((s) => s?.slice(0, 3)))
})

test('a merged result that is missing or damaged is made again from the runs', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'all' })
  const before = await statesOf(id)
  const whole = await readFile(file(id, 'run.json'), 'utf8')
  await core.workspace.close()
  await writeFile(file(id, 'run.json'), whole.slice(0, whole.length / 2))
  core = await Core.open(place.folder)
  expect(await statesOf(id)).toEqual(before)
  await again()
  expect(await readFile(file(id, 'run.json'), 'utf8')).toBe(whole)
})

test('settings are kept; what is damaged means the defaults', async () => {
  const chosen = { theme: 'dark', language: 'de', letterKeys: false, paper: 'letter' } as const
  await core.call('settings.save', chosen)
  await again()
  expect((await core.call('program.describe', {})).settings).toEqual(chosen)
  // As an earlier version wrote it.
  await writeFile(join(place.folder, 'settings.json'), '{"theme":"dark","language":"de"}')
  await again()
  expect((await core.call('program.describe', {})).settings).toEqual({ ...chosen, letterKeys: true, paper: 'a4' })
  await writeFile(join(place.folder, 'settings.json'), '{"theme":"pink"}')
  await again()
  expect((await core.call('program.describe', {})).settings).toEqual(DEFAULT_SETTINGS)
})

test('routes: own addresses, and the way to each destination', async () => {
  const id = await core.create(loopbackDraft(NET))
  const { addresses, routes } = await core.call('machine.routes', { id })
  expect(addresses.map((a) => a.address)).toContain('127.0.0.1')
  expect(routes.map((r) => r.address)).toEqual(expect.arrayContaining([`127.${NET}.0.11`, `127.${NET}.0.21`]))
  expect(routes[0]).toMatchObject({ interface: 'lo', error: null })
})

test('many checks: only the last ones stay open, and each opens again as it was', async () => {
  const ids: string[] = []
  for (let n = 0; n < 10; n += 1) ids.push(await core.create(loopbackDraft(NET, { site: siteOf(`Site ${n}`) })))
  for (const [n, id] of ids.entries()) {
    const { draft, readOnly } = await core.call('checks.open', { id })
    expect([draft.site.name, readOnly]).toEqual([`Site ${n}`, null])
  }
  const locked = await Promise.all(ids.map(async (id) => (await readdir(file(id))).includes('lock')))
  expect(locked.filter(Boolean).length).toBeLessThanOrEqual(6)
  expect(locked.at(-1)).toBe(true)
})

const siteOf = (name: string) => ({ name, customer: '', engineer: '' })

test('windows that open, save and read at once get whole answers, and the last plan is what stays', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  const names = Array.from({ length: 12 }, (_, n) => `Name ${n}`)
  const calls = names.flatMap((name, n) => [
    core.call('plan.save', {
      id,
      draft: loopbackDraft(NET, { site: siteOf(name), stage: n % 2 ? 'operational' : 'preinstall' }),
    }),
    core.call('checks.open', { id }),
    core.call('checks.flows', { id, from: 0, limit: 100 }),
  ])
  await Promise.all(calls)
  const { draft, result } = await core.call('checks.open', { id })
  expect([draft.site.name, draft.stage, result.summary.fail]).toEqual(['Name 11', 'operational', 12])
  const { run } = await readRun(file(id, 'run.json'))
  expect([run.site.name, run.stage]).toEqual(['Name 11', 'operational'])
  expect((await readdir(file(id))).filter((name) => name.endsWith('.tmp'))).toEqual([])
  const [listed] = (await core.call('checks.list', {})).checks
  expect(listed).toMatchObject({ site: 'Name 11', standing: 'fail' })
})

test('a name is looked up when a run starts; its conclusion stays while the name stays', async () => {
  const rules = [{ id: 'by-name', service: 'by name', port: '17999', from: 'laptop', to: 'localhost' }]
  const id = await core.create(loopbackDraft(NET, { rules }))
  const { result } = await core.run(id, { kind: 'group', group: 'extra' })
  expect(result.summary).toMatchObject({ pass: 1, untested: 195 })
  const shown = await core.call('flows.show', { id, flow: 195 })
  expect([shown.result?.destination, shown.result?.address]).toEqual(['localhost', '127.0.0.1'])
  const pace = 'normal'
  await core.call('plan.save', { id, draft: loopbackDraft(NET, { rules, pace }) })
  expect((await core.call('checks.open', { id })).result.summary.pass).toBe(1)
  const routes = await core.call('machine.routes', { id })
  expect(routes.routes.find(({ address }) => address === 'localhost')?.error).toMatch(/^a name/)
})

test('the window that saved is told to open again only when conclusions may have changed, all others always', async () => {
  const id = await core.create(loopbackDraft(NET))
  await core.run(id, { kind: 'group', group: 'user-to-psm' })
  // The run has told everything.
  await again()
  const told = async (change: Parameters<typeof loopbackDraft>[1], window?: string) => {
    const from = core.told.length
    await core.call('plan.save', { id, draft: loopbackDraft(NET, change), ...(window ? { window } : {}) })
    const events = core.told.slice(from).map(({ event, data }) => (event === 'check.changed' ? data : event))
    // The list is told, too, once the result is there.
    await core.call('checks.open', { id })
    return events
  }
  const all = { check: id }
  expect(await told({ site: siteOf('Another name') }, 'mine')).toEqual([{ ...all, except: 'mine' }, 'checks.changed'])
  expect(await told({ stage: 'operational' }, 'mine')).toEqual([all, 'checks.changed'])
  expect(await told({ stage: 'operational' }, 'mine')).toEqual([])
  // Who does not say which window it is, is told as well.
  expect(await told({ stage: 'operational', site: siteOf('A third') })).toEqual([all, 'checks.changed'])
})

test('a missing role locks the groups that need it: the others are tested, and what passes is no pass of the site', async () => {
  const whole = loopbackDraft(NET)
  const draft = { ...whole, endpoints: whole.endpoints.filter(({ role }) => role !== 'dsc') }
  const id = await core.create(draft)
  const { plan, faults } = await core.call('checks.open', { id })
  expect(faults.map(({ found }) => found)).toEqual(['no dsc'])
  const flowsOf = Object.fromEntries((plan?.groups ?? []).map(({ id: group, flows }) => [group, flows]))
  expect(flowsOf).toMatchObject({ diagnostics: 0, 'dsc-to-psm': 0 })
  expect(flowsOf['user-to-psm']).toBeGreaterThan(0)
  const refused = await core.call('run.start', { id, ask: { kind: 'group', group: 'diagnostics' } })
  expect(refused).toMatchObject({ started: false, why: 'nothing' })
  for (const host of [11, 12, 13]) {
    for (const port of [22, 9001, 9002, 9019]) {
      const banner = port === 22 ? 'SSH-2.0-test\r\n' : ''
      await listeners.open((socket) => void socket.write(banner), `127.${NET}.0.${host}`, port)
    }
  }
  const { result } = await core.run(id, { kind: 'all' })
  expect(result.summary).toMatchObject({ fail: 0, warn: 0, untested: 0 })
  expect(result.standing).toBe('untested')
  expect(result.sentence).toContain('Not covered: Diagnostics (the plan has no DSC), DSC → PSM node')
})
