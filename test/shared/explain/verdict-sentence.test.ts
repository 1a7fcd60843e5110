import { describe, expect, test } from 'vitest'
import { standingOf, standingOfPlan, verdictSentence } from '../../../shared/explain/verdict-sentence.ts'
import type { Summary } from '../../../shared/result.ts'

function sentence(counts: Partial<Summary>, complete = true, planned?: number): string {
  const summary = { flows: 0, pass: 0, proven: 0, fail: 0, warn: 0, untested: 0, byOutcome: {}, ...counts }
  return verdictSentence({ summary, complete, plan: { flows: planned } })
}

test.each<[Partial<Summary>, string]>([
  [{ flows: 231, pass: 231, proven: 231 }, 'All 231 flows pass, and all are proven.'],
  [{ flows: 231, pass: 231, proven: 1 }, 'All 231 flows pass: 1 proven, 230 likely.'],
  [
    { flows: 231, pass: 154, fail: 10, warn: 1, untested: 66 },
    'Not ready: 10 of 231 flows fail. 1 warns. 66 are untested.',
  ],
  [{ flows: 2, pass: 1, fail: 1 }, 'Not ready: 1 of 2 flows fails.'],
  [{ flows: 5, pass: 3, warn: 2 }, 'Nothing fails, but 2 of 5 flows warn.'],
  [{ flows: 5, pass: 4, untested: 1 }, 'Not shown to be ready: 1 of 5 flows is untested. All that was tested passes.'],
  [{ flows: 36159, untested: 36159 }, 'Nothing is known yet: none of the 36,159 flows was tested.'],
  [{}, 'Nothing was tested: no flow was asked for.'],
])('%o', (counts, expected) => {
  expect(sentence(counts)).toBe(expected)
})

test('a check that was stopped says so first', () => {
  expect(sentence({ flows: 1, pass: 1, proven: 1 }, false)).toMatch(/^The check was stopped before its end\. /)
})

test('untested flows never let a check pass', () => {
  const summary = { flows: 2, pass: 1, proven: 1, fail: 0, warn: 0, untested: 1, byOutcome: {} }
  expect(standingOf(summary)).toBe('untested')
})

describe('a part of a plan', () => {
  test.each<[Partial<Summary>, number, string]>([
    [{ flows: 12, pass: 12 }, 231, "Partial: all 12 flows asked passed; 219 of the plan's flows were not asked."],
    [{ flows: 1, pass: 1 }, 2, "Partial: the one flow asked passed; 1 of the plan's flows was not asked."],
    [
      { flows: 12, pass: 10, fail: 2 },
      231,
      "Not ready: 2 of 12 flows fail. Partial: 219 of the plan's flows were not asked.",
    ],
    [{ flows: 12, pass: 12 }, 12, 'All 12 flows pass: 0 proven, 12 likely.'],
  ])('%o of %i', (counts, planned, expected) => {
    expect(sentence(counts, true, planned)).toBe(expected)
  })

  test.each([
    ['all of it passed', true, 12, 'pass'],
    ['a part passed', true, 231, 'untested'],
    ['stopped early', false, 12, 'untested'],
    ['a result that does not say', true, undefined, 'pass'],
  ] as const)('%s', (_, complete, flows, standing) => {
    const summary = { flows: 12, pass: 12, proven: 12, fail: 0, warn: 0, untested: 0, byOutcome: {} }
    expect(standingOfPlan({ summary, complete, plan: { flows } })).toBe(standing)
  })
})

describe('a plan without a role', () => {
  const endpoints = [{ role: 'user-station' }, { role: 'psm-node' }, { role: 'dsc' }]
  const summary = { flows: 12, pass: 12, proven: 12, fail: 0, warn: 0, untested: 0, byOutcome: {} }

  test('whose flows all pass is no pass: a group of the guide was not asked', () => {
    const run = { summary, complete: true, plan: { flows: 12, endpoints } }
    expect(standingOfPlan(run)).toBe('untested')
    expect(verdictSentence(run)).toBe(
      'Partial: all 12 flows asked passed, all proven. Not covered: Diagnostics (the plan has no management station).',
    )
  })

  test('that fails says both', () => {
    const failed = { ...summary, pass: 11, proven: 11, fail: 1 }
    const run = { summary: failed, complete: true, plan: { flows: 12, endpoints: endpoints.slice(0, 2) } }
    expect(standingOfPlan(run)).toBe('fail')
    expect(verdictSentence(run)).toBe(
      'Not ready: 1 of 12 flows fails. Not covered: Diagnostics (the plan has no DSC and no management station), DSC → PSM node (the plan has no DSC).',
    )
  })
})
