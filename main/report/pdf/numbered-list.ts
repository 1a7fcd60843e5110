/** Numbered and bulleted lists, tagged as lists, broken over pages where they must be. */
import { STYLE, type TextStyle } from './look.ts'
import type { Element, Sheet } from './sheet.ts'

const INDENT = 17

/** `numbered`: 1. 2. 3.; otherwise a dash. */
export function drawList(
  sheet: Sheet,
  parent: Element,
  items: readonly string[],
  options: { numbered: boolean; style?: TextStyle },
): void {
  const { style = STYLE.body, numbered } = options
  const list = sheet.element('L', parent)
  items.forEach((item, i) => {
    const lines = sheet.lines(item, sheet.width - INDENT, style)
    sheet.ensure(Math.min(2, lines.length) * style.leading)
    const entry = sheet.element('LI', list)
    sheet.tagged('Lbl', entry, () => {
      sheet.line(numbered ? `${i + 1}.` : '–', sheet.left + 2, sheet.y, style)
    })
    const body = sheet.element('LBody', entry, sheet.tongue(item))
    sheet.flow(body, 'LBody', lines.length, style.leading, (from, to, top) => {
      lines.slice(from, to).forEach((line, n) => {
        sheet.line(line, sheet.left + INDENT, top + n * style.leading, style)
      })
    })
    entry.end()
    sheet.y += 1.5
  })
  list.end()
}
