/** The history of a flow says what the result of that run says: a port that a stand-in held is no service that runs. */
import { expect, test } from 'vitest'
import { outcomeNumber } from '../../../main/checks/conclusions.ts'
import { verdictsOfRun } from '../../../main/checks/gather-runs.ts'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import type { Stage } from '../../../shared/plan/plan.ts'
import { flowTo } from '../../support/loopback.ts'

const FLOWS = [1, 2, 3].map((last) => flowTo({ port: 9010, to: `10.0.0.${last}` }))

function verdicts(stage: Stage) {
  const standIns = new Map([
    [1, { standIn: true, rewrittenSource: null }],
    [2, { standIn: false, rewrittenSource: '10.9.9.9' }],
  ])
  const outcomes = Int8Array.from(FLOWS, () => outcomeNumber('open'))
  const plan = { version: 1, site: { name: '' }, stage, pace: 'fast', endpoints: [], rules: [] } as const
  const tested = { plan: { ...plan, endpoints: [], rules: [] }, catalogue: APPENDIX_B, flows: FLOWS, sha256: '' }
  const column = { run: 1, at: '', outcomes, standIns, findings: [] }
  return [...verdictsOfRun(column, { ...tested, indexOf: new Map() }).values()]
}

test('an open port of a stand-in, or of a rewritten address, is ruled on as in the result', () => {
  expect(verdicts('preinstall')).toEqual(['pass', 'pass', 'warn'])
  expect(verdicts('operational')).toEqual(['pass', 'fail', 'warn'])
})
