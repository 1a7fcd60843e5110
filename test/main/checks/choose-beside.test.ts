/** A finding without flows is asked again with flows of the machines that asked. */
import { expect, test } from 'vitest'
import { chooseAsked } from '../../../main/checks/choose-asked.ts'
import { Conclusions } from '../../../main/checks/conclusions.ts'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { expand } from '../../../shared/plan/expand.ts'
import type { FindingView } from '../../../shared/shapes.ts'
import { samplePlan } from '../../support/sample-run.ts'

const plan = samplePlan(2)
const flows = expand(plan, APPENDIX_B)
const tested = {
  plan,
  catalogue: APPENDIX_B,
  flows,
  indexOf: new Map(flows.map(({ id }, index) => [id, index])),
  sha256: 'x',
}

function sources(cause: string, askedFrom?: string[]): string[] {
  const finding: FindingView = {
    id: 'F1',
    cause,
    severity: 'fail',
    title: '',
    flows: [],
    explanation: '',
    evidence: '',
    settle: [],
    whoCanFix: '',
    steps: [],
    rules: {},
    request: [],
    history: [],
    proven: 0,
    ...(askedFrom ? { askedFrom } : {}),
  }
  const ask = { kind: 'finding' as const, finding: 'F1' }
  return chooseAsked(ask, tested, new Conclusions(flows.length), [finding]).flows.map(({ source }) => source.name)
}

test('one flow of each machine that asked is enough to ask again what is beside the flows', () => {
  expect(sources('clock', ['psm-1', 'psm-3'])).toEqual(['psm-1', 'psm-3'])
})

test('what is about the whole plan is asked again by every machine that can be asked from', () => {
  expect(sources('network-overlap', []).toSorted()).toEqual(['laptop', 'mgmt', 'psm-1', 'psm-2', 'psm-3'])
})

test('a host that could not be asked from is asked for all of its flows', () => {
  const own = flows.filter(({ source }) => source.name === 'psm-2').length
  expect(own).toBeGreaterThan(24)
  expect(sources('vantage-limits', ['psm-2'])).toEqual(Array.from({ length: own }, () => 'psm-2'))
})
