// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { PlanDraft } from '../../../../shared/shapes.ts'
import { SITE_DRAFT, coreDouble, snapshotOf, summaryOf } from '../../support/checks.ts'
import { mountApp, openFromList } from '../../support/mount.tsx'

async function openSite(draft: PlanDraft = SITE_DRAFT) {
  const core = coreDouble([summaryOf('one', { site: 'Here' })], { one: draft })
  const { user, store } = await mountApp(core)
  await openFromList(user, 'Here')
  return { core, user, store }
}

const cell = (column: string, row: number) => screen.getByLabelText<HTMLInputElement>(`${column}, row ${row}`)
const endpoints = (core: ReturnType<typeof coreDouble>) => core.drafts.get('one')?.endpoints ?? []

test('a fault is shown in its cell as it is typed, in words that belong to the field, and goes when it is mended', async () => {
  const { user, core } = await openSite()
  const address = cell('Address', 3)
  await user.clear(address)
  await user.type(address, '10.77.20.311')
  await waitFor(() => expect(address.getAttribute('aria-invalid')).toBe('true'))
  const words = document.getElementById(address.getAttribute('aria-describedby') ?? '')
  expect(words?.textContent).toContain('four numbers from 0 to 255')
  expect(screen.getByRole('button', { name: /Continue to/ }).hasAttribute('disabled')).toBe(true)
  await user.clear(address)
  await user.type(address, '10.77.20.31')
  await waitFor(() => expect(address.getAttribute('aria-invalid')).toBe('false'))
  await waitFor(() => expect(endpoints(core)[2]?.address).toBe('10.77.20.31'))
})

test('the list of faults leads to the cell', async () => {
  const { user } = await openSite({
    ...SITE_DRAFT,
    endpoints: SITE_DRAFT.endpoints.with(4, {
      name: 'psm-1',
      role: 'psm-node',
      address: '10.77.20.13',
      vantage: 'none',
    }),
  })
  const fault = await screen.findByRole('button', { name: /Name, row 5/ })
  expect(fault.textContent).toContain('Row 3 stands for "psm-1" too.')
  await user.click(fault)
  expect(document.activeElement).toBe(cell('Name', 5))
})

test('what is empty is still needed, and not called an error', async () => {
  await openSite({ ...SITE_DRAFT, site: { ...SITE_DRAFT.site, name: '' } })
  const name = screen.getByLabelText('Site name')
  expect(name.getAttribute('aria-invalid')).not.toBe('true')
  expect(await screen.findByRole('heading', { name: '1 thing still needed' })).toBeTruthy()
})

test('ranges say how many they stand for, and the picture counts the flows', async () => {
  await openSite()
  expect(screen.getByText('40 cards')).toBeTruthy()
  const picture = screen.getByRole('figure', { name: 'Picture of the site' })
  expect(within(picture).getByText('DSC to PSM node: 1,320 flows')).toBeTruthy()
  expect(within(picture).getByText('PSM node to PSM node: 144 flows')).toBeTruthy()
})

test('rows of a spreadsheet are pasted into the table, and taken back', async () => {
  const { user, core } = await openSite()
  const text = 'Hostname\tIP\tType\npsm-4\t10.77.20.14\tPSM node\ncard-{n}\t10.77.31.1-20\tDistributed Services Card'
  fireEvent.paste(cell('Name', 1), { clipboardData: { getData: () => text } })
  expect(await screen.findByText('2 endpoints pasted')).toBeTruthy()
  expect(cell('Name', 7).value).toBe('psm-4')
  await waitFor(() => expect(endpoints(core)).toHaveLength(8))
  expect(endpoints(core).slice(6)).toEqual([
    { name: 'psm-4', role: 'psm-node', address: '10.77.20.14', vantage: 'none' },
    { name: 'card-{n}', role: 'dsc', address: '10.77.31.1-20', vantage: 'none' },
  ])
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(endpoints(core)).toEqual(SITE_DRAFT.endpoints))
})

test('the dialog shows what it understood before the table is replaced', async () => {
  const { user, core } = await openSite()
  await user.click(screen.getByRole('button', { name: 'Paste from a spreadsheet…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Paste from a spreadsheet' })
  const rows = within(dialog).getByRole('textbox', { name: 'Rows' })
  fireEvent.change(rows, { target: { value: 'no address here' } })
  expect(within(dialog).getByText(/each row needs at least an address/)).toBeTruthy()
  fireEvent.change(rows, { target: { value: 'psm-1,node,10.0.0.1\npsm-2,node,10.0.0.2\nbox,router,10.0.0.3' } })
  expect(within(dialog).getByText(/3 endpoints understood\. 1 has something to fix/)).toBeTruthy()
  const [first] = within(dialog).getAllByRole('listitem')
  expect(first?.textContent).toBe('row 3: box · router · 10.0.0.3One of the four roles is needed')
  const many = Array.from({ length: 30 }, (_, n) => `psm-${n},node,10.0.0.${n + 1}`).join('\n')
  fireEvent.change(rows, { target: { value: `${many}\npsm-x,node,127.1.2.11/24` } })
  const [faulty] = within(dialog).getAllByRole('listitem')
  expect(faulty?.textContent).toContain('row 31: psm-x')
  expect(faulty?.textContent).toContain('127.1.2.11/24 is an address with the mask of its network')
  fireEvent.change(rows, { target: { value: 'psm-1,node,10.0.0.1\npsm-2,node,10.0.0.2\nbox,router,10.0.0.3' } })
  await user.click(within(dialog).getByRole('button', { name: 'Replace the table' }))
  await waitFor(() => expect(endpoints(core).map(({ name }) => name)).toEqual(['psm-1', 'psm-2', 'box']))
})

test('a row is added with the focus in its address, and removed with the way back', async () => {
  const { user, core } = await openSite()
  await user.click(screen.getByRole('button', { name: 'Add' }))
  await user.click(await screen.findByRole('menuitem', { name: 'PSM node' }))
  await waitFor(() => expect(document.activeElement).toBe(cell('Address', 7)))
  expect(cell('Name', 7).value).toBe('psm-4')
  await user.click(screen.getByRole('button', { name: 'Remove psm-1' }))
  await waitFor(() => expect(endpoints(core).some(({ name }) => name === 'psm-1')).toBe(false))
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(endpoints(core)[2]?.name).toBe('psm-1'))
})

test('an SSH vantage is kept and said to be untested; a local one must be this machine', async () => {
  await openSite({
    ...SITE_DRAFT,
    endpoints: SITE_DRAFT.endpoints.with(0, {
      name: 'laptop',
      role: 'user-station',
      address: '10.9.9.9',
      vantage: 'local',
    }),
  })
  expect(screen.getByText(/SSH, not tested yet/)).toBeTruthy()
  expect(cell('Probes start from', 3).value).toBe('ssh')
  expect(await screen.findByText(/Not an address of this machine \(10\.77\.10\.10\)/)).toBeTruthy()
})

test('the way of this machine to the site is told, and asked about', async () => {
  await openSite()
  expect(await screen.findByText('Through eth0, from 10.77.10.10')).toBeTruthy()
  expect(screen.getByText('Is that the management network?')).toBeTruthy()
})

test('the next step is the first group, by its button or Ctrl+Enter', async () => {
  const { user, store } = await openSite()
  await user.keyboard('{Control>}{Enter}{/Control}')
  await waitFor(() => expect(store.getState().route).toEqual({ step: 'group', group: 'user-to-psm' }))
})

test('script in every field of a plan is shown as text', async () => {
  const script = '<script>window.hit=1</script>'
  const { core } = await openSite({
    site: { name: script, customer: script, engineer: script },
    stage: 'preinstall',
    pace: 'normal',
    endpoints: [{ name: script, role: script, address: script, vantage: { ssh: { user: script } } }],
    rules: [{ id: script, service: script, port: script, from: script, to: script }],
  })
  expect(core.drafts.has('one')).toBe(true)
  expect(document.querySelectorAll('script')).toHaveLength(0)
  expect(cell('Name', 1).value).toBe(script)
  expect(screen.getByRole('banner').textContent).toContain(script)
})

test('a check that another window writes is shown and not changed', async () => {
  const core = coreDouble([summaryOf('one', { site: 'Here' })], { one: SITE_DRAFT })
  core.client.answer({
    'checks.open': ({ id }) => snapshotOf(id, SITE_DRAFT, { readOnly: 'another window writes it' }),
  })
  const { user } = await mountApp(core)
  await openFromList(user, 'Here')
  expect(screen.getByText('Nothing can be changed here: another window writes it')).toBeTruthy()
  expect(cell('Name', 1).readOnly).toBe(true)
  expect(screen.queryByRole('button', { name: 'Add' })).toBeNull()
})

test('the machines of the practice site are fixed, its name is not; a running test fixes all', async () => {
  const core = coreDouble()
  const { user, store } = await mountApp(core)
  core.client.answer({ 'checks.open': ({ id }) => snapshotOf(id, SITE_DRAFT, { practice: true }) })
  await user.click(screen.getByRole('button', { name: /Practice site/ }))
  await screen.findByText(/The machines of the practice site are played by this program/)
  expect(cell('Address', 1).readOnly).toBe(true)
  expect(screen.getByLabelText<HTMLInputElement>('Site name').readOnly).toBe(false)
  const running = {
    run: 1,
    ask: { kind: 'all' as const },
    phase: 'asking' as const,
    flows: 1599,
    asked: 12,
    loss: null,
  }
  core.client.emit('run.progress', {
    check: 'new-check',
    running: { ...running, startedAt: '2026-05-04T12:02:11.000Z', secondsLeft: null, vantages: [] },
  })
  await screen.findByText('Nothing can be changed here: the site is being tested')
  expect(screen.getByLabelText<HTMLInputElement>('Site name').readOnly).toBe(true)
  expect(screen.getByRole('contentinfo').textContent).toContain('12 of 1,599 asked')
  expect(store.getState().unsaved).toBe(false)
})

test('what is typed while the check is read again is not lost', async () => {
  const { core, user } = await openSite()
  let answerLater = (): void => undefined
  core.client.answer({
    'checks.open': async ({ id }) => {
      await new Promise<void>((resolve) => (answerLater = resolve))
      return snapshotOf(id, SITE_DRAFT)
    },
  })
  core.client.emit('check.changed', { check: 'one' })
  await waitFor(() => expect(core.client.paramsOf('checks.open')).toHaveLength(2))
  await user.type(screen.getByLabelText(/^Customer/), ' GmbH')
  answerLater()
  await waitFor(() => expect(core.drafts.get('one')?.site.customer).toBe('Example Corp GmbH'))
  expect(screen.getByLabelText<HTMLInputElement>(/^Customer/).value).toBe('Example Corp GmbH')
})

test('Ctrl+Z takes back what the notice offers', async () => {
  const { user, core } = await openSite()
  await user.click(screen.getByRole('button', { name: 'Remove psm-1' }))
  await waitFor(() => expect(endpoints(core)).toHaveLength(5))
  await user.keyboard('{Control>}z{/Control}')
  await waitFor(() => expect(endpoints(core)).toHaveLength(6))
})

const withoutLocal: PlanDraft = {
  ...SITE_DRAFT,
  endpoints: SITE_DRAFT.endpoints.map((one) => ({ ...one, vantage: 'none' as const, address: one.address })),
}

test('a site from which nothing can be tested says so, on its page and in a group; the row of this machine mends it', async () => {
  const { user } = await openSite(withoutLocal)
  const note = await screen.findByText(/no endpoint with an address of this machine starts its probes here/)
  expect(note.textContent).toContain('Nothing can be tested from this machine:')
  expect(note.textContent).toContain('10.77.10.10')
  await user.click(screen.getByRole('button', { name: /DSC → PSM/ }))
  expect(await screen.findByText(/its flows start at dsc-1 … dsc-40 \(40\)/)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: /^Site/ }))
  await user.selectOptions(cell('Probes start from', 1), 'local')
  await waitFor(() => expect(screen.queryByText(/Nothing can be tested/)).toBeNull())
})

test('a row that holds an address of this machine starts from here by itself, pasted or typed', async () => {
  const { user, core } = await openSite(withoutLocal)
  await screen.findByText(/Nothing can be tested from this machine/)
  const address = cell('Address', 2)
  await user.clear(address)
  await user.type(address, '10.77.10.10')
  expect(cell('Probes start from', 2).value).toBe('local')
  await user.type(address, '1')
  expect(cell('Probes start from', 2).value).toBe('none')
  const rows = 'me\tmanagement\t10.77.10.10\nother\tmanagement\t10.77.10.12'
  fireEvent.paste(cell('Name', 1), { clipboardData: { getData: () => rows } })
  await waitFor(() =>
    expect(
      endpoints(core)
        .slice(-2)
        .map(({ vantage }) => vantage),
    ).toEqual(['local', 'none']),
  )
})

test('a missing role locks the groups that need it, says which, and leaves the others open', async () => {
  const { user, store } = await openSite({
    ...SITE_DRAFT,
    endpoints: SITE_DRAFT.endpoints.filter(({ role }) => role !== 'dsc'),
  })
  expect(await screen.findByRole('button', { name: /Not tested without it: Diagnostics, DSC → PSM/ })).toBeTruthy()
  const locked = screen.getByRole('button', { name: /DSC → PSM Needs: DSC/ })
  expect(locked.getAttribute('aria-disabled')).toBe('true')
  expect(screen.getByRole('button', { name: /PSM ↔ PSM/ }).getAttribute('aria-disabled')).toBe('false')
  await user.click(screen.getByRole('button', { name: /Continue to User station/ }))
  await waitFor(() => expect(store.getState().route).toEqual({ step: 'group', group: 'user-to-psm' }))
})

test('faults stand in the order of the table', async () => {
  await openSite({
    ...SITE_DRAFT,
    endpoints: SITE_DRAFT.endpoints
      .with(4, { name: '', role: 'psm-node', address: '10.77.20.13', vantage: 'none' })
      .with(2, { name: 'psm-1', role: 'psm-node', address: '10.77.20.11/24', vantage: 'none' }),
    rules: [{ id: 'x', service: 'x', port: 'none', from: 'psm-node', to: 'dsc' }],
  })
  const list = await screen.findByRole('region', { name: /things to fix/ })
  const places = within(list)
    .getAllByRole('button')
    .map((one) => one.textContent ?? '')
  expect(places.map((text) => /^.*?(row|rule) \d/.exec(text)?.[0])).toEqual([
    'Address, row 3',
    'Name, row 5',
    'Port, rule 1',
  ])
  expect(places[0]).toContain('leave the /24 out for the one machine')
})
