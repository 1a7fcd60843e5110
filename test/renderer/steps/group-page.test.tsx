// @vitest-environment happy-dom
import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FIRST_ANSWERS, type RunAsk } from '../../../shared/shapes.ts'
import { type SampleCheck, sampleCheck } from '../../support/sample-check.ts'
import { HOSTILE, largeRun, mixedRun, passingRun } from '../../support/sample-run.ts'
import { mountPage } from '../support/mount-page.tsx'
import { detailOf } from '../support/sample-core.ts'

const NODES = { step: 'group', group: 'psm-to-psm' } as const
const CARDS = { step: 'group', group: 'dsc-to-psm' } as const

const cell = (name: string | RegExp) => screen.getByRole('gridcell', { name })
const focused = () => document.activeElement?.getAttribute('aria-label')

function flowAt({ results }: SampleCheck, id: string): number {
  return results.findIndex((result) => result.id === id)
}

test('the group says what it is for, how it stands, and each cell its flow', async () => {
  await mountPage(sampleCheck(mixedRun()), NODES)
  expect(screen.getByText(/The nodes elect a leader/)).toBeTruthy()
  const conclusion = screen.getByRole('region', { name: 'Conclusion' })
  expect(conclusion.textContent).toContain('10 of 144 flows fail. Everything else passes, 134 of 134 only likely.')
  expect(within(conclusion).getByText('134 likely')).toBeTruthy()
  expect(within(conclusion).getByText('10 failed')).toBeTruthy()
  expect(cell('psm-3 to psm-1, port 9010 Events manager: silent, fail, likely')).toBeTruthy()
  expect(cell('psm-1 to psm-2, port 5001 etcd (peer): closed, reachable, pass, likely')).toBeTruthy()
  const grid = screen.getByRole('grid', { name: 'Flows of PSM ↔ PSM' })
  expect(grid.getAttribute('aria-rowcount')).toBe('25')
  expect(grid.getAttribute('aria-colcount')).toBe('7')
  expect(screen.getByRole('columnheader', { name: 'psm-3 to psm-1' }).textContent).toBe('3→1')
})

test('keys move over the matrix, and only one cell is reached with Tab', async () => {
  const { user } = await mountPage(sampleCheck(mixedRun()), NODES)
  const reached = () => screen.getAllByRole('gridcell').filter((one) => one.tabIndex === 0)
  expect(reached()).toHaveLength(1)
  act(() => reached()[0]?.focus())
  await user.keyboard('{ArrowRight}{ArrowDown}')
  await waitFor(() => expect(focused()).toMatch(/^psm-1 to psm-3, port 5002/))
  await user.keyboard('{End}')
  await waitFor(() => expect(focused()).toMatch(/^psm-3 to psm-2, port 5002/))
  await user.keyboard('{Control>}{Home}{/Control}')
  await waitFor(() => expect(focused()).toMatch(/^psm-1 to psm-2, port 5001/))
  expect(reached()).toHaveLength(1)
})

test('Enter opens the evidence beside the matrix; Escape closes it and gives the focus back', async () => {
  const { user, client } = await mountPage(sampleCheck(mixedRun()), NODES)
  const failed = cell('psm-3 to psm-1, port 9010 Events manager: silent, fail, likely')
  act(() => failed.focus())
  await user.keyboard('{Enter}')
  const evidence = await screen.findByRole('region', { name: /Evidence: psm-3 → psm-1/ })
  await within(evidence).findByText('SYN to 10.77.20.11:9010')
  expect(document.activeElement).toBe(evidence)
  expect(within(evidence).getByText('A stand-in on psm-1 would tell whether the SYN arrives.')).toBeTruthy()
  expect(screen.getByRole('grid')).toBeTruthy()
  await user.click(within(evidence).getByRole('button', { name: 'Test this flow again' }))
  expect(client.paramsOf('run.start').at(-1)?.ask).toMatchObject({ kind: 'flow' })
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('region', { name: /Evidence/ })).toBeNull()
  await waitFor(() => expect(focused()).toBe('psm-3 to psm-1, port 9010 Events manager: silent, fail, likely'))
})

test('what is in the way is called by how it is known', async () => {
  const sample = sampleCheck(mixedRun())
  const { client, store } = await mountPage(sample, NODES)
  const flow = flowAt(sample, 'psm-to-psm/psm-3/psm-1/9010')
  client.answer({
    'flows.show': () => {
      const detail = detailOf(sample, flow)
      if (!detail.result) throw new Error('it was asked')
      const blockedBy = { address: '10.77.20.1', hop: 1, certainty: 'last-responder' as const }
      const run = (run: number, outcome: 'open' | 'silent') => ({
        run,
        at: '2026-03-04T13:02:19.904Z',
        outcome,
        verdict: outcome === 'open' ? ('pass' as const) : ('fail' as const),
        proof: 'likely' as const,
        reason: '',
      })
      return { ...detail, result: { ...detail.result, blockedBy }, history: [run(1, 'open'), run(2, 'silent')] }
    },
  })
  act(() => store.getState().showFlow(flow))
  expect(await screen.findByText(/10\.77\.20\.1 \(hop 1\) is the last that answered before the silence/)).toBeTruthy()
  expect(screen.getByText(/Run 2,/)).toBeTruthy()
})

test('the filter narrows rows and columns, says how many are left, and is undone', async () => {
  const { user } = await mountPage(sampleCheck(mixedRun()), NODES)
  await user.keyboard('/')
  expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'Filter flows' }))
  await user.keyboard('silent')
  await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(6))
  expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
    'Port and service',
    '3→1',
    '3→2',
  ])
  expect(screen.getByText('10 of 144 flows shown')).toBeTruthy()
  await user.clear(screen.getByRole('searchbox'))
  await user.click(screen.getByRole('button', { name: 'Warning: 0' }))
  expect(screen.getByText('No flow matches the filter.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Show all' }))
  await waitFor(() => expect(screen.getAllByRole('row').length).toBeGreaterThan(10))
})

test('the list shows the same flows, and opens the same evidence', async () => {
  const { user } = await mountPage(sampleCheck(mixedRun()), NODES)
  await user.click(screen.getByRole('button', { name: 'Fail: 10' }))
  await user.click(screen.getByRole('radio', { name: 'List' }))
  const list = screen.getByRole('grid', { name: 'List of flows of PSM ↔ PSM' })
  const rows = within(list).getAllByRole('row')
  expect(rows).toHaveLength(11)
  expect(rows[1]?.textContent).toBe('psm-3 → psm-19010 Events managersilentlikely')
  act(() => rows[1]?.focus())
  await user.keyboard('{ArrowDown}{Enter}')
  expect(await screen.findByRole('region', { name: /Evidence: psm-3 → psm-2/ })).toBeTruthy()
})

test('Ctrl+Enter runs what failed; the run is shown, told politely and can be stopped', async () => {
  const sample = sampleCheck(mixedRun())
  const { user, client } = await mountPage(sample, NODES)
  expect(screen.getByRole('button', { name: 'Test 10 failed' })).toBeTruthy()
  await user.keyboard('{Control>}{Enter}{/Control}')
  const ask = { kind: 'failed', group: 'psm-to-psm' } as const
  expect(client.paramsOf('run.start')).toEqual([{ id: 'sample', ask, standIns: true }])
  const running = { run: 2, ask, startedAt: '2026-03-04T14:00:00.000Z', flows: 10, loss: null }
  client.emit('run.progress', {
    check: 'sample',
    running: { ...running, phase: 'asking', asked: 5, secondsLeft: 12, vantages: [] },
  })
  const bar = await screen.findByRole('progressbar', { name: 'The run' })
  expect(bar.getAttribute('aria-valuenow')).toBe('5')
  expect(bar.textContent).toContain('Asking every flow')
  expect(bar.textContent).toContain('5 of 10 flows asked · about 12 seconds left')
  expect(screen.getByText('Asking every flow, 50 %')).toBeTruthy()
  const flow = flowAt(sample, 'psm-to-psm/psm-3/psm-1/9010')
  client.emit('run.answers', { check: 'sample', run: 2, answers: [[flow, FIRST_ANSWERS.indexOf('connected')]] })
  const answered = await screen.findByRole('gridcell', {
    name: 'psm-3 to psm-1, port 9010 Events manager: connected, not concluded yet',
  })
  expect(answered.querySelector('.verdict-mark')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(client.paramsOf('run.cancel')).toEqual([{ id: 'sample' }])
  expect(screen.getByRole('button', { name: 'Stopping …' })).toBeTruthy()
  const states = sample.states.slice(flow, flow + 1).flatMap((state) => (state ? [state] : []))
  client.emit('run.states', { check: 'sample', run: 2, flows: [flow], states })
  client.emit('run.finished', { check: 'sample', run: 2, result: sample.snapshot.result })
  expect(
    await screen.findByText('Finished: 10 of 144 flows fail. Everything else passes, 134 of 134 only likely.'),
  ).toBeTruthy()
})

test('the focus stays when a run starts and ends', async () => {
  const sample = sampleCheck(mixedRun())
  const { user, client } = await mountPage(sample, NODES)
  const running = (ask: RunAsk) =>
    act(() =>
      client.emit('run.progress', {
        check: 'sample',
        running: {
          run: 2,
          ask,
          startedAt: '2026-03-04T14:00:00.000Z',
          phase: 'asking',
          flows: 10,
          asked: 1,
          loss: null,
          secondsLeft: null,
          vantages: [],
        },
      }),
    )
  const again = screen.getByRole('button', { name: 'Test these again' })
  await user.click(again)
  running({ kind: 'finding', finding: 'F1' })
  await screen.findByRole('progressbar', { name: 'The run' })
  expect(document.activeElement).toBe(again)
  expect(again.getAttribute('aria-disabled')).toBe('true')
  await user.keyboard('{Enter}')
  expect(client.paramsOf('run.start')).toHaveLength(1)
  act(() => client.emit('run.finished', { check: 'sample', run: 2, result: sample.snapshot.result }))
  const failed = await screen.findByRole('button', { name: 'Test 10 failed' })
  await user.click(failed)
  running({ kind: 'failed', group: 'psm-to-psm' })
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel' })))
})

test('public addresses are named, and probed only when that is allowed', async () => {
  const { user, client } = await mountPage(sampleCheck(mixedRun(), false), NODES)
  client.answer({
    'run.start': ({ allowPublic }) =>
      allowPublic
        ? { started: true, run: 1 }
        : { started: false, why: 'public', message: 'public', addresses: ['203.0.113.7'] },
  })
  await user.click(screen.getByRole('button', { name: 'Run' }))
  const dialog = await screen.findByRole('dialog', { name: 'Addresses outside private ranges' })
  expect(within(dialog).getByText('203.0.113.7')).toBeTruthy()
  await user.click(within(dialog).getByRole('button', { name: 'Do not probe' }))
  expect(client.paramsOf('run.start')).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: 'Run' }))
  await user.click(await screen.findByRole('button', { name: 'Probe them' }))
  expect(client.paramsOf('run.start').at(-1)?.allowPublic).toBe(true)
})

test('before a run it is said what is sent, and from where nothing can be', async () => {
  await mountPage(sampleCheck(mixedRun(), false), CARDS)
  const plan = screen.getByRole('region', { name: 'What is sent, and what it cannot prove' })
  expect(within(plan).getByText(/From dsc-1, dsc-2 nothing can be sent \(66 flows\)/)).toBeTruthy()
  expect(screen.getByText('None of the 66 flows was tested yet.')).toBeTruthy()
})

test('a group that passes says so', async () => {
  await mountPage(sampleCheck(passingRun()), NODES)
  expect(screen.getByText('All 144 flows pass, and all are proven.')).toBeTruthy()
  expect(screen.getByText('Nothing is wrong with what was tested here.')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Test all again' })).toBeTruthy()
})

test('a flow that a re-test solved is told from one that was broken', async () => {
  const sample = sampleCheck(mixedRun())
  const { client } = await mountPage(sample, NODES)
  const solved = flowAt(sample, 'psm-to-psm/psm-3/psm-1/9010')
  const broken = flowAt(sample, 'psm-to-psm/psm-1/psm-2/5001')
  client.emit('run.states', {
    check: 'sample',
    run: 2,
    flows: [solved, broken],
    states: [
      [0, 0, 1, 0.4, 2, -1, 5],
      [5, 1, 1, null, 2, -1, 0],
    ],
  })
  expect(
    await screen.findByRole('gridcell', { name: /9010.*: open, pass, likely, solved since the run before/ }),
  ).toBeTruthy()
  expect(cell(/5001.*: silent, fail, likely, broken since the run before/)).toBeTruthy()
})

test('36,000 flows: few cells are drawn, and the far end is reached by a key', async () => {
  const { user } = await mountPage(sampleCheck(largeRun()), CARDS)
  expect((await screen.findAllByRole('gridcell')).length).toBeLessThan(400)
  expect(screen.getByRole('grid').getAttribute('aria-colcount')).toBe('3001')
  act(() =>
    screen
      .getAllByRole('gridcell')
      .find((one) => one.tabIndex === 0)
      ?.focus(),
  )
  await user.keyboard('{Control>}{End}{/Control}')
  await waitFor(() => expect(focused()).toMatch(/^dsc-1000 to psm-3, port 10777/))
})

test('what is written like a program is shown as text', async () => {
  const sample = sampleCheck(mixedRun())
  const { result, plan } = sample.snapshot
  const [first] = result.findings
  if (!first || !plan) throw new Error('the mixed run has findings')
  const script = HOSTILE.script
  Object.assign(first, { title: script, explanation: script, evidence: script, whoCanFix: script, steps: [script] })
  first.request = [{ title: script, intro: script, lines: [script] }]
  for (const endpoint of plan.endpoints) endpoint.name = `${script}${endpoint.name}`
  for (const rule of plan.rules) rule.service = script
  const { store } = await mountPage(sample, NODES)
  expect(screen.getAllByText(script, { exact: false }).length).toBeGreaterThan(4)
  act(() => store.getState().showFlow(first.flows[0] ?? 0))
  await screen.findByRole('region', { name: /Evidence/ })
  expect(document.querySelector('script')).toBeNull()
})
