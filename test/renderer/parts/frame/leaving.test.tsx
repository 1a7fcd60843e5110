// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { CallError } from '../../../../renderer/client.ts'
import { PROGRAM, SITE_DRAFT, coreDouble, summaryOf } from '../../support/checks.ts'
import { mountApp, openFromList } from '../../support/mount.tsx'

async function openSite(door: 'desktop' | 'serve' = 'serve') {
  const core = coreDouble([summaryOf('one', { site: 'Here' })], { one: SITE_DRAFT })
  core.client.answer({ 'program.describe': () => ({ ...PROGRAM, door }) })
  const mounted = await mountApp(core)
  await openFromList(mounted.user, 'Here')
  return { core, ...mounted }
}

const failSaves = ({ client }: ReturnType<typeof coreDouble>) =>
  client.answer({
    'plan.save': () => {
      throw new CallError('internal', 'The disk is full.')
    },
  })

const customer = () => screen.getByLabelText<HTMLInputElement>(/^Customer/)

/** Whether the page would stay. */
function unload(): boolean {
  const event = new Event('beforeunload', { cancelable: true })
  window.dispatchEvent(event)
  return event.defaultPrevented
}

test('a check that cannot be saved stays open with what was typed; it can be left all the same', async () => {
  const { core, user, store } = await openSite()
  failSaves(core)
  await user.type(customer(), ' GmbH')
  await user.keyboard('{Escape}')
  store.getState().go({ step: 'start' })
  const leave = await screen.findByRole('button', { name: 'Leave without saving' })
  expect(customer().value).toBe('Example Corp GmbH')
  expect(screen.getByText(/could not be saved: The disk is full\./)).toBeTruthy()
  await user.click(leave)
  await screen.findByRole('heading', { level: 1, name: 'Check a PSM site' })
  await waitFor(() => expect(store.getState().check).toBeNull())
  // What was let go is not tried any more.
  const tried = core.client.paramsOf('plan.save').length
  await new Promise((resolve) => setTimeout(resolve, 3300))
  expect(core.client.paramsOf('plan.save')).toHaveLength(tried)
})

test.each(['pagehide', 'visibilitychange'])('%s saves at once, with a call that outlives the page', async (name) => {
  const { core, user } = await openSite()
  await user.type(customer(), '!')
  expect(core.client.paramsOf('plan.save')).toHaveLength(0)
  const state = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  ;(name === 'pagehide' ? window : document).dispatchEvent(new Event(name))
  state.mockRestore()
  expect(core.client.calls.filter(({ name }) => name === 'plan.save')).toMatchObject([
    { params: { draft: { site: { customer: 'Example Corp!' } } }, isLast: true },
  ])
})

test('a browser asks before it lets go of what it cannot send in its last moment', async () => {
  const { user, store } = await openSite()
  expect(unload()).toBe(false)
  await user.type(customer(), '!')
  expect(unload()).toBe(false)
  const [row] = SITE_DRAFT.endpoints
  if (row) store.getState().editDraft({ ...SITE_DRAFT, endpoints: Array.from({ length: 2000 }, () => row) })
  expect(unload()).toBe(true)
})

test('the desktop app keeps its window until all is saved, then closes it', async () => {
  const { core, user } = await openSite('desktop')
  const close = vi.spyOn(window, 'close').mockImplementation(() => undefined)
  expect(unload()).toBe(false)
  await user.type(customer(), '!')
  expect(unload()).toBe(true)
  await waitFor(() => expect(close).toHaveBeenCalledOnce())
  expect(core.drafts.get('one')?.site.customer).toBe('Example Corp!')
  expect(unload()).toBe(false)
  close.mockRestore()
})

test('a window that cannot save stays, says why, and is closed the second time', async () => {
  const { core, user } = await openSite('desktop')
  failSaves(core)
  await user.type(customer(), '!')
  expect(unload()).toBe(true)
  await screen.findByText(/The window stays open.*The disk is full/)
  expect(unload()).toBe(false)
})
