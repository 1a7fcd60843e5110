/** Tables that fit the terminal: nothing is cut, nothing is lost. */
import { expect, test } from 'vitest'
import { describePlan } from '../../../main/plan/describe-plan.ts'
import { table } from '../../../main/plan/plan-table.ts'
import { readPlanBytes } from '../../../main/plan/read-plan.ts'
import { starterPlan } from '../../../main/plan/starter-plan.ts'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { expand } from '../../../shared/plan/expand.ts'

const ROWS = [
  ['role', 'count', 'endpoints'],
  ['psm-node', '3', 'psm-1 10.77.20.11, psm-2 10.77.20.12, psm-3 10.77.20.13'],
]
const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '')

test('with room enough, columns; numbers to the right', () => {
  expect(table(ROWS, Number.POSITIVE_INFINITY, [1])).toEqual([
    '  role      count  endpoints',
    '  psm-node      3  psm-1 10.77.20.11, psm-2 10.77.20.12, psm-3 10.77.20.13',
  ])
})

test.each([100, 79, 60, 49, 40, 31])('%i columns: no line is longer, and no word is lost', (columns) => {
  const lines = table(ROWS, columns, [1])
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns)
  expect(words(lines.join(' '))).toEqual(expect.arrayContaining(ROWS.slice(1).flat().flatMap(words)))
})

test.each([79, 49])('the whole of plan check has %i columns', (columns) => {
  const read = readPlanBytes(Buffer.from(starterPlan()))
  if (!read.ok) throw new Error('the plan to start from is broken')
  const text = describePlan(read.plan, expand(read.plan, APPENDIX_B), { columns })
  const tables = text.split('\n').filter((line) => !line.startsWith('To test') && !line.includes('run "'))
  expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(columns)
  for (const count of [12, 144, 6, 3, 66, 231]) expect(text).toMatch(new RegExp(`\\b${count}\\b`))
})
