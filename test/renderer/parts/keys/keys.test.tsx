// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { isTypedInto, meaningOf } from '../../../../renderer/parts/keys/key-meaning.ts'
import { pressKey, useKey } from '../../../../renderer/parts/keys/registry.ts'
import { chooseFromMenu } from '../../../../renderer/store/menu.ts'
import { SITE_DRAFT, coreDouble, summaryOf } from '../../support/checks.ts'
import { mountApp, openFromList } from '../../support/mount.tsx'

afterEach(cleanup)

function Offers({ action, enabled = true }: { action: () => void; enabled?: boolean }) {
  useKey('run', action, enabled)
  return null
}

test('the last offer counts, and is taken back when its component goes', () => {
  const [page, panel] = [vi.fn<() => void>(), vi.fn<() => void>()]
  const { rerender } = render(<Offers action={page} />)
  rerender(
    <>
      <Offers action={page} />
      <Offers action={panel} key="panel" />
    </>,
  )
  expect(pressKey('run')).toBe(true)
  expect(panel).toHaveBeenCalledOnce()
  rerender(<Offers action={page} enabled />)
  pressKey('run')
  expect(page).toHaveBeenCalledOnce()
  rerender(<Offers action={page} enabled={false} />)
  expect(pressKey('run')).toBe(false)
})

test('an offer calls the newest function of its component', () => {
  const [before, after] = [vi.fn<() => void>(), vi.fn<() => void>()]
  const { rerender } = render(<Offers action={before} />)
  rerender(<Offers action={after} />)
  pressKey('run')
  expect(before).not.toHaveBeenCalled()
  expect(after).toHaveBeenCalledOnce()
})

const press = (key: string, more: Partial<KeyboardEvent> = {}, letters = true) =>
  meaningOf({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, target: document.body, ...more }, letters)

test('keys of one character do nothing in a field, Ctrl+Enter and Escape do', () => {
  const field = document.createElement('input')
  const box = Object.assign(document.createElement('input'), { type: 'checkbox' })
  expect(isTypedInto(field)).toBe(true)
  expect(isTypedInto(box)).toBe(false)
  for (const key of ['/', '?', 'n', 'p', 'c', 'g']) {
    expect(press(key)).not.toBeNull()
    expect(press(key, { target: field })).toBeNull()
    expect(press(key, { ctrlKey: true })).toBeNull()
  }
  expect(press('Enter', { ctrlKey: true, target: field })).toEqual({ do: 'press', key: 'run' })
  expect(press('Escape', { target: field })).toEqual({ do: 'press', key: 'cancel' })
  expect(press('¡', { altKey: true, code: 'Digit1' })).toEqual({ do: 'step', number: 1 })
})

test('a dialog keeps its keys to itself', () => {
  const dialog = document.createElement('div')
  dialog.setAttribute('role', 'dialog')
  const button = dialog.appendChild(document.createElement('button'))
  expect(press('Enter', { ctrlKey: true, target: button })).toBeNull()
  expect(press('/', { target: button })).toBeNull()
})

test('? shows the keys, and Escape gives the focus back', async () => {
  const { user } = await mountApp(coreDouble())
  const way = screen.getByRole('button', { name: /New check/ })
  way.focus()
  await user.keyboard('?')
  expect(await screen.findByRole('dialog', { name: 'Keys' })).toBeTruthy()
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await waitFor(() => expect(document.activeElement).toBe(way))
})

test('g and a letter, or Alt and a number, walk the steps; not to a step that there is not', async () => {
  const { user, store } = await mountApp(coreDouble([summaryOf('one', { site: 'Here' })], { one: SITE_DRAFT }))
  await userEvent.setup().keyboard('gp')
  expect(store.getState().route).toEqual({ step: 'start' })
  await openFromList(user, 'Here')
  await user.keyboard('gp')
  expect(store.getState().route).toEqual({ step: 'group', group: 'psm-to-psm' })
  await user.keyboard('gx')
  expect(store.getState().route).toEqual({ step: 'group', group: 'psm-to-psm' })
  await user.keyboard('{Alt>}[Digit1]{/Alt}')
  expect(store.getState().route).toEqual({ step: 'site' })
  await user.click(screen.getByLabelText('Site name'))
  await user.keyboard('gp')
  expect(store.getState().route).toEqual({ step: 'site' })
  await user.keyboard('{Alt>}[Digit6]{/Alt}')
  expect(store.getState().route).toEqual({ step: 'summary' })
})

test('keys of one letter can be switched off, all others stay', async () => {
  const core = coreDouble([summaryOf('one', { site: 'Here' })], { one: SITE_DRAFT })
  const { user, store } = await mountApp(core)
  await openFromList(user, 'Here')
  await user.click(screen.getByRole('button', { name: 'Settings' }))
  await user.click(await screen.findByRole('menuitemcheckbox', { name: 'Keys of one letter' }))
  expect(core.client.paramsOf('settings.save').at(-1)?.letterKeys).toBe(false)
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  await user.keyboard('gp?')
  expect([store.getState().route, screen.queryByRole('dialog')]).toEqual([{ step: 'site' }, null])
  await user.keyboard('{Alt>}[Digit6]{/Alt}')
  expect(store.getState().route).toEqual({ step: 'summary' })
  store.getState().showKeys(true)
  const dialog = await screen.findByRole('dialog', { name: 'Keys' })
  expect(dialog.textContent).toContain('switched off in the settings')
  expect(dialog.textContent).not.toContain('Next finding')
  expect(dialog.textContent).toContain('Step 1 to 9')
})

test('the keys that the desktop menu shows give the focus back, too', async () => {
  const { user, store } = await mountApp(coreDouble())
  const way = screen.getByRole('button', { name: /New check/ })
  way.focus()
  await chooseFromMenu(store, 'keys')
  expect(await screen.findByRole('dialog', { name: 'Keys' })).toBeTruthy()
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await waitFor(() => expect(document.activeElement).toBe(way))
})
