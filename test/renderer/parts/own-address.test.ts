import { expect, test } from 'vitest'
import { ownershipOf } from '../../../renderer/parts/own-address.ts'

const own = ['127.0.0.1', '10.77.10.10', 'fd00::10']

test.each([
  ['10.77.10.10', 'own'],
  ['fd00:0::10', 'own'],
  ['127.77.0.2', 'own'],
  ['10.77.10.11', 'foreign'],
  ['10.77.10.1-20', 'one-of-many'],
  ['10.78.0.0/24', 'foreign'],
  ['laptop.example.net', 'unknown'],
  ['nonsense!', 'unknown'],
  ['', 'unknown'],
] as const)('%s is %s', (address, ownership) => {
  expect(ownershipOf(address, own)).toBe(ownership)
})
