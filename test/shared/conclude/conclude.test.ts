import { describe, expect, test } from 'vitest'
import { conclude } from '../../../shared/conclude/conclude.ts'
import { OUTCOMES } from '../../../shared/outcome.ts'
import { type Case, host, judged } from './case.ts'
import { cases as closed } from './cases/closed.ts'
import { cases as hostSilent } from './cases/host-silent.ts'
import { cases as intercepted } from './cases/intercepted.ts'
import { cases as local } from './cases/local.ts'
import { cases as notTested } from './cases/not-tested.ts'
import { cases as open } from './cases/open.ts'
import { cases as rejected } from './cases/rejected.ts'
import { cases as reset } from './cases/reset.ts'
import { cases as silent } from './cases/silent.ts'
import { cases as unreachable } from './cases/unreachable.ts'
import { cases as unstable } from './cases/unstable.ts'
import { cases as wrongService } from './cases/wrong-service.ts'

const TABLES: Record<string, Case[]> = {
  open,
  closed,
  intercepted,
  rejected,
  reset,
  silent,
  'host-silent': hostSilent,
  unreachable,
  local,
  'wrong-service': wrongService,
  unstable,
  'not-tested': notTested,
}

for (const [table, cases] of Object.entries(TABLES)) {
  describe(table, () => {
    test.each(cases)('$name', ({ flow, evidence, host: context = host(1), expect: wanted }) => {
      const conclusion = conclude(judged(flow), evidence, context)
      expect({ outcome: conclusion.outcome, proof: conclusion.proof }).toEqual({
        outcome: wanted.outcome,
        proof: wanted.proof,
      })
      expect(conclusion.reason).toMatch(wanted.reason)
      if (wanted.settle === null) expect(conclusion.settle).toBeNull()
      if (wanted.settle) expect(conclusion.settle).toMatch(wanted.settle)
      if (wanted.blockedBy) expect(conclusion.blockedBy).toEqual(wanted.blockedBy)
    })
  })
}

const all = Object.values(TABLES).flat()

test('what is not proven says what would settle it; what is proven does not', () => {
  for (const { flow, evidence, host: context = host(1) } of all) {
    const { proof, settle, reason } = conclude(judged(flow), evidence, context)
    expect(settle === null, reason).toBe(proof === 'proven')
  }
})

test('every reason is one or two plain sentences that end', () => {
  for (const { flow, evidence, host: context = host(1) } of all) {
    expect(conclude(judged(flow), evidence, context).reason).toMatch(/^[^\n]{10,320}\.$/)
  }
})

test('every outcome has a case', () => {
  const covered = new Set(all.map((c) => c.expect.outcome))
  expect(OUTCOMES.filter((outcome) => !covered.has(outcome))).toEqual([])
})
