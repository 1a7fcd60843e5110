// @vitest-environment happy-dom
import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { sampleCheck } from '../../support/sample-check.ts'
import { fieldChecks } from '../../support/sample-field-checks.ts'
import { HOSTILE, largeRun, mixedRun, passingRun } from '../../support/sample-run.ts'
import { mountPage } from '../support/mount-page.tsx'

const SUMMARY = { step: 'summary' } as const
const section = (name: string) => screen.getByRole('region', { name })

test('the whole check in one sentence, its numbers, and what must be read first', async () => {
  await mountPage(sampleCheck(mixedRun({ warnings: ['The run lost packets.'] })), SUMMARY)
  const conclusion = section('Conclusion')
  expect(conclusion.textContent).toContain('Not ready: 13 of 231 flows fail. 3 warn. 66 are untested.')
  for (const count of ['6 proven', '143 likely', '3 warnings', '13 failed', '66 untested']) {
    expect(within(conclusion).getByText(count)).toBeTruthy()
  }
  expect(section('Read this first').textContent).toContain('The run lost packets.')
  expect(section('Read this first').textContent).toContain('tun0 is a VPN')
})

test('the picture of the site leads to the group of what is wrong', async () => {
  const { user, store } = await mountPage(sampleCheck(mixedRun()), SUMMARY)
  const name = 'psm-3 to psm-1: Fail, 24 flows. Open PSM ↔ PSM'
  expect(screen.getAllByRole('gridcell').filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1)
  act(() => screen.getByRole('gridcell', { name }).focus())
  await user.keyboard('{ArrowRight}')
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^psm-3 to psm-2: Fail/))
  await user.keyboard('{Enter}')
  expect(store.getState().route).toEqual({ step: 'group', group: 'psm-to-psm' })
  expect(store.getState().filter).toBe('psm-3→psm-2')
  await waitFor(() => expect(screen.getByText('24 of 144 flows shown')).toBeTruthy())
})

test('a finding leads to its card', async () => {
  const { user, store } = await mountPage(sampleCheck(mixedRun()), SUMMARY)
  const findings = section('Findings')
  expect(within(findings).getAllByRole('button')).toHaveLength(3)
  await user.click(within(findings).getByRole('button', { name: /Port 8888 on dsc-2/ }))
  expect(store.getState().route).toEqual({ step: 'group', group: 'diagnostics' })
  expect(await screen.findByRole('article', { name: /Port 8888 on dsc-2/ })).toBeTruthy()
  expect(store.getState().shownFinding).toBe('F2')
})

test('request, untested, environment, runs and names are there', async () => {
  await mountPage(sampleCheck(mixedRun()), SUMMARY)
  const request = section('Change request')
  expect(within(within(request).getByRole('region')).getByText(/Please permit these flows/)).toBeTruthy()
  expect(within(request).getByRole('button', { name: 'Copy' })).toBeTruthy()
  expect(section('Untested, and why').textContent).toContain('dsc-1, dsc-2: 66 flows. An SSH vantage')
  const machine = section('The machine that sent').textContent
  expect(machine).toContain('eth0 10.77.10.10/24')
  expect(machine).toContain('10.77.10.1 through eth0')
  expect(machine).toContain('1500 bytes to 3 destinations')
  expect(machine).toContain('Neither dumpcap nor tcpdump is installed')
  expect(section('Runs').textContent).toContain('Run 1whole site, 231 flowscomplete')
  expect(within(section('Sign-off')).getByLabelText<HTMLInputElement>('Engineer').value).toBe('J. Doe')
  expect(within(section('Sign-off')).getByLabelText<HTMLInputElement>('Customer').value).toBe('Example Corp')
})

test('a report that was saved says where, a download is fetched, and nothing is said of one that was not wanted', async () => {
  const { user, client } = await mountPage(sampleCheck(mixedRun()), SUMMARY)
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  const other = async (name: RegExp) => {
    await user.click(screen.getByRole('button', { name: 'Other formats' }))
    await user.click(await screen.findByRole('menuitem', { name }))
  }
  await other(/^CSV/)
  expect(await screen.findByText('report.pdf is in the downloads of this browser.')).toBeTruthy()
  expect(click).toHaveBeenCalledOnce()
  client.answer({ 'reports.save': () => ({ kind: 'saved', path: '/home/engineer/run.json' }) })
  await other(/^JSON/)
  expect(await screen.findByText('Saved: /home/engineer/run.json')).toBeTruthy()
  client.answer({ 'reports.save': () => ({ kind: 'cancelled' }) })
  await other(/^Rules/)
  await waitFor(() => expect(screen.queryByText(/Saved|downloads/)).toBeNull())
  expect(client.paramsOf('reports.save').map(({ format }) => format)).toEqual(['csv', 'json', 'rules'])
  click.mockRestore()
})

test('before any run nothing can be saved, and the whole site can be tested', async () => {
  const { user, client } = await mountPage(sampleCheck(mixedRun(), false), SUMMARY)
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'PDF report…' }).disabled).toBe(true)
  expect(section('Untested, and why').textContent).toContain('231 flows were not asked yet')
  await user.click(screen.getByRole('button', { name: 'Test the whole site' }))
  expect(client.paramsOf('run.start')).toEqual([{ id: 'sample', ask: { kind: 'all' }, standIns: true }])
})

test('1,000 cards are a picture of few lines', async () => {
  await mountPage(sampleCheck(largeRun()), SUMMARY)
  expect((await screen.findAllByRole('rowheader')).length).toBeLessThan(12)
  expect(screen.getByText(/Endpoints of one role that stand alike are one line/)).toBeTruthy()
})

test('what is written like a program is shown as text', async () => {
  const sample = sampleCheck(mixedRun())
  const { snapshot } = sample
  const script = HOSTILE.script
  snapshot.draft.site.engineer = script
  snapshot.result.warnings = [script]
  snapshot.result.sentence = script
  snapshot.result.request = [{ title: script, intro: script, lines: [script] }]
  await mountPage(sample, SUMMARY)
  expect(screen.getAllByText(script, { exact: false }).length).toBeGreaterThanOrEqual(3)
  expect(screen.getByDisplayValue(script)).toBeTruthy()
  expect(document.querySelector('script')).toBeNull()
})

test('checks beyond the port table: a line for each kind, and what does not pass', async () => {
  await mountPage(sampleCheck(mixedRun({ fieldChecks: fieldChecks() })), SUMMARY)
  const beyond = section('Beyond the port table')
  expect(beyond.textContent).toContain('ICMP echo between PSM nodes · 2 checks')
  expect(beyond.textContent).toContain('answered none of 6 echoes of psm-1')
  expect(within(beyond).getByRole('img', { name: 'Fail' })).toBeTruthy()
  expect(within(beyond).getByRole('img', { name: 'Untested' })).toBeTruthy()
})

test('a result without them has no such part', async () => {
  await mountPage(sampleCheck(mixedRun()), SUMMARY)
  expect(screen.queryByRole('region', { name: 'Beyond the port table' })).toBeNull()
})

test('the request for a firewall: rules and rollback, with the ticket, to copy and to save', async () => {
  const { user, client } = await mountPage(sampleCheck(mixedRun()), SUMMARY)
  const request = within(section('Change request'))
  await user.selectOptions(request.getByLabelText('Written for'), 'nftables')
  const rules = await request.findByRole('region', { name: 'Text to paste: nftables.nft' })
  expect(rules.textContent).toContain('tcp dport { 8888 }')
  expect(request.getByText(/^2 rules for exactly 13 flows/)).toBeTruthy()
  await user.type(request.getByLabelText(/^Ticket/), 'CHG7')
  await waitFor(() => expect(rules.textContent).toContain('Ticket: CHG7'))
  await user.click(request.getByRole('radio', { name: 'Rollback' }))
  const rollback = await request.findByRole('region', { name: 'Text to paste: nftables.rollback.sh' })
  expect(rollback.textContent).toContain('takes back the change request')
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  await user.click(request.getByRole('button', { name: 'Save nftables.rollback.sh' }))
  await user.click(request.getByRole('button', { name: 'Save all firewalls (zip)' }))
  expect(await request.findByText(/^rules\.zip is in the downloads/)).toBeTruthy()
  click.mockRestore()
  const asked = { id: 'sample', of: 'failed', ticket: 'CHG7' }
  expect(client.paramsOf('rules.save')).toEqual([
    { ...asked, dialect: 'nftables', part: 'rollback' },
    { ...asked, part: 'all' },
  ])
  await user.click(request.getByRole('radio', { name: 'The whole plan' }))
  expect(await request.findByText(/for exactly 231 flows/)).toBeTruthy()
})

test('nothing failed: nothing is asked for, but the rules of the whole plan can be had', async () => {
  const { user } = await mountPage(sampleCheck(passingRun()), SUMMARY)
  const request = within(section('Change request'))
  expect(request.getByText('Nothing has to be asked of the firewall team.')).toBeTruthy()
  expect(request.queryByLabelText('Written for')).toBeNull()
  await user.click(request.getByRole('radio', { name: 'The whole plan' }))
  expect((await request.findByRole('region', { name: 'Text to paste: change-request.txt' })).textContent).toContain(
    'Rule 1:',
  )
})

test('names for the signatures are typed here, and saved without losing the place', async () => {
  const { user, client, store } = await mountPage(sampleCheck(mixedRun()), SUMMARY)
  client.answer({ 'plan.save': () => ({ faults: [], plan: store.getState().check?.plan ?? null }) })
  const field = within(section('Sign-off')).getByLabelText('Engineer')
  await user.clear(field)
  await user.type(field, 'A. Smith')
  await waitFor(() => expect(client.paramsOf('plan.save').at(-1)?.draft.site.engineer).toBe('A. Smith'))
  await waitFor(() => expect(store.getState().unsaved).toBe(false))
  expect(document.activeElement).toBe(field)
  expect(client.paramsOf('checks.flows')).toHaveLength(1)
})

test('a PDF that cannot be drawn here can be saved all the same, and its preview ends with the dialog', async () => {
  const { user, client } = await mountPage(sampleCheck(mixedRun()), SUMMARY)
  const preview = 'A'.repeat(22)
  client.answer({
    'preview.begin': () => ({ preview, name: 'report.pdf', bytes: 3 }),
    'preview.piece': () => ({ data: 'AAAA' }),
    'preview.save': () => ({ kind: 'saved', path: '/home/engineer/report.pdf' }),
    'preview.end': () => ({}),
  })
  await user.click(screen.getByRole('button', { name: 'PDF report…' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'The PDF, as it will be printed' }))
  expect(await dialog.findByText(/^This browser cannot draw it/)).toBeTruthy()
  await user.click(dialog.getByRole('button', { name: 'Save PDF' }))
  expect(await dialog.findByText('Saved: /home/engineer/report.pdf')).toBeTruthy()
  await user.click(dialog.getByRole('button', { name: 'Close' }))
  await waitFor(() => expect(client.paramsOf('preview.end')).toEqual([{ preview }]))
  expect(screen.queryByRole('dialog')).toBeNull()
})
