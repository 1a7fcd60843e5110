import { expect, test } from 'vitest'
import { heatMap } from '../../../renderer/steps/summary/heat-map-model.ts'
import { untestedOf } from '../../../renderer/steps/summary/untested.ts'
import { emptyTable, putAnswer, putPiece } from '../../../renderer/store/flow-table.ts'
import { FIRST_ANSWERS } from '../../../shared/shapes.ts'
import { type SampleCheck, sampleCheck } from '../../support/sample-check.ts'
import { largeRun, mixedRun, scatteredRun } from '../../support/sample-run.ts'

function openOf({ snapshot: { plan }, flows, states }: SampleCheck) {
  if (!plan) throw new Error('the sample has a plan')
  const table = emptyTable(plan.flows)
  putPiece(table, { from: 0, flows, states, answers: [] })
  return { plan, table }
}

const mapOf = (sample: SampleCheck) => {
  const { plan, table } = openOf(sample)
  const map = heatMap(plan, table)
  const flows = map.cells.flat().reduce((sum, cell) => sum + (cell?.flows ?? 0), 0)
  return { ...map, flowsIn: flows }
}

test('a small site is told endpoint by endpoint, with the worst verdict of each pair', () => {
  const { rows, columns, cells, aggregated, flowsIn } = mapOf(sampleCheck(mixedRun()))
  expect(rows.map(({ names }) => names.join())).toEqual(['laptop', 'mgmt', 'psm-1', 'psm-2', 'psm-3', 'dsc-1', 'dsc-2'])
  expect(columns.map(({ names }) => names.join())).toEqual(['psm-1', 'psm-2', 'psm-3', 'dsc-1', 'dsc-2'])
  expect(aggregated).toBe(false)
  expect(flowsIn).toBe(231)
  expect(cells[4]?.[0]).toEqual({ verdict: 'fail', proof: 'likely', flows: 24, group: 'psm-to-psm' })
  expect(cells[4]?.[4]).toEqual({ verdict: 'fail', proof: 'proven', flows: 1, group: 'diagnostics' })
  expect(cells[0]?.[0]).toMatchObject({ verdict: 'warn', group: 'user-to-psm' })
  expect(cells[5]?.[0]).toMatchObject({ verdict: 'untested', proof: 'none' })
  expect(cells[2]?.[0]).toBeNull()
})

test('of 1,000 cards those that stand alike are one line, and every flow is in a cell', () => {
  const { rows, aggregated, flowsIn } = mapOf(sampleCheck(largeRun()))
  const cards = rows.filter(({ names }) => names[0]?.startsWith('dsc')).map(({ names }) => names.length)
  expect(aggregated).toBe(true)
  expect(cards).toEqual([989, 1, 10])
  expect(flowsIn).toBe(36_159)
})

test('where nothing stands alike, lines are few all the same', () => {
  const { rows, flowsIn } = mapOf(sampleCheck(scatteredRun()))
  expect(rows.length).toBeLessThanOrEqual(40)
  expect(flowsIn).toBe(36_159)
})

test('untested flows have their reasons, sources alike together', () => {
  const sample = sampleCheck(mixedRun())
  const { plan, table } = openOf(sample)
  const { never, sources } = untestedOf(plan, table, sample.snapshot.result.vantages)
  expect(never).toBe(0)
  expect(sources).toEqual([
    {
      sources: ['dsc-1', 'dsc-2'],
      flows: 66,
      vantage: 'none',
      why: 'An SSH vantage, or a run on the machine itself, would test its flows.',
    },
  ])
  const fresh = openOf(sampleCheck(mixedRun(), false))
  expect(untestedOf(fresh.plan, fresh.table, [])).toEqual({ never: 231, sources: [] })
})

test('a pair whose flow has answered since its pass is untested', () => {
  const { plan, table } = openOf(sampleCheck(mixedRun()))
  const counts = () => {
    const cells = heatMap(plan, table).cells.flat()
    return { pass: cells.filter((cell) => cell?.verdict === 'pass').length, of: untestedOf(plan, table, []).never }
  }
  const before = counts()
  const passing = heatMap(plan, table)
  const row = passing.cells.findIndex((cells) => cells.some((cell) => cell?.verdict === 'pass'))
  const column = passing.cells[row]?.findIndex((cell) => cell?.verdict === 'pass') ?? -1
  const [source] = passing.rows[row]?.names ?? []
  const [destination] = passing.columns[column]?.names ?? []
  const pair = plan.pairs.findIndex(
    (ends) => plan.endpoints[ends.source]?.name === source && plan.endpoints[ends.destination]?.name === destination,
  )
  putAnswer(table, [table.pair.indexOf(pair), FIRST_ANSWERS.indexOf('none')])
  expect(heatMap(plan, table).cells[row]?.[column]).toMatchObject({ verdict: 'untested', proof: 'none' })
  expect(counts()).toEqual({ pass: before.pass - 1, of: before.of + 1 })
})
