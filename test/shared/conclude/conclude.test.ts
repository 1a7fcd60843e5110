import { describe, expect, test } from 'vitest'
import { conclude } from '../../../shared/conclude/conclude.ts'
import { CONCLUDE_WORDS } from '../../../shared/words/conclude.ts'
import { englishWords } from '../../support/english-words.ts'
import { OUTCOMES } from '../../../shared/outcome.ts'
import { host, judged } from './case.ts'
import { TABLES } from './tables.ts'

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

describe('in German', () => {
  const pairs = all.map(({ name, flow, evidence, host: context = host(1) }) => ({
    name,
    english: conclude(judged(flow), evidence, context),
    german: conclude(judged(flow), evidence, context, CONCLUDE_WORDS.de),
  }))

  test('the same is concluded of every case', () => {
    for (const { english, german } of pairs)
      expect({ ...german, reason: '', settle: german.settle === null }).toEqual({
        ...english,
        reason: '',
        settle: english.settle === null,
      })
  })

  test.each(pairs)('$name: no English is left, and every address and port is there', ({ english, german }) => {
    expect(englishWords(`${german.reason} ${german.settle ?? ''}`)).toEqual([])
    const numbers = (text: string) =>
      [...text.matchAll(/\d+(?:\.\d+){3}|:\d+|hop \d+/gi)].map((match) => match[0].toLowerCase()).sort()
    expect(numbers(german.reason)).toEqual(numbers(english.reason))
    expect(german.reason).toMatch(/^[^\n]{10,400}\.$/)
  })
})
