/** Two results set against each other: each pair of verdicts, machines that moved or were renamed, and what is refused. */
import { describe, expect, test } from 'vitest'
import { comparison as schema } from '../../../shared/comparison.ts'
import { type Side, changeOf, compare, isAllWell } from '../../../shared/explain/compare.ts'
import { changeRows, comparisonSentence } from '../../../shared/explain/comparison-words.ts'
import type { FlowResult, RunResult } from '../../../shared/result.ts'
import { summarise } from '../../../shared/summary.ts'
import { mixedRun, passingRun } from '../../support/sample-run.ts'

function side(run: RunResult, change: Partial<Side['result']> = {}): Side {
  return {
    endpoints: run.plan.endpoints,
    flows: run.flows,
    findings: run.findings,
    fieldChecks: run.fieldChecks ?? [],
    result: {
      name: 'run.json',
      sha256: change.finishedAt ?? 'a',
      site: run.site.name,
      stage: run.stage,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      complete: run.complete,
      tool: run.tool.version,
      catalogue: run.tool.catalogue,
      plan: run.plan.sha256,
      summary: run.summary,
      ...change,
    },
  }
}

const LATER = { finishedAt: '2026-03-05T13:02:19.904Z', sha256: 'b', name: 'later.json' }

function compared(old: Side, now: Side) {
  const result = compare(old, now)
  if ('refused' in result) throw new Error(result.refused)
  return schema.parse(result.comparison)
}

const withFlows = (run: RunResult, flows: FlowResult[]): RunResult => ({
  ...run,
  flows,
  findings: [],
  summary: summarise(flows),
})

/** A passing run in which one flow is another one. */
function changed(place: number, change: Partial<FlowResult>): RunResult {
  const run = passingRun()
  return withFlows(
    run,
    run.flows.map((flow, at) => (at === place ? { ...flow, ...change } : flow)),
  )
}

test.each([
  ['pass', 'pass', false, 'unchanged'],
  ['pass', 'pass', true, 'changed-evidence'],
  ['pass', 'fail', true, 'broken'],
  ['pass', 'warn', true, 'broken'],
  ['pass', 'untested', true, 'newly-untested'],
  ['pass', undefined, false, 'not-asked'],
  ['fail', 'pass', true, 'fixed'],
  ['warn', 'pass', true, 'fixed'],
  ['fail', 'fail', false, 'still-failing'],
  ['fail', 'warn', true, 'still-failing'],
  ['warn', 'fail', true, 'still-failing'],
  ['fail', 'untested', true, 'newly-untested'],
  ['fail', undefined, false, 'not-asked'],
  ['untested', 'pass', true, 'newly-tested'],
  ['untested', 'fail', true, 'newly-tested'],
  ['untested', 'untested', false, 'still-untested'],
  [undefined, 'pass', false, 'newly-tested'],
  [undefined, 'fail', false, 'newly-tested'],
  [undefined, 'untested', false, 'still-untested'],
] as const)('%s, then %s (other evidence: %s): %s', (old, now, differs, change) => {
  expect(changeOf(old, now, differs)).toBe(change)
})

test('a passing run against itself: nothing changed, and all is well', () => {
  const same = compared(side(passingRun()), side(passingRun()))
  expect(same.flows).toEqual([])
  expect(same.summary.byChange.unchanged).toBe(passingRun().flows.length)
  expect(same.notes.join()).toContain('the same file')
  expect(isAllWell(same)).toBe(true)
})

test('every flow is in exactly one kind of change, and counts add up', () => {
  const both = compared(side(mixedRun()), side(passingRun(), LATER))
  const total = Object.values(both.summary.byChange).reduce((sum, n) => sum + n, 0)
  expect(total).toBe(new Set([...mixedRun().flows, ...passingRun().flows].map(({ id }) => id)).size)
  for (const change of Object.keys(both.summary.byChange) as (keyof typeof both.summary.byChange)[]) {
    if (change === 'unchanged' || change === 'still-untested') continue
    const rows = changeRows(both.flows, change)
    expect(rows.reduce((sum, row) => sum + row.flows, 0)).toBe(both.summary.byChange[change])
  }
})

const FAIL = { outcome: 'silent', verdict: 'fail', proof: 'likely' } as const

test('one flow that broke, or is fixed', () => {
  const broke = compared(side(passingRun()), side(changed(5, FAIL), LATER))
  expect(broke.flows.map(({ change, id }) => [change, id])).toEqual([['broken', passingRun().flows[5]?.id]])
  expect([broke.summary.failingNow, isAllWell(broke)]).toEqual([1, false])
  const fixed = compared(side(changed(5, FAIL)), side(passingRun(), LATER))
  expect(fixed.flows.map(({ change }) => change)).toEqual(['fixed'])
  expect([fixed.summary.failingNow, isAllWell(fixed)]).toEqual([0, true])
  expect(comparisonSentence(fixed)).toContain('1 fixed, 0 broken, 0 still failing')
})

test.each([
  [
    'a device is named now',
    { ...FAIL, blockedBy: { address: '10.77.1.1', hop: 2, certainty: 'reported' } },
    ['blockedBy'],
  ],
  ['proven now', { ...FAIL, proof: 'proven' }, ['proof']],
  ['another reason', { ...FAIL, reason: 'The gateway died.' }, ['reason']],
  ['another outcome', { ...FAIL, outcome: 'rejected' }, ['outcome']],
  ['only the time that was waited', { ...FAIL, reason: 'No answer to 7 SYNs in 2.9 s.' }, []],
] as const)('still failing, %s', (_, now, differs) => {
  const before = changed(5, { ...FAIL, reason: 'No answer to 6 SYNs in 1.8 s.' })
  const after = changed(5, { reason: 'No answer to 6 SYNs in 1.8 s.', ...now })
  const [flow] = compared(side(before), side(after, LATER)).flows
  expect([flow?.change, flow?.differs]).toEqual(['still-failing', [...differs]])
})

test('a failure that was not asked again is not well', () => {
  const before = changed(5, FAIL)
  const after = withFlows(
    passingRun(),
    passingRun().flows.filter((_, place) => place !== 5),
  )
  const result = compared(side(before), side(after, LATER))
  expect(result.flows.map(({ change }) => change)).toEqual(['not-asked'])
  expect([result.summary.failingNow, isAllWell(result)]).toEqual([1, false])
})

test('what was tested and is untested now is not well, and neither is a result in which nothing passes', () => {
  const untested = { outcome: 'not-tested', verdict: 'untested', proof: 'none' } as const
  expect(isAllWell(compared(side(passingRun()), side(changed(5, untested), LATER)))).toBe(false)
  const nothing = withFlows(
    passingRun(),
    passingRun().flows.map((flow) => ({ ...flow, ...untested })),
  )
  expect(isAllWell(compared(side(nothing), side(nothing, LATER)))).toBe(false)
})

const field = (verdict: 'pass' | 'fail') => ({
  id: 'ntp/laptop/10.77.1.1',
  kind: 'ntp' as const,
  source: 'laptop',
  target: '10.77.1.1',
  verdict,
  reason: verdict,
  settle: null,
  evidence: { observer: 'none' as const, detail: '' },
})

test('a field check that broke keeps a comparison from being well', () => {
  const before = { ...side(passingRun()), fieldChecks: [field('pass')] }
  const after = { ...side(passingRun(), LATER), fieldChecks: [field('fail')] }
  expect(compared(before, after).fieldChecks.map(({ change }) => change)).toEqual(['broken'])
  expect(isAllWell(compared(before, after))).toBe(false)
  expect(isAllWell(compared(after, before))).toBe(true)
})

describe('findings, by their flows', () => {
  test('all flows of a finding pass now: fixed; and the other way round: new', () => {
    const there = compared(side(mixedRun()), side(passingRun(), LATER)).findings
    expect(there.old.length).toBeGreaterThan(0)
    expect(new Set(there.old.map(({ state }) => state))).toEqual(new Set(['fixed']))
    const back = compared(side(passingRun()), side(mixedRun(), LATER)).findings
    expect(new Set(back.new.map(({ state }) => state))).toEqual(new Set(['new']))
  })
  test('nothing changed: still failing, known', () => {
    const { old, new: now } = compared(side(mixedRun()), side(mixedRun(), LATER)).findings
    expect(new Set(old.map(({ state }) => state))).toEqual(new Set(['still-failing']))
    expect(new Set(now.map(({ state }) => state))).toEqual(new Set(['known']))
  })
  test('one flow of it passes now: partly fixed, never fixed', () => {
    const before = mixedRun()
    const first = before.findings.find(({ flows }) => flows.length > 1)
    const after = {
      ...before,
      flows: before.flows.map((f) => (f.id === first?.flows[0] ? { ...f, verdict: 'pass' as const } : f)),
    }
    const { old } = compared(side(before), side(after, LATER)).findings
    expect(old.find(({ id }) => id === first?.id)?.state).toBe('partly-fixed')
  })
})

/** The same run, with one machine of its plan changed. */
function otherPlan(name: string, change: { name?: string; address?: string }): RunResult {
  const run = passingRun()
  const now = change.name ?? name
  const flows = run.flows.map((flow) => {
    const source = flow.source === name ? now : flow.source
    const destination = flow.destination === name ? now : flow.destination
    return { ...flow, source, destination, id: `${flow.direction}/${source}/${destination}/${flow.port}` }
  })
  const endpoints = run.plan.endpoints.map((e) => (e.name === name ? { ...e, ...change } : e))
  return { ...withFlows(run, flows), plan: { ...run.plan, endpoints, sha256: 'f'.repeat(64) } }
}

test('another plan: a renamed machine is known by its role and address', () => {
  const result = compared(side(passingRun()), side(otherPlan('psm-2', { name: 'node-b' }), LATER))
  expect(result.flows).toEqual([])
  expect(result.endpoints.renamed).toEqual([{ old: 'psm-2', new: 'node-b', address: '10.77.20.12' }])
  expect(result.notes.join(' ')).toContain('psm-2 is node-b now')
})

test('another plan: a name at another address is another machine, whose flows are not compared', () => {
  const result = compared(side(passingRun()), side(otherPlan('psm-2', { address: '10.77.99.9' }), LATER))
  const of = passingRun().flows.filter((f) => f.source === 'psm-2' || f.destination === 'psm-2').length
  expect(result.summary.compared).toBe(passingRun().flows.length - of)
  expect(result.summary.byChange['newly-tested']).toBe(of)
  expect(result.notes.join(' ')).toContain(`${of} flows of the old result are left out`)
})

test('nothing in common is refused, with words', () => {
  const strange = passingRun()
  const moved = {
    ...strange,
    plan: {
      ...strange.plan,
      sha256: 'f'.repeat(64),
      endpoints: strange.plan.endpoints.map((e, at) => ({ ...e, address: `192.0.2.${at + 1}` })),
    },
  }
  const result = compare(side(strange), side(moved, LATER))
  expect('refused' in result && result.refused).toMatch(/no flow in common: they are of different plans/)
})

test('the reader hears of what is not alike', () => {
  const notes = compared(
    side(passingRun(), { finishedAt: '2026-03-09T00:00:00.000Z', sha256: 'c' }),
    side(passingRun(), { ...LATER, stage: 'operational', tool: '9.9.9', catalogue: 'other', complete: false }),
  ).notes.join('\n')
  for (const part of ['right order', 'operational', '9.9.9', 'catalogues differ', 'stopped before its end'])
    expect(notes).toContain(part)
})

describe('findings beside the flows', () => {
  const clock = {
    id: 'F1',
    cause: 'clock',
    severity: 'fail' as const,
    title: 'psm-1: the clocks are apart',
    flows: [],
    explanation: '',
    evidence: '',
    whoCanFix: '',
    steps: [],
    rules: {},
    fieldChecks: ['clock/psm-1/psm-2'],
  }
  const check = (verdict: 'pass' | 'fail' | 'untested') => ({
    id: 'clock/psm-1/psm-2',
    kind: 'clock' as const,
    source: 'psm-1',
    target: 'psm-2',
    verdict,
    reason: 'Said.',
    settle: null,
    evidence: { observer: 'none' as const, detail: '' },
  })
  const before = { ...passingRun(), findings: [clock], fieldChecks: [check('fail')] }
  const states = (now: RunResult) => {
    const { findings } = compared(side(before), side(now, LATER))
    return [findings.old.map(({ state }) => state), findings.new.map(({ state }) => state)]
  }

  test('fixed only where its checks pass now, unknown where they were not made', () => {
    expect(states({ ...passingRun(), fieldChecks: [check('pass')] })).toEqual([['fixed'], []])
    expect(states({ ...passingRun(), fieldChecks: [check('untested')] })).toEqual([['unknown'], []])
    expect(states(passingRun())).toEqual([['unknown'], []])
    expect(states(before)).toEqual([['still-failing'], ['known']])
  })

  test('one that was not there is new', () => {
    const { findings } = compared(side(passingRun()), side(before, LATER))
    expect(findings.new.map(({ state, flows }) => [state, flows])).toEqual([['new', 0]])
  })
})
