// @vitest-environment happy-dom
import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { PLATFORM_TITLES } from '../../../shared/explain/causes/verify/platform.ts'
import { sampleCheck } from '../../support/sample-check.ts'
import { mixedRun } from '../../support/sample-run.ts'
import { mountPage } from '../support/mount-page.tsx'

const NODES = { step: 'group', group: 'psm-to-psm' } as const
const USERS = { step: 'group', group: 'user-to-psm' } as const

/** The clipboard of a page; user-event puts one of its own in place, so this comes after. */
function clipboard(writeText: (text: string) => Promise<void>) {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } })
}

test('the worst finding is open: what, how we know, who, what to do', async () => {
  await mountPage(sampleCheck(mixedRun()), NODES)
  const card = screen.getByRole('article', { name: /Ports 9010, 9011, 9012, 9014, 9015 on psm-1, psm-2/ })
  expect(within(card).getByText('proof: likely')).toBeTruthy()
  expect(within(card).getByText('10 flows')).toBeTruthy()
  expect(within(card).getByText('How we know').nextSibling?.textContent).toMatch(/^10 flows, seen from psm-3\./)
  expect(within(card).getByText('A stand-in on psm-2 would tell whether the SYN arrives.')).toBeTruthy()
  expect(card.textContent).toContain('Who can fix it: The owner of the firewalls')
  expect(within(card).getAllByRole('listitem').length).toBeGreaterThan(1)
})

test('a finding over several groups says how many of its flows are here, and how many there are', async () => {
  const sample = sampleCheck(mixedRun())
  const { findings } = sample.snapshot.result
  const there = sample.flows.findIndex(([rule]) => sample.snapshot.plan?.rules[rule]?.group === 'user-to-psm')
  const [worst, ...rest] = findings
  if (!worst) throw new Error('the sample has findings')
  const wide = { ...worst, flows: [...worst.flows, there] }
  const result = { ...sample.snapshot.result, findings: [wide, ...rest] }
  await mountPage({ ...sample, snapshot: { ...sample.snapshot, result } }, NODES)
  const card = screen.getByRole('article', { name: /Ports 9010/ })
  expect(within(card).getByText('10 here, 11 flows in all')).toBeTruthy()
})

test('its cells stand out in the matrix', async () => {
  await mountPage(sampleCheck(mixedRun()), NODES)
  const marked = screen.getAllByRole('gridcell').filter((cell) => cell.dataset['finding'] !== undefined)
  expect(marked.length).toBe(10)
  for (const cell of marked) expect(cell.getAttribute('aria-label')).toMatch(/^psm-3 to psm-[12], port 90/)
})

test('the text to paste is the request or one of the dialects, and the next finding shows the same one', async () => {
  const sample = sampleCheck(mixedRun())
  const [first] = sample.snapshot.result.findings
  if (!first) throw new Error('the mixed run has findings')
  sample.snapshot.result.findings.push({ ...first, id: 'F9', title: 'Another cause' })
  const { user } = await mountPage(sample, NODES)
  const choice = () => screen.getByRole('combobox', { name: 'Text to paste' })
  const options = within(choice()).getAllByRole('option')
  expect(options.map(({ textContent }) => textContent)).toEqual(['Request', 'Cisco IOS', 'nftables'])
  expect(screen.getByRole('region', { name: 'Request' }).textContent).toContain(
    '10.77.20.13 → 10.77.20.11, 10.77.20.12 : tcp 9010–9012, 9014, 9015',
  )
  await user.selectOptions(choice(), 'Cisco IOS')
  expect(screen.getByRole('region', { name: 'Cisco IOS' }).textContent).toMatch(/^ip access-list extended PSM-IN/)
  await user.keyboard('{Escape}')
  await user.click(screen.getByRole('button', { name: /Another cause/ }))
  expect(screen.getByRole('region', { name: 'Cisco IOS' })).toBeTruthy()
})

test('without dialects there is nothing to choose, only the request', async () => {
  const sample = sampleCheck(mixedRun())
  for (const finding of sample.snapshot.result.findings) finding.rules = {}
  await mountPage(sample, NODES)
  expect(screen.queryByRole('combobox', { name: 'Text to paste' })).toBeNull()
  expect(screen.getByRole('region', { name: 'Text to paste' })).toBeTruthy()
})

test('the commands to verify it are those of one platform, filled in, and are copied; the next finding shows the same one', async () => {
  const sample = sampleCheck(mixedRun())
  const [first] = sample.snapshot.result.findings
  if (!first) throw new Error('the mixed run has findings')
  sample.snapshot.result.findings.push({ ...first, id: 'F9', title: 'Another cause' })
  const { user } = await mountPage(sample, NODES)
  const choice = () => screen.getByRole('combobox', { name: 'Typed on' })
  const options = within(choice()).getAllByRole('option')
  expect(options.map(({ textContent }) => textContent)).toEqual(Object.values(PLATFORM_TITLES))
  const shown = (name: string) => screen.getByRole('region', { name }).textContent
  expect(shown('Linux')).toContain('nc -vz -w 3 -s 10.77.20.13 10.77.20.11 9010\n')
  await user.selectOptions(choice(), 'VMware ESXi')
  expect(shown('VMware ESXi')).toMatch(/^# on the source, psm-3 \(10\.77\.20\.13\):\nnc -z -w 3 10\.77\.20\.11 9010\n/)
  const writeText = vi.fn(() => Promise.resolve())
  clipboard(writeText)
  await user.click(screen.getAllByRole('button', { name: 'Copy' })[1] ?? document.body)
  expect(writeText).toHaveBeenCalledWith(
    expect.stringMatching(/^# on the source, psm-3 [^]*esxcli network firewall get/),
  )
  await user.click(screen.getByRole('button', { name: /Another cause/ }))
  expect(screen.getByRole('region', { name: 'VMware ESXi' })).toBeTruthy()
})

test('a result of a version without commands has none to show', async () => {
  const sample = sampleCheck(mixedRun())
  for (const finding of sample.snapshot.result.findings) delete finding.verify
  await mountPage(sample, NODES)
  expect(screen.queryByText('Commands to verify it')).toBeNull()
})

test('copy says that it copied; where the clipboard is refused, the text is selected', async () => {
  const { user } = await mountPage(sampleCheck(mixedRun()), NODES)
  const writeText = vi.fn(() => Promise.resolve())
  clipboard(writeText)
  await user.click(screen.getAllByRole('button', { name: 'Copy' })[0] ?? document.body)
  expect(await screen.findByRole('button', { name: 'Copied' })).toBeTruthy()
  expect(writeText).toHaveBeenCalledWith(expect.stringMatching(/^Please permit these flows\n/))
  clipboard(() => Promise.reject(new Error('not allowed')))
  await user.click(screen.getByRole('button', { name: 'Copied' }))
  expect(await screen.findByRole('button', { name: 'Selected: press Ctrl+C' })).toBeTruthy()
  expect(getSelection()?.toString()).toMatch(/^Please permit these flows/)
})

test('testing these again runs the flows of the finding', async () => {
  const { user, client } = await mountPage(sampleCheck(mixedRun()), NODES)
  await user.click(screen.getByRole('button', { name: 'Test these again' }))
  expect(client.paramsOf('run.start')).toEqual([
    { id: 'sample', ask: { kind: 'finding', finding: 'F1' }, standIns: true },
  ])
})

test('before and after once it was tested again, and what was solved stands below', async () => {
  const sample = sampleCheck(mixedRun())
  const { result } = sample.snapshot
  const [first] = result.findings
  if (!first) throw new Error('the mixed run has findings')
  first.history = [
    { run: 1, at: '2026-03-04T13:02:19.904Z', failing: 24, passing: 0 },
    { run: 2, at: '2026-03-04T14:20:00.000Z', failing: 10, passing: 14 },
  ]
  result.solved = [
    {
      id: 'F7',
      title: 'Port 443 on psm-2: no answer',
      flows: [first.flows[0] ?? 0],
      failedAt: '2026-03-04T13:02:19.904Z',
      passedAt: '2026-03-04T14:20:00.000Z',
    },
  ]
  await mountPage(sample, NODES)
  const runs = screen.getByText('Before and after').parentElement
  expect(runs?.textContent).toMatch(/24 failed.*10 failed/)
  expect(screen.getByRole('heading', { name: 'Solved' }).parentElement?.textContent).toContain(
    'Port 443 on psm-2: no answer1 flow failed on',
  )
})

test('one finding is open at a time, and n and p go through them', async () => {
  const sample = sampleCheck(mixedRun())
  const [first] = sample.snapshot.result.findings
  if (!first) throw new Error('the mixed run has findings')
  sample.snapshot.result.findings.push({ ...first, id: 'F9', title: 'Another cause' })
  const { user } = await mountPage(sample, NODES)
  const heads = () => screen.getAllByRole('button', { expanded: true }).map(({ textContent }) => textContent)
  await user.keyboard('n')
  expect(heads()).toEqual(['Another cause'])
  await user.keyboard('p')
  await waitFor(() => expect(heads()[0]).toMatch(/^Ports 9010/))
  await user.click(screen.getByRole('button', { name: /Another cause/ }))
  expect(heads()).toEqual(['Another cause'])
})

test('a warning is a card too, and its group offers to test it', async () => {
  const { store } = await mountPage(sampleCheck(mixedRun()), USERS)
  expect(screen.getByRole('article', { name: /Port 9001/ }).dataset['severity']).toBe('warn')
  expect(screen.getByRole('button', { name: 'Test 3 with warnings' })).toBeTruthy()
  act(() => store.getState().go(NODES))
  expect(await screen.findByRole('article', { name: /Ports 9010/ })).toBeTruthy()
})
