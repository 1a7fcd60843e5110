import { expect, test } from 'vitest'
import { groupStandings } from '../../../../renderer/parts/frame/group-standing.ts'
import { emptyTable, putPiece } from '../../../../renderer/store/flow-table.ts'
import type { FlowAnswer, FlowState, PlanView } from '../../../../shared/shapes.ts'
import { PROOFS, VERDICTS, type Proof, type Verdict } from '../../../../shared/outcome.ts'

const state = (verdict: Verdict, proof: Proof): FlowState => [
  0,
  VERDICTS.indexOf(verdict),
  PROOFS.indexOf(proof),
  null,
  1,
  -1,
  -1,
]

const rule = (port: number) => ({
  group: 'user-to-psm' as const,
  direction: 'user-to-psm',
  port,
  service: '',
  purpose: '',
})

const standing = (...states: (FlowState | null)[]) => answered([], ...states)

function answered(answers: FlowAnswer[], ...states: (FlowState | null)[]) {
  const plan: PlanView = {
    portShift: 0,
    endpoints: [],
    groups: [
      { id: 'user-to-psm', title: '', purpose: '', flows: states.length },
      { id: 'diagnostics', title: '', purpose: '', flows: 0 },
    ],
    rules: [rule(443), rule(443), rule(22)],
    pairs: [],
    flows: states.length,
  }
  const table = emptyTable(states.length)
  putPiece(table, { from: 0, flows: states.map(() => [0, 0] as const), states, answers })
  const standings = groupStandings(plan, table)
  expect(standings).toHaveLength(1)
  return standings[0]
}

test('a group passes only when every flow does, and as proven only when every flow is', () => {
  expect(standing(state('pass', 'proven'), state('pass', 'proven'))).toMatchObject({ verdict: 'pass', proof: 'proven' })
  expect(standing(state('pass', 'proven'), state('pass', 'likely'))).toMatchObject({ verdict: 'pass', proof: 'likely' })
  expect(standing(state('pass', 'proven'), null)).toMatchObject({
    verdict: 'untested',
    proof: 'none',
    passed: 1,
    flows: 2,
  })
  expect(standing(state('pass', 'proven'), state('untested', 'none'))).toMatchObject({ verdict: 'untested' })
})

test('the worst is shown, proven when one of it is', () => {
  expect(standing(state('warn', 'likely'), null)).toMatchObject({ verdict: 'warn', proof: 'likely' })
  expect(standing(state('fail', 'likely'), state('pass', 'proven'))).toMatchObject({ verdict: 'fail', proof: 'likely' })
  expect(standing(state('fail', 'likely'), state('fail', 'proven'))).toMatchObject({ verdict: 'fail', proof: 'proven' })
})

test('a port is counted once, and a group without flows is left out', () => {
  expect(standing(null)?.ports).toEqual([443, 22])
})

test('a flow that has answered since counts as untested: a group does not pass over it', () => {
  const passing = state('pass', 'proven')
  expect(answered([[1, 3]], passing, passing)).toMatchObject({ verdict: 'untested', passed: 1, flows: 2 })
})
