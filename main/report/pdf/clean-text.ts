/**
 * Text from plans, banners and names is hostile or simply in a script that our fonts lack. What cannot be drawn is
 * replaced by a visible □ and remembered, so that the report can say what was replaced: never a silent blank.
 */

/** Both families have it; it also stands in the note that explains it. */
export const REPLACEMENT = '□'

/** Controls, format characters (bidi overrides, zero width), private use, lone surrogates, unassigned, separators. */
const UNDRAWABLE = /[\p{C}\p{Zl}\p{Zp}]/u
const PLAIN_ASCII = /^[\x20-\x7e]*$/

export interface Cleaner {
  /** Drawable text of the same meaning: NFC, blanks as plain spaces, everything else without a glyph as □. */
  clean: (text: string) => string
  /** Code points that were replaced, ascending. */
  replaced: () => number[]
}

/** @param covers whether the fonts have a glyph for a code point */
export function makeCleaner(covers: (codePoint: number) => boolean): Cleaner {
  const replaced = new Set<number>()
  const drawable = new Map<string, boolean>()
  const canDraw = (char: string, codePoint: number) => {
    const known = drawable.get(char)
    if (known !== undefined) return known
    const can = !UNDRAWABLE.test(char) && covers(codePoint)
    drawable.set(char, can)
    return can
  }
  const swap = (char: string) => {
    if (/\s/.test(char) && !/[\v\f\u2028\u2029\ufeff]/.test(char)) return ' '
    const codePoint = char.codePointAt(0) ?? 0
    if (canDraw(char, codePoint)) return char
    replaced.add(codePoint)
    return REPLACEMENT
  }
  return {
    clean: (text) => (PLAIN_ASCII.test(text) ? text : Array.from(text.normalize('NFC'), swap).join('')),
    replaced: () => [...replaced].sort((a, b) => a - b),
  }
}

/** "U+0007, U+202E, U+65E5 and 3 more" */
export function codePointWords(
  codePoints: readonly number[],
  andMore: (shown: string, more: number) => string,
  most = 24,
): string {
  const shown = codePoints.slice(0, most).map((c) => `U+${c.toString(16).toUpperCase().padStart(4, '0')}`)
  const more = codePoints.length - shown.length
  return more > 0 ? andMore(shown.join(', '), more) : shown.join(', ')
}
