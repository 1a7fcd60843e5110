// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { CompareView } from '../../../../shared/compare-view.ts'
import { type SampleCheck, sampleCheck } from '../../../support/sample-check.ts'
import { mixedRun } from '../../../support/sample-run.ts'
import { mountPage } from '../../support/mount-page.tsx'

const VIEW: CompareView = {
  old: { name: 'Run 1', site: 'DC-1 row 7', finishedAt: '2026-03-04T13:02:19.904Z' },
  findings: [
    {
      of: 'old',
      id: 'F1',
      cause: 'drop-in-path',
      title: '9010 to psm-1 is dropped',
      flows: 12,
      state: 'fixed',
      other: { pass: 12, failing: 0, unknown: 0 },
    },
  ],
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
  const dialog = await screen.findByRole('dialog', { name: 'Now, compared with Run 1' })
  expect(dialog.textContent).toContain('12 fixed, 0 broken')
  expect(dialog.textContent).toContain('stopped before its end')
  const row = within(dialog).getByRole('row', { name: /^Fixed/ })
  expect(row.textContent).toContain('psm-1, psm-2')
  expect(client.paramsOf('checks.compare').map((asked) => asked.with)).toEqual([{ kind: 'run', run: 1 }])
  expect(within(dialog).getByRole('row', { name: /F1 9010 to psm-1 is dropped/ }).textContent).toContain(
    'fixedNow 12 pass, 0 fail, 0 untested',
  )
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

const OTHER = {
  practice: false,
  customer: '',
  engineer: '',
  stage: 'preinstall' as const,
  updatedAt: '2026-03-01T10:00:00.000Z',
  flows: 231,
  standing: 'fail' as const,
  sentence: 'Not ready.',
  trouble: null,
}

test('another check is chosen from the list, those of the same site first, and none that was not tested', async () => {
  const { user, client } = await mountPage(twice(), { step: 'summary' })
  const { summary } = mixedRun()
  client.answer({
    'checks.compare': () => VIEW,
    'checks.list': () => ({
      checks: [
        { ...OTHER, id: 'elsewhere', site: 'DC-2', summary },
        { ...OTHER, id: 'untested', site: 'DC-1 row 7', summary: { ...summary, untested: summary.flows } },
        { ...OTHER, id: 'before', site: 'DC-1 row 7', summary },
      ],
    }),
  })
  await user.click(screen.getByRole('button', { name: 'Compare with another check…' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Compare with another result' }))
  const found = await dialog.findAllByRole('button', { name: /Not ready/ })
  expect(found.map(({ textContent }) => textContent?.slice(0, 4))).toEqual(['DC-1', 'DC-2'])
  await user.click(found[0] ?? document.body)
  expect(await screen.findByRole('dialog', { name: /^Now, compared with DC-1 row 7, / })).toBeTruthy()
  expect(client.paramsOf('checks.compare').at(-1)?.with).toEqual({ kind: 'check', check: 'before' })
})

test('a file that is dropped while another result is asked for is compared with; an evidence bundle always is', async () => {
  const { user, client } = await mountPage(twice(), { step: 'summary' })
  const file = 'F'.repeat(22)
  client.answer({ 'checks.compare': () => VIEW, 'compare.bring': () => ({ done: true, file }) })
  const drop = (name: string, content: string) =>
    fireEvent.drop(window, { dataTransfer: { types: ['Files'], files: [new File([content], name)] } })
  drop('evidence.zip', 'PK\u0003\u0004…')
  expect(await screen.findByRole('dialog', { name: 'Now, compared with evidence.zip' })).toBeTruthy()
  await user.keyboard('{Escape}')
  await user.click(screen.getByRole('button', { name: 'Compare with another check…' }))
  drop('run.json', '{ "schema": "psm-preflight/run@1" }')
  expect(await screen.findByRole('dialog', { name: 'Now, compared with run.json' })).toBeTruthy()
  expect(client.paramsOf('checks.compare').map((asked) => asked.with)).toEqual([
    { kind: 'file', file },
    { kind: 'file', file },
  ])
  expect(client.paramsOf('check.import')).toEqual([])
})
