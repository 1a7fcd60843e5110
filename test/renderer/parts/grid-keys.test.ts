import { expect, test } from 'vitest'
import { moved } from '../../../renderer/parts/matrix/grid-keys.ts'
import { pairNames, shortNames } from '../../../renderer/parts/matrix/short-names.ts'

const size = { rows: 24, columns: 3000, page: 10 }
const at = { row: 5, column: 7 }

test.each([
  ['ArrowUp', false, { row: 4, column: 7 }],
  ['ArrowDown', false, { row: 6, column: 7 }],
  ['ArrowLeft', false, { row: 5, column: 6 }],
  ['ArrowRight', false, { row: 5, column: 8 }],
  ['Home', false, { row: 5, column: 0 }],
  ['End', false, { row: 5, column: 2999 }],
  ['PageUp', false, { row: 0, column: 7 }],
  ['PageDown', false, { row: 15, column: 7 }],
  ['Home', true, { row: 0, column: 0 }],
  ['End', true, { row: 23, column: 2999 }],
  ['ArrowDown', true, { row: 23, column: 7 }],
  ['ArrowRight', true, { row: 5, column: 2999 }],
] as const)('%s, with Ctrl %s', (key, far, place) => {
  expect(moved(at, key, far, size)).toEqual(place)
})

test('no key leads out of the grid, and other keys lead nowhere', () => {
  expect(moved({ row: 0, column: 0 }, 'ArrowUp', false, size)).toEqual({ row: 0, column: 0 })
  expect(moved({ row: 23, column: 2999 }, 'PageDown', false, size)).toEqual({ row: 23, column: 2999 })
  expect(moved(at, 'a', false, size)).toBeNull()
})

const endpoint = (name: string, role: 'psm-node' | 'dsc' | 'user-station') => ({
  name,
  role,
  address: '10.0.0.1',
  vantage: 'none' as const,
})

test.each([
  [
    ['psm-1', 'psm-2', 'psm-3'],
    ['1', '2', '3'],
  ],
  [
    ['dsc-9', 'dsc-10', 'dsc-1000'],
    ['9', '10', '1000'],
  ],
  [
    ['node10', 'node11'],
    ['10', '11'],
  ],
  [
    ['rack-a-psm', 'rack-b-psm'],
    ['a-psm', 'b-psm'],
  ],
  [
    ['psm', 'psm-2'],
    ['psm', 'psm-2'],
  ],
  [
    ['alpha', 'beta'],
    ['alpha', 'beta'],
  ],
])('%j are written %j', (names, short) => {
  expect(shortNames(names.map((name) => endpoint(name, 'psm-node')))).toEqual(short)
})

test('one alone in its role keeps its name, and an address of a rule names itself', () => {
  const endpoints = [endpoint('laptop', 'user-station'), endpoint('psm-1', 'psm-node'), endpoint('psm-2', 'psm-node')]
  const pairs = [
    { source: 0, destination: 2, address: '10.0.0.2' },
    { source: 1, destination: -1, address: '10.77.40.5' },
  ]
  expect(pairNames({ endpoints, pairs })).toEqual([
    { source: 'laptop', destination: 'psm-2', sourceShort: 'laptop', destinationShort: '2' },
    { source: 'psm-1', destination: '10.77.40.5', sourceShort: '1', destinationShort: '10.77.40.5' },
  ])
})
