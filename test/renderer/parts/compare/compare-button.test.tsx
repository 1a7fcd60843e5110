// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { CompareView } from '../../../../shared/compare-view.ts'
import { type SampleCheck, sampleCheck } from '../../../support/sample-check.ts'
import { mixedRun } from '../../../support/sample-run.ts'
import { mountPage } from '../../support/mount-page.tsx'

const VIEW: CompareView = {
  sentence: '231 flows compared: 12 fixed, 0 broken, 1 still failing.',
  standing: 'bad',
  notes: ['Run 1 was stopped before its end: what it did not ask is untested.'],
  rows: [
    {
      change: 'fixed',
      sources: 'psm-3',
      destinations: 'psm-1, psm-2',
      ports: '9010–9015',
      flows: 12,
      was: 'fail, silent',
      is: 'pass, open',
    },
  ],
  more: 0,
}

/** A check that was run twice. */
function twice(): SampleCheck {
  const sample = sampleCheck(mixedRun())
  const { result } = sample.snapshot
  const again = result.runs.map((run) => ({ ...run, run: 2 }))
  return { ...sample, snapshot: { ...sample.snapshot, result: { ...result, runs: [...result.runs, ...again] } } }
}

test('an earlier run is compared with; the newest one is not, for it is what the check says now', async () => {
  const { user, client } = await mountPage(twice(), { step: 'summary' })
  client.answer({ 'checks.compare': () => VIEW })
  expect(screen.getAllByRole('button', { name: /^Compare the check with run/ })).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: 'Compare the check with run 1' }))
  const dialog = await screen.findByRole('dialog', { name: 'Now, compared with run 1' })
  expect(dialog.textContent).toContain('12 fixed, 0 broken')
  expect(dialog.textContent).toContain('stopped before its end')
  const row = within(dialog).getByRole('row', { name: /Fixed/ })
  expect(row.textContent).toContain('psm-1, psm-2')
  expect(client.paramsOf('checks.compare').map(({ run }) => run)).toEqual([1])
  await user.click(within(dialog).getByRole('button', { name: 'Close' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('what was refused is told, and nothing is shown', async () => {
  const { user, client, store } = await mountPage(twice(), { step: 'summary' })
  client.answer({ 'checks.compare': () => Promise.reject(new Error('Run 1: it is cut off.')) })
  await user.click(screen.getByRole('button', { name: 'Compare the check with run 1' }))
  await waitFor(() => expect(JSON.stringify(store.getState())).toContain('Run 1: it is cut off.'))
  expect(screen.queryByRole('dialog')).toBeNull()
})
