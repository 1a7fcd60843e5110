import { expect, test } from 'vitest'
import { emptyTable, putAnswer, putPiece, putState, stateOf } from '../../renderer/store/flow-table.ts'

test('a conclusion takes the place of a first answer, and comes back as it was put in', () => {
  const table = emptyTable(3)
  putAnswer(table, [1, 0])
  expect(table.answer[1]).toBe(0)
  expect(stateOf(table, 1)).toBeNull()
  putState(table, 1, [0, 0, 1, null, 2, -1, 5])
  expect(table.answer[1]).toBe(-1)
  expect(stateOf(table, 1)).toEqual([0, 0, 1, null, 2, -1, 5])
})

test('pieces fill the table; what lies beyond it is left out', () => {
  const table = emptyTable(2)
  putPiece(table, { from: 0, flows: [[1, 7]], states: [null], answers: [] })
  expect(table.loaded).toBe(1)
  putPiece(table, {
    from: 1,
    flows: [
      [2, 8],
      [3, 9],
    ],
    states: [[0, 0, 0, 1.5, 1, 0, -1], null],
    answers: [[9, 1]],
  })
  expect(table.loaded).toBe(2)
  expect([...table.pair]).toEqual([7, 8])
  expect(stateOf(table, 1)?.[3]).toBe(1.5)
})
