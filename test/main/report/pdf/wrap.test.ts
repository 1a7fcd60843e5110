import { describe, expect, test } from 'vitest'
import { ellipsise, fold, wrap, wrapOrRefer } from '../../../../main/report/pdf/wrap.ts'

/** Every character is one wide. */
const measure = (text: string) => Array.from(text).length

describe('wrap', () => {
  test('breaks at blanks, and keeps line feeds', () => {
    expect(wrap('one two three\nfour', 8, measure)).toEqual(['one two ', 'three ', 'four'])
  })

  test('breaks a long name after punctuation, a range between its ends, else anywhere; no character is lost', () => {
    expect(wrap('dsc-1000…dsc-2000', 10, measure)).toEqual(['dsc-1000…', 'dsc-2000'])
    expect(wrap('psm-node.example.com', 10, measure)).toEqual(['psm-node.', 'example.', 'com'])
    expect(wrap('x'.repeat(25), 10, measure).join('')).toBe('x'.repeat(25))
  })

  test('no line is wider than asked for', () => {
    const text = 'a-very-long-name-without-blanks and short words, 10.77.20.11–10.77.20.13 und Überlänge'
    for (let width = 3; width < 40; width += 1) {
      for (const line of wrap(text, width, measure)) expect(measure(line.trimEnd())).toBeLessThanOrEqual(width)
    }
  })

  test('what does not fit in the lines that there are ends in an ellipsis', () => {
    expect(wrap('one two three four', 8, measure, 2)).toEqual(['one two ', 'three f…'])
    expect(wrap('a-very-long-name', 6, measure, 1)).toEqual(['a-ver…'])
  })

  test('marks stay with their letter', () => {
    expect(ellipsise('e\u0323\u0302xyz', 3, (text) => Array.from(text.normalize('NFC')).length)).toBe('e\u0323\u0302x…')
  })

  test('a word of 300,000 characters takes under two seconds', () => {
    const start = performance.now()
    expect(wrap('x'.repeat(300_000), 100, measure, 3)).toHaveLength(3)
    expect(performance.now() - start).toBeLessThan(2000)
  })
})

describe('fold', () => {
  test('cuts nothing, and hangs what continues', () => {
    const line = '  permit tcp host 10.77.20.13 host 10.77.20.11 eq 9010 9011'
    const parts = fold(line, 30, measure)
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.every((part) => measure(part) <= 30)).toBe(true)
    expect(parts.map((part) => part.trim()).join(' ')).toBe(line.trim())
  })

  test('a line that fits stays as it is', () => {
    expect(fold(' permit ip any any', 30, measure)).toEqual([' permit ip any any'])
  })
})

describe('wrapOrRefer', () => {
  const cut = { maxLines: 2, reference: 'see F7' }

  test('what fits is whole, and refers to nothing', () => {
    expect(wrapOrRefer('one two three', 8, measure, cut)).toEqual(['one two ', 'three'])
  })

  test('what is cut says so, and where it is whole', () => {
    const lines = wrapOrRefer('one two three four five six seven', 16, measure, cut)
    expect(lines).toHaveLength(2)
    expect(lines[0]).toBe('one two three ')
    expect(lines[1]).toMatch(/^four .*… see F7$/)
    expect(lines.every((line) => measure(line.trimEnd()) <= 16)).toBe(true)
  })
})
