/** What is typed is never lost: failed saves, saves in flight, answers that are older than what stands on the screen. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CallError } from '../../../renderer/client.ts'
import { applyEvents } from '../../../renderer/store/events.ts'
import { createAppStore } from '../../../renderer/store/store.ts'
import type { PlanDraft } from '../../../shared/shapes.ts'
import { faultsOfDraft } from '../../../shared/plan/draft.ts'
import { coreDouble, planViewOf, SITE_DRAFT, snapshotOf } from '../support/checks.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const named = (name: string): PlanDraft => ({ ...SITE_DRAFT, site: { ...SITE_DRAFT.site, name } })

async function open() {
  const core = coreDouble([], { one: SITE_DRAFT, two: named('Two') })
  const store = createAppStore(core.client)
  const opening = Promise.all([store.getState().begin(), store.getState().openCheck('one')])
  await vi.runAllTimersAsync()
  await opening
  return { core, store, draft: () => store.getState().check?.draft.site.name }
}

/** Saves wait until they are let go; each is answered as the core would. */
function holdSaves({ client, drafts }: ReturnType<typeof coreDouble>) {
  const held: (() => void)[] = []
  client.answer({
    'plan.save': async ({ id, draft }) => {
      await new Promise<void>((resolve) => held.push(resolve))
      drafts.set(id, draft)
      return { faults: faultsOfDraft(draft), plan: planViewOf(draft) }
    },
  })
  return { let: () => held.shift()?.(), held }
}

const failSaves = ({ client }: ReturnType<typeof coreDouble>) =>
  client.answer({
    'plan.save': () => {
      throw new CallError('internal', 'the disk is full')
    },
  })

const mendSaves = ({ client, drafts }: ReturnType<typeof coreDouble>) =>
  client.answer({
    'plan.save': ({ id, draft }) => {
      drafts.set(id, draft)
      return { faults: faultsOfDraft(draft), plan: planViewOf(draft) }
    },
  })

test('a save waits for the one in flight, and is done only when all is on the disk', async () => {
  const { core, store } = await open()
  const saves = holdSaves(core)
  store.getState().editDraft(named('First'))
  const first = store.getState().saveDraft()
  const again = store.getState().saveDraft()
  let isDone = false
  void again.then(() => (isDone = true))
  await vi.advanceTimersByTimeAsync(0)
  expect([isDone, saves.held.length]).toEqual([false, 1])
  store.getState().editDraft(named('Second'))
  const second = store.getState().saveDraft()
  await vi.advanceTimersByTimeAsync(0)
  // One after the other: the older text never arrives last.
  expect(core.client.paramsOf('plan.save')).toHaveLength(1)
  saves.let()
  await vi.advanceTimersByTimeAsync(10)
  expect(await first).toBe(true)
  expect(core.client.paramsOf('plan.save').map(({ draft }) => draft.site.name)).toEqual(['First', 'Second'])
  saves.let()
  await vi.advanceTimersByTimeAsync(10)
  expect([await again, await second]).toEqual([true, true])
  expect(core.drafts.get('one')?.site.name).toBe('Second')
})

test('a failed save is told once, tried again by itself, and nothing of it is lost', async () => {
  const { core, store, draft } = await open()
  failSaves(core)
  store.getState().editDraft(named('Typed'))
  await vi.advanceTimersByTimeAsync(500)
  expect(store.getState().notice?.message).toContain('the disk is full')
  store.getState().dismiss()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(core.client.paramsOf('plan.save').length).toBeGreaterThan(2)
  expect([store.getState().notice, draft(), store.getState().unsaved]).toEqual([null, 'Typed', true])
  mendSaves(core)
  await vi.advanceTimersByTimeAsync(10_000)
  expect([core.drafts.get('one')?.site.name, store.getState().unsaved]).toEqual(['Typed', false])
})

test('another check is not opened over what could not be saved', async () => {
  const { core, store, draft } = await open()
  failSaves(core)
  store.getState().editDraft(named('Typed'))
  await store.getState().openCheck('two')
  expect([store.getState().check?.id, draft()]).toEqual(['one', 'Typed'])
  expect(await store.getState().createCheck({ from: 'blank' })).toBeNull()
  expect(core.client.paramsOf('checks.create')).toEqual([])
})

test('what is typed while another check is being opened is saved first', async () => {
  const { core, store } = await open()
  core.client.answer({
    'checks.open': ({ id }) => {
      store.getState().editDraft(named('Typed'))
      return snapshotOf(id, named('Two'))
    },
  })
  const opening = store.getState().openCheck('two')
  await vi.advanceTimersByTimeAsync(50)
  await opening
  expect(core.drafts.get('one')?.site.name).toBe('Typed')
  expect(store.getState().check?.id).toBe('two')
})

test('nothing is tested and nothing reported of a plan that could not be saved', async () => {
  const { core, store } = await open()
  failSaves(core)
  store.getState().editDraft(named('Typed'))
  expect(await store.getState().startRun({ kind: 'all' })).toBeNull()
  expect(await store.getState().saveReport('pdf')).toBeNull()
  expect([core.client.paramsOf('run.start'), core.client.paramsOf('reports.save')]).toEqual([[], []])
})

test('an answer never replaces newer text, though its save is in flight', async () => {
  const { core, store, draft } = await open()
  const saves = holdSaves(core)
  let answer = (): void => undefined
  core.client.answer({
    'checks.open': async ({ id }) => {
      await new Promise<void>((resolve) => (answer = resolve))
      return snapshotOf(id, SITE_DRAFT)
    },
  })
  const opening = store.getState().openCheck('one')
  await vi.advanceTimersByTimeAsync(0)
  store.getState().editDraft(named('Typed'))
  await vi.advanceTimersByTimeAsync(500)
  expect(saves.held).toHaveLength(1)
  answer()
  await vi.advanceTimersByTimeAsync(50)
  expect(draft()).toBe('Typed')
  saves.let()
  await vi.advanceTimersByTimeAsync(50)
  await opening
  // Also where the save is over before the answer comes.
  expect([draft(), core.drafts.get('one')?.site.name]).toEqual(['Typed', 'Typed'])
})

test('a window does not read again what it saved itself, and does what another window saved', async () => {
  const { core, store } = await open()
  store.getState().editDraft(named('Typed'))
  await store.getState().saveDraft()
  const [saved] = core.client.paramsOf('plan.save')
  const opened = () => core.client.paramsOf('checks.open').length
  const before = opened()
  const tell = (except?: string) =>
    applyEvents(store, [{ seq: 1, event: 'check.changed', data: { check: 'one', ...(except ? { except } : {}) } }])
  tell(saved?.window)
  await vi.advanceTimersByTimeAsync(50)
  expect(opened()).toBe(before)
  tell('another window')
  tell()
  await vi.advanceTimersByTimeAsync(50)
  expect(opened()).toBe(before + 2)
})
