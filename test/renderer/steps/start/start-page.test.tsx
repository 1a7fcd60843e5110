// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { SITE_DRAFT, coreDouble, summaryOf } from '../../support/checks.ts'
import { mountApp } from '../../support/mount.tsx'

const fails = summaryOf('one', { standing: 'fail', sentence: 'Not ready: 10 of 231 flows fail.' })
const old = summaryOf('two', { site: 'Old lab', trouble: 'its file was written by a newer version' })

test('the list shows site, customer, date and verdict in words; what cannot be opened says why', async () => {
  await mountApp(coreDouble([fails, old]))
  const table = await screen.findByRole('table', { name: 'Recent checks' })
  const row = within(table).getByRole('row', { name: /DC-1 row 7/ })
  expect(row.textContent).toContain('Example Corp')
  expect(row.textContent).toContain('2026')
  expect(within(row).getByText('Fail')).toBeTruthy()
  expect(within(row).getByText('Not ready: 10 of 231 flows fail.')).toBeTruthy()
  expect(within(table).getByRole('button', { name: 'Old lab' }).hasAttribute('disabled')).toBe(true)
  expect(within(table).getByText('Cannot be opened: its file was written by a newer version')).toBeTruthy()
})

test('a discarded check can be brought back, and the focus is not lost', async () => {
  const core = coreDouble([fails, old])
  const { user } = await mountApp(core)
  await user.click(await screen.findByRole('button', { name: 'Discard DC-1 row 7' }))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'DC-1 row 7' })).toBeNull())
  expect(core.client.paramsOf('checks.discard')).toEqual([{ id: 'one' }])
  expect(document.activeElement).not.toBe(document.body)
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(await screen.findByRole('button', { name: 'DC-1 row 7' })).toBeTruthy()
  expect(core.client.paramsOf('checks.restore')).toEqual([{ id: 'one' }])
})

test('a new check and the practice site open on their site, with the focus on its heading', async () => {
  const core = coreDouble()
  const { user } = await mountApp(core)
  await user.click(screen.getByRole('button', { name: /Practice site/ }))
  const heading = await screen.findByRole('heading', { level: 1, name: 'Site' })
  await waitFor(() => expect(document.activeElement).toBe(heading))
  expect(core.client.paramsOf('checks.create')).toEqual([{ from: 'practice' }])
  await user.click(screen.getByRole('button', { name: 'All checks' }))
  await user.click(await screen.findByRole('button', { name: /New check/ }))
  await screen.findByRole('heading', { level: 1, name: 'Site' })
  expect(core.client.paramsOf('checks.create').at(-1)).toEqual({ from: 'blank' })
})

test('a plan file is opened; what is no text or no plan is told in words', async () => {
  const core = coreDouble([], { 'new-check': SITE_DRAFT })
  core.client.answer({
    'checks.create': (from) =>
      from.from === 'plan' && from.text.startsWith('version')
        ? { ok: true, id: 'new-check' }
        : {
            ok: false,
            faults: [
              { path: '(file)', line: null, column: null, found: '"hello"', accepted: 'a mapping with version' },
            ],
          },
  })
  const { user } = await mountApp(core)
  const input = document.querySelector<HTMLInputElement>('input[type="file"]')
  if (!input) throw new Error('no file input')
  input.removeAttribute('accept')
  await user.upload(input, new File([new Uint8Array([0x50, 0x4b, 0, 1])], 'site.zip'))
  expect(await screen.findByText(/site\.zip is no plan: it is not text/)).toBeTruthy()
  await user.upload(input, new File(['hello'], 'hello.yaml'))
  expect(
    await screen.findByText('hello.yaml is no plan: found "hello"; accepted: a mapping with version.'),
  ).toBeTruthy()
  await user.upload(input, new File(['version: 1'], 'plan.yaml'))
  await screen.findByRole('heading', { level: 1, name: 'Site' })
  expect(core.client.paramsOf('checks.create').at(-1)).toEqual({ from: 'plan', name: 'plan.yaml', text: 'version: 1' })
})
