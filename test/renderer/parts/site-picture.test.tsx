// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { PlanDraft } from '../../../shared/shapes.ts'
import { SITE_DRAFT, coreDouble, summaryOf } from '../support/checks.ts'
import { mountApp, openFromList } from '../support/mount.tsx'

async function openSite(draft: PlanDraft) {
  const core = coreDouble([summaryOf('one', { site: 'Here' })], { one: draft })
  const { user, store } = await mountApp(core)
  await openFromList(user, 'Here')
  return { user, store }
}

const stations = (...names: string[]): PlanDraft => ({
  ...SITE_DRAFT,
  endpoints: names.map((name) => ({ name, role: 'user-station', address: '10.0.0.1', vantage: 'none' })),
})

test('the same name twice, as while one types, is drawn without a complaint of React', async () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  // Below each other, the first gets a comma.
  await openSite(stations('twelve-chars', 'twelve-chars,'))
  expect(complaint.mock.calls.map(([first]) => String(first))).toEqual([])
  complaint.mockRestore()
})

test('what turns the writing direction, or is not seen, is made visible in names', async () => {
  const { store, user } = await openSite({
    ...stations('psm\u202Eexe', 'b\u200Bc'),
    site: { ...SITE_DRAFT.site, name: 'DC\u202E1' },
  })
  expect(screen.getByRole('banner').textContent).toContain('DC\\u{202e}1')
  const picture = document.querySelector('.site-picture')
  expect(picture?.textContent).toContain('psm\\u{202e}exe')
  expect(picture?.textContent).toContain('b\\u{200b}c')
  await user.click(screen.getByRole('button', { name: /Remove psm/ }))
  expect(store.getState().notice?.message).toContain('psm\\u{202e}exe')
})

test('so it is in the list of checks', async () => {
  await mountApp(coreDouble([summaryOf('one', { site: 'DC\u202E1', customer: 'A\u2066B' })]))
  const table = await screen.findByRole('table')
  expect(within(table).getByRole('button', { name: 'DC\\u{202e}1' })).toBeTruthy()
  expect(table.textContent).toContain('A\\u{2066}B')
})
