/** The look of the report: measures in points, a type scale, and colours that survive a black-and-white printer. */
import type { Face } from './fonts.ts'

export const MARGIN = { left: 48, right: 48, top: 68, bottom: 58 } as const

export interface TextStyle {
  face: Face
  size: number
  /** Distance from line to line. */
  leading: number
  colour: string
}

export const COLOUR = {
  text: '#14181f',
  muted: '#525c6b',
  rule: '#ccd2da',
  hair: '#e3e7ec',
  wash: '#f4f6f8',
  accent: '#24408e',
  pass: '#12713a',
  fail: '#b3201c',
  warn: '#94600a',
  untested: '#5c6675',
} as const

const style = (face: Face, size: number, leading: number, colour: string = COLOUR.text): TextStyle => ({
  face,
  size,
  leading,
  colour,
})

export const STYLE = {
  title: style('semibold', 22, 27),
  subtitle: style('regular', 11.5, 16, COLOUR.muted),
  h1: style('semibold', 16, 21),
  h2: style('semibold', 11.5, 15.5),
  h3: style('semibold', 9, 13),
  verdict: style('semibold', 13, 18),
  body: style('regular', 9.2, 13.6),
  strong: style('semibold', 9.2, 13.6),
  small: style('regular', 7.8, 11, COLOUR.muted),
  label: style('regular', 7.6, 10.5, COLOUR.muted),
  cell: style('regular', 8, 11),
  cellStrong: style('semibold', 8, 11),
  cellMuted: style('regular', 7.6, 10.6, COLOUR.muted),
  head: style('semibold', 7.4, 10.5, COLOUR.muted),
  code: style('mono', 7.6, 11),
  codeCell: style('mono', 7.2, 10.6),
  count: style('semibold', 17, 20),
  running: style('regular', 7.4, 10, COLOUR.muted),
} as const satisfies Record<string, TextStyle>

/** Height of capital letters as a part of the size: Inter 1490/2048, JetBrains Mono 730/1000. */
export const CAP_HEIGHT = 0.728
