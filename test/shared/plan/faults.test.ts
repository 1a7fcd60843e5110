/** Faults as text: nothing of a plan may move the cursor of a terminal or show a secret. */
import { describe, expect, test } from 'vitest'
import { didYouMean, nearest } from '../../../shared/plan/did-you-mean.ts'
import { describeValue, finishFault, formatFault, formatPath, printable, valueAt } from '../../../shared/plan/faults.ts'

describe('printable text', () => {
  test('escapes what is not seen', () => {
    expect(printable('a\u001b[2J\nb\u202ec\u200b\ud800')).toBe('a\\u{1b}[2J\\u{a}b\\u{202e}c\\u{200b}\\u{d800}')
  })

  test('is cut at its limit, also when the escapes make it long', () => {
    expect(printable('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`)
    expect(printable('x'.repeat(80))).toBe('x'.repeat(80))
    expect(printable('\u0001'.repeat(80)).length).toBe(80)
  })
})

test.each([
  [undefined, 'nothing'],
  [null, 'nothing (null)'],
  ['', 'an empty text'],
  ['22', '"22"'],
  [22, '22'],
  [Number.NaN, 'NaN'],
  [true, 'true'],
  [[], 'an empty list'],
  [[1, 2], 'a list of 2'],
  [{}, 'an empty mapping'],
  [{ user: 'root', password: 'hunter2' }, 'a mapping with the keys user, password'],
])('%j is described as %s', (value, text) => {
  expect(describeValue(value)).toBe(text)
})

test('paths', () => {
  expect(formatPath([])).toBe('(file)')
  expect(formatPath(['endpoints', 3, 'vantage', 'ssh'])).toBe('endpoints[3].vantage.ssh')
  expect(formatPath(['a b', '\u001b', 'c'])).toBe('["a b"]["\\u{1b}"].c')
})

test('a path is followed through own properties only', () => {
  expect(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'])).toBe(1)
  expect(valueAt({}, ['constructor'])).toBeUndefined()
  expect(valueAt({ a: 1 }, ['a', 'b'])).toBeUndefined()
})

test('a fault in one line, with and without a place', () => {
  const draft = { at: ['endpoints', 3, 'address'], accepted: 'an address', message: 'hint' }
  const root = { endpoints: [0, 0, 0, { address: '10.1' }] }
  const placed = finishFault(draft, root, () => ({ line: 7, column: 14 }))
  expect(formatFault(placed, 'p.yaml')).toBe(
    'p.yaml:7:14: endpoints[3].address: found "10.1"; accepted: an address (hint)',
  )
  const bare = finishFault({ at: [], accepted: 'x' }, undefined)
  expect(formatFault(bare, 'a\u001bb')).toBe('a\\u{1b}b: (file): found nothing; accepted: x')
})

describe('did you mean', () => {
  const words = ['name', 'role', 'address', 'vantage']
  test.each([
    ['nmae', 'name'],
    ['adress', 'address'],
    ['Role', 'role'],
    ['vantages', 'vantage'],
    ['x', null],
    ['password', null],
    ['a'.repeat(100_000), null],
  ])('%s', (word, meant) => {
    expect(nearest(word, words)).toBe(meant)
  })

  test('as a sentence', () => {
    expect(didYouMean('rle', words)).toBe('did you mean "role"?')
    expect(didYouMean('zzzz', words)).toBeUndefined()
  })
})
