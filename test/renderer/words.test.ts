import { expect, test } from 'vitest'
import { de } from '../../renderer/words/de.ts'
import { en } from '../../renderer/words/en.ts'
import { type Message, wordsOf } from '../../renderer/words/words.ts'

const placeholders = (message: Message) =>
  [
    ...new Set(
      Object.values(typeof message === 'string' ? { message } : message).flatMap(
        (text) => text.match(/\{\w+\}/g) ?? [],
      ),
    ),
  ].sort()

test.each(Object.keys(en) as (keyof typeof en)[])('%s: German puts in what English puts in', (key) => {
  expect(placeholders(de[key])).toEqual(placeholders(en[key]))
})

test('numbers are written as the language writes them', () => {
  expect(wordsOf('de').number(36_000)).toBe('36.000')
  expect(wordsOf('en').number(36_000)).toBe('36,000')
})
