import { expect, test } from 'vitest'
import { codePointWords, makeCleaner } from '../../../../main/report/pdf/clean-text.ts'

const latin = (codePoint: number) => codePoint < 0x250 || codePoint === 0x25a1

test('what has no glyph is replaced visibly and remembered', () => {
  const cleaner = makeCleaner(latin)
  expect(cleaner.clean('a服b')).toBe('a□b')
  expect(cleaner.replaced()).toEqual([0x670d])
})

test.each(['\u0007', '\u001b', '\u202e', '\u200b', '\u2028', '\ufeff', '\u00ad', '\ue000', '\ud800', '\u0085'])(
  'controls and invisible characters are never drawn, whatever the font says: %j',
  (char) => {
    expect(makeCleaner(() => true).clean(`a${char}b`)).toBe('a□b')
  },
)

test('blanks become spaces, decomposed letters are composed', () => {
  expect(makeCleaner(latin).clean('a\tb\u00a0c\nd e\u0301')).toBe('a b c d é')
})

test('code points are named, and the rest is counted', () => {
  expect(codePointWords([7, 0x202e, 0x1f600], (shown, more) => `${shown} and ${more} more`, 2)).toBe(
    'U+0007, U+202E and 1 more',
  )
})
