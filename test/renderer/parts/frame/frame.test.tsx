// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { ErrorBoundary } from '../../../../renderer/parts/frame/error-boundary.tsx'
import { AppContext, createAppStore } from '../../../../renderer/store/store.ts'
import { PROGRAM, SITE_DRAFT, coreDouble, resultOf, snapshotOf, summaryOf } from '../../support/checks.ts'
import { mountApp, openFromList } from '../../support/mount.tsx'

const here = () => coreDouble([summaryOf('one', { site: 'Here' })], { one: SITE_DRAFT })

test('landmarks, a skip link, and one first heading', async () => {
  const { user } = await mountApp(here())
  await openFromList(user, 'Here')
  expect(screen.getByRole('banner')).toBeTruthy()
  expect(screen.getByRole('navigation', { name: 'Steps of the check' })).toBeTruthy()
  expect(screen.getByRole('main')).toBeTruthy()
  expect(screen.getByRole('contentinfo')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Skip to the page' }).getAttribute('href')).toBe('#page')
  expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1)
})

test('theme and language are set at once, on the document, and saved', async () => {
  const core = here()
  const { user } = await mountApp(core)
  await user.click(screen.getByRole('button', { name: 'Settings' }))
  await user.click(await screen.findByRole('menuitemradio', { name: 'High contrast' }))
  expect(document.documentElement.dataset['theme']).toBe('contrast')
  expect(core.client.paramsOf('settings.save')).toEqual([
    { theme: 'contrast', language: 'en', letterKeys: true, paper: 'a4' },
  ])
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  await user.click(screen.getByRole('button', { name: 'Settings' }))
  await user.click(await screen.findByRole('menuitemradio', { name: 'Deutsch' }))
  expect(document.documentElement.lang).toBe('de')
  await waitFor(() => expect(screen.getByText('Neue Prüfung')).toBeTruthy())
  expect(core.client.paramsOf('settings.save').at(-1)).toEqual({
    theme: 'contrast',
    language: 'de',
    letterKeys: true,
    paper: 'a4',
  })
})

test('the settings of the program are used from the start, and "system" leaves the theme to the system', async () => {
  const core = here()
  core.client.answer({
    'program.describe': () => ({
      ...PROGRAM,
      settings: { theme: 'dark', language: 'de', letterKeys: true, paper: 'a4' },
    }),
  })
  await mountApp(core)
  await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'))
  expect(document.documentElement.lang).toBe('de')
})

test('a lost connection is told for as long as it is lost, then what is shown is read again', async () => {
  const core = here()
  const { user } = await mountApp(core)
  await openFromList(user, 'Here')
  core.client.connect('lost')
  expect(await screen.findByText(/The program behind this page does not answer/)).toBeTruthy()
  const opened = core.client.paramsOf('checks.open').length
  core.client.connect('open')
  await waitFor(() => expect(screen.queryByText(/does not answer/)).toBeNull())
  await waitFor(() => expect(core.client.paramsOf('checks.open')).toHaveLength(opened + 1))
})

test('a program that has ended is told, and asked for again only when the user wants it', async () => {
  const core = here()
  const { user } = await mountApp(core)
  core.client.connect('ended')
  const alert = (await screen.findByText(/PSM Preflight has ended where it was started/)).closest('[role="alert"]')
  expect(alert?.textContent).toContain('open its new link')
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(core.client.triedAgain).toBe(1)
  expect(await screen.findByText(/Trying again/)).toBeTruthy()
  core.client.connect('open')
  await waitFor(() => expect(screen.queryByText(/Trying again/)).toBeNull())
})

test('the navigation counts what passed, live', async () => {
  const core = here()
  const { user } = await mountApp(core)
  await openFromList(user, 'Here')
  const group = await screen.findByRole('button', { name: /User station → PSM.*0 of 12 passed/ })
  await waitFor(() => expect(core.client.paramsOf('checks.flows').length).toBeGreaterThan(0))
  const flows = Array.from({ length: 12 }, (_, i) => i)
  core.client.emit('run.states', { check: 'one', run: 1, flows, states: flows.map(() => [0, 0, 0, 1, 1, -1, -1]) })
  await waitFor(() => expect(group.textContent).toContain('12 of 12 passed'))
  expect(within(group).getByRole('img', { name: 'Pass' })).toBeTruthy()
})

test('the status line says through what, from where, and which evidence is missing and why', async () => {
  const core = here()
  const observers = [
    { id: 'connect', available: true, note: '' },
    { id: 'capture', available: false, note: 'Needs the right to capture.' },
  ] as const
  const environment = {
    platform: 'linux',
    user: 'u',
    privileged: false,
    interfaces: [],
    gateways: [],
    neighbours: [],
    pathMtu: [],
    duplicates: [],
    names: [],
    notes: [],
    warnings: [],
    observers: [...observers],
  }
  core.client.answer({
    'checks.open': ({ id }) => snapshotOf(id, SITE_DRAFT, { result: { ...resultOf(1599), environment } }),
  })
  const { user } = await mountApp(core)
  await openFromList(user, 'Here')
  const status = screen.getByRole('contentinfo', { name: 'Status' })
  await waitFor(() => expect(status.textContent).toContain('Through eth0 10.77.10.10'))
  expect(status.textContent).toContain('Probing from 2 of 45 endpoints')
  expect(status.textContent).toContain('Pace normal')
  await user.click(within(status).getByRole('button', { name: 'without capture' }))
  expect(await screen.findByText('Needs the right to capture.')).toBeTruthy()
})

test('loss that a run sees stands in the status line, while it runs', async () => {
  const running = {
    run: 1,
    ask: { kind: 'all' as const },
    startedAt: '2026-05-04T12:02:11.000Z',
    phase: 'asking' as const,
    flows: 1599,
    asked: 140,
    loss: { asked: 240, lost: 6 },
    secondsLeft: null,
    vantages: [],
  }
  const core = here()
  core.client.answer({ 'checks.open': ({ id }) => snapshotOf(id, SITE_DRAFT, { running }) })
  const { user } = await mountApp(core)
  await user.click(await screen.findByRole('button', { name: 'Here' }))
  const status = await screen.findByRole('contentinfo', { name: 'Status' })
  expect(status.textContent).toContain('Loss seen: 6 of 240 attempts (2.5 %)')
  core.client.emit('run.progress', { check: 'one', running: { ...running, loss: null } })
  await waitFor(() => expect(status.textContent).not.toContain('Loss'))
})

test('the practice site needs no evidence but connect(), before a run and after it', async () => {
  const core = here()
  core.client.answer({ 'checks.open': ({ id }) => snapshotOf(id, SITE_DRAFT, { practice: true }) })
  const { user } = await mountApp(core)
  await openFromList(user, 'Here')
  const status = screen.getByRole('contentinfo', { name: 'Status' })
  expect(status.textContent).toContain('the practice site needs only connect()')
  expect(status.textContent).not.toContain('after the first run')
})

test('a report is saved where the core says, and that is told', async () => {
  const core = here()
  core.client.answer({ 'reports.save': () => ({ kind: 'saved', path: '/home/engineer/report.pdf' }) })
  const { user } = await mountApp(core)
  await openFromList(user, 'Here')
  await user.click(screen.getByRole('button', { name: 'Save report…' }))
  await user.click(await screen.findByRole('menuitem', { name: /^PDF/ }))
  expect(await screen.findByText('Saved: /home/engineer/report.pdf')).toBeTruthy()
  expect(core.client.paramsOf('reports.save')).toEqual([{ id: 'one', format: 'pdf', paper: 'a4', language: 'en' }])
})

test('the paper of a report is chosen where it is saved, and kept', async () => {
  const core = here()
  core.client.answer({ 'reports.save': () => ({ kind: 'cancelled' }) })
  const { user } = await mountApp(core)
  await openFromList(user, 'Here')
  await user.click(screen.getByRole('button', { name: 'Save report…' }))
  expect((await screen.findByRole('menuitemradio', { name: 'A4' })).getAttribute('aria-checked')).toBe('true')
  await user.click(screen.getByRole('menuitemradio', { name: 'US Letter' }))
  expect(core.client.paramsOf('settings.save').at(-1)?.paper).toBe('letter')
  if (!screen.queryByRole('menuitem', { name: /^PDF/ }))
    await user.click(screen.getByRole('button', { name: 'Save report…' }))
  await user.click(await screen.findByRole('menuitem', { name: /^PDF/ }))
  expect(core.client.paramsOf('reports.save')).toEqual([{ id: 'one', format: 'pdf', paper: 'letter', language: 'en' }])
})

test('an error stays until it is dismissed, and is an alert', async () => {
  const { user, store } = await mountApp(here())
  store.getState().notify({ tone: 'error', message: 'The disk is full.' })
  const words = await screen.findByText('The disk is full.')
  expect(words.closest('[role="alert"]')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(screen.queryByText('The disk is full.')).toBeNull()
  expect(document.activeElement).not.toBe(document.body)
})

test('a plan may be dropped anywhere, and the window says so while it is held', async () => {
  const core = coreDouble([], { 'new-check': SITE_DRAFT })
  core.client.answer({ 'checks.create': () => ({ ok: true, id: 'new-check' }) })
  await mountApp(core)
  const dataTransfer = { types: ['Files'], files: [new File(['version: 1'], 'plan.yaml')] }
  fireEvent.dragOver(window, { dataTransfer })
  expect(await screen.findByText('Drop a plan to open it, or a capture to see what it shows')).toBeTruthy()
  fireEvent.drop(window, { dataTransfer })
  expect(await screen.findByRole('heading', { level: 1, name: 'Site' })).toBeTruthy()
  expect(screen.queryByText('Drop a plan to open it, or a capture to see what it shows')).toBeNull()
  expect(core.client.paramsOf('checks.create')).toEqual([{ from: 'plan', name: 'plan.yaml', text: 'version: 1' }])
})

test('a page that fails says so in plain words, with a way on', () => {
  const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { client } = here()
  const Broken = () => {
    throw new Error('the table has no rows')
  }
  render(
    <AppContext value={{ store: createAppStore(client), client }}>
      <ErrorBoundary>
        <Broken />
      </ErrorBoundary>
    </AppContext>,
  )
  expect(screen.getByRole('heading', { name: 'This page has failed' })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy()
  expect(screen.getByText(/the table has no rows/)).toBeTruthy()
  silent.mockRestore()
  cleanup()
})
