// @vitest-environment happy-dom
import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { VantageState } from '../../shared/vantage-shapes.ts'
import { mixedRun } from '../support/sample-run.ts'
import { sampleCheck } from '../support/sample-check.ts'
import { SITE_DRAFT, coreDouble, summaryOf } from './support/checks.ts'
import { mountApp, openFromList } from './support/mount.tsx'
import { mountPage } from './support/mount-page.tsx'

const QUESTION = '3f0c1f5e-7d0e-4a7a-9d0a-0d6d1c1b2a3f'
const FINGERPRINT = 'SHA256:f1Ngerpr1ntf1Ngerpr1ntf1Ngerpr1ntf1Ngerpr1n'
const SECRET = 'correct horse battery staple'

const ready = (endpoint: string, more: Partial<VantageState> = {}): VantageState => ({
  endpoint,
  state: 'ready',
  words: `Connected to ${endpoint}.`,
  hostKey: FINGERPRINT,
  facts: { user: 'root', address: '10.77.20.12', port: 22, way: 'prober', note: '', roundTripMs: 1.24 },
  ...more,
})

async function openSite() {
  const core = coreDouble([summaryOf('one', { site: 'Here' })], { one: SITE_DRAFT })
  core.client.answer({ 'vantage.test': () => ({}), 'vantage.answer': () => ({}), 'vantage.disconnect': () => ({}) })
  const { user, store } = await mountApp(core)
  await openFromList(user, 'Here')
  return { core, user, store }
}

const tell = (core: { client: ReturnType<typeof coreDouble>['client'] }, ...vantages: VantageState[]) =>
  act(async () => {
    core.client.emit('vantage.changed', { check: 'one', vantages })
    await new Promise((resolve) => setTimeout(resolve, 300))
  })

test('SSH is set up for all nodes at once, tested as the plan then says, and the key that was found is remembered', async () => {
  const { core, user } = await openSite()
  await user.selectOptions(screen.getByLabelText('Probes start from, row 4'), 'ssh')
  const dialog = await screen.findByRole('dialog', { name: 'SSH to psm-2' })
  const field = (name: RegExp) => within(dialog).getByRole<HTMLInputElement>('textbox', { name })
  // As in the row that has one already.
  expect(field(/^User/).value).toBe('root')
  await user.clear(field(/^Port/))
  await user.type(field(/^Port/), '99999')
  expect(within(dialog).getByText('A number from 1 to 65535.')).toBeTruthy()
  expect(within(dialog).getByRole('button', { name: 'Test connection' }).hasAttribute('disabled')).toBe(true)
  await user.clear(field(/^Port/))
  await user.type(field(/^Port/), '2222')
  await user.click(within(dialog).getByRole('checkbox', { name: /Also for the 2 other rows .* PSM node/ }))
  await user.click(within(dialog).getByRole('button', { name: 'Test connection' }))
  const ssh = { user: 'root', port: 2222 }
  await waitFor(() =>
    expect(core.client.paramsOf('vantage.test')).toEqual([{ id: 'one', endpoints: ['psm-2', 'psm-1', 'psm-3'] }]),
  )
  const vantages = () => core.drafts.get('one')?.endpoints.map(({ vantage }) => vantage)
  expect(vantages()?.slice(1, 6)).toEqual(['none', { ssh }, { ssh }, { ssh }, 'none'])

  await tell(core, ready('psm-2'), {
    ...ready('psm-3', { state: 'failed', words: 'psm-3 let nobody in.', facts: null, hostKey: null }),
  })
  const said = within(dialog).getByRole('status').textContent
  expect(said).toContain('psm-2: Connected: root@10.77.20.12 port 22, asked by a program there, 1.2 ms')
  expect(said).toContain('psm-3: psm-3 let nobody in.')
  await user.click(within(dialog).getByRole('button', { name: 'Remember in the plan' }))
  await waitFor(() => expect(vantages()?.[3]).toEqual({ ssh: { ...ssh, hostKey: FINGERPRINT } }))
  expect(within(dialog).queryByRole('button', { name: 'Remember in the plan' })).toBeNull()
  expect(field(/^Host key/).value).toBe(FINGERPRINT)
  await user.click(within(dialog).getByRole('button', { name: 'Test connection' }))
  await waitFor(() => expect(core.client.paramsOf('vantage.test')).toHaveLength(2))
  expect(vantages()?.[3]).toEqual({ ssh: { ...ssh, hostKey: FINGERPRINT } })
  await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }))
  expect(core.client.paramsOf('vantage.disconnect')[0]?.endpoints).toContain('psm-2')
})

test('an unknown host key is shown with its fingerprint, and only a plain yes accepts it', async () => {
  const { core, user } = await openSite()
  const question = {
    id: QUESTION,
    kind: 'host-key' as const,
    endpoint: 'psm-1',
    address: '10.77.20.11',
    port: 22,
    type: 'ssh-ed25519',
    fingerprint: FINGERPRINT,
    known: 'unknown' as const,
  }
  act(() => core.client.emit('vantage.asked', { check: 'one', question }))
  const dialog = await screen.findByRole('dialog', { name: 'Is this psm-1?' })
  expect(within(dialog).getByText(FINGERPRINT)).toBeTruthy()
  await user.keyboard('{Escape}')
  await user.click(within(dialog).getByRole('button', { name: 'This is the key of psm-1' }))
  expect(core.client.paramsOf('vantage.answer').map(({ answer }) => answer)).toEqual([
    { kind: 'host-key', isThisHost: false },
    { kind: 'host-key', isThisHost: true },
  ])
  act(() => core.client.emit('vantage.answered', { check: 'one', question: QUESTION }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('a secret goes to the core and stays in nothing of the page; a wrong one is asked for again', async () => {
  const { core, user, store } = await openSite()
  const question = {
    id: QUESTION,
    kind: 'secret' as const,
    secret: 'password' as const,
    endpoint: 'psm-1',
    prompt: 'Password of root@10.77.20.11',
    attempt: 2,
    echo: false,
  }
  act(() => core.client.emit('vantage.asked', { check: 'one', question }))
  const dialog = await screen.findByRole('dialog', { name: 'Password for psm-1' })
  expect(within(dialog).getByRole('alert').textContent).toContain('That was wrong')
  const field = within(dialog).getByLabelText<HTMLInputElement>('Password of root@10.77.20.11')
  expect(field.type).toBe('password')
  await waitFor(() => expect(document.activeElement).toBe(field))
  await user.keyboard(`${SECRET}{Enter}`)
  expect(core.client.paramsOf('vantage.answer')).toEqual([
    { id: 'one', question: QUESTION, answer: { kind: 'secret', secret: SECRET } },
  ])
  expect(document.documentElement.outerHTML).not.toContain('horse')
  act(() => core.client.emit('vantage.answered', { check: 'one', question: QUESTION }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(JSON.stringify(store.getState())).not.toContain('horse')
})

test('a run counts each host behind SSH, and a lost one is reconnected from there', async () => {
  const sample = sampleCheck(mixedRun())
  const { client, user } = await mountPage(sample, { step: 'group', group: 'psm-to-psm' })
  client.answer({ 'vantage.test': () => ({}) })
  const running = {
    run: 2,
    ask: { kind: 'all' as const },
    startedAt: '2026-03-04T14:00:00.000Z',
    phase: 'asking' as const,
    flows: 100,
    asked: 20,
    loss: null,
    secondsLeft: null,
    vantages: [
      { endpoint: 'psm-1', flows: 48, asked: 12, left: 0 },
      { endpoint: 'psm-2', flows: 48, asked: 7, left: 41 },
    ],
  }
  act(() => {
    client.emit('run.progress', { check: 'sample', running })
    client.emit('vantage.changed', { check: 'sample', vantages: [ready('psm-2', { state: 'lost', facts: null })] })
  })
  const list = await screen.findByRole('list', { name: 'Hosts over SSH' })
  await within(list).findByText('psm-1 12 of 48')
  expect(within(list).getByText('psm-2: 41 of 48 flows left, without a link')).toBeTruthy()
  await user.click(within(list).getByRole('button', { name: 'Reconnect psm-2' }))
  expect(client.paramsOf('vantage.test')).toEqual([{ id: 'sample', endpoints: ['psm-2'] }])
})

test('after a run a lost host is told, reconnected, and what is left of it tested', async () => {
  const sample = sampleCheck(mixedRun())
  const { client, user } = await mountPage(sample, { step: 'group', group: 'psm-to-psm' })
  client.answer({ 'vantage.test': () => ({}) })
  const [first = ''] = sample.results.filter(({ group }) => group === 'psm-to-psm').map(({ source }) => source)
  const lost = ready(first, { state: 'lost', words: `The link to ${first} broke.`, facts: null })
  act(() => client.emit('vantage.changed', { check: 'sample', vantages: [lost] }))
  const section = await screen.findByRole('region', { name: 'Hosts without a link' })
  expect(within(section).getByRole('status').textContent).toContain(`The link to ${first} broke.`)
  await user.click(within(section).getByRole('button', { name: `Reconnect ${first}` }))
  expect(client.paramsOf('vantage.test')).toEqual([{ id: 'sample', endpoints: [first] }])
})

test('stand-ins are started unless the switch is off, and said to be sent', async () => {
  const sample = sampleCheck(mixedRun())
  const { client, user } = await mountPage(sample, { step: 'summary' })
  const choice = screen.getByRole('switch', { name: 'Start stand-ins on the hosts that SSH reaches' })
  expect(choice).toHaveProperty('checked', true)
  await user.click(choice)
  await user.click(screen.getByRole('button', { name: /Test the whole site/ }))
  await waitFor(() => expect(client.paramsOf('run.start')).toEqual([{ id: 'sample', ask: { kind: 'all' } }]))
})

test('in a running cluster there is no switch for stand-ins, and none is asked for', async () => {
  const sample = sampleCheck(mixedRun())
  sample.snapshot.draft.stage = 'operational'
  const { client, user } = await mountPage(sample, { step: 'summary' })
  expect(screen.queryByRole('switch')).toBeNull()
  await user.click(screen.getByRole('button', { name: /Test the whole site/ }))
  await waitFor(() => expect(client.paramsOf('run.start')).toEqual([{ id: 'sample', ask: { kind: 'all' } }]))
})
