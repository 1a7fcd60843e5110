/**
 * Text to paste: monospaced, on a light ground, never cut. A line too long for the page is folded, and a small hook drawn (not
 * written, so that it is not copied along) at every fold.
 */
import { COLOUR, STYLE } from './look.ts'
import type { Element, Sheet } from './sheet.ts'
import { fold } from './wrap.ts'

const PAD = 7
const HOOK_SPACE = 10

interface CodeLine {
  text: string
  folded: boolean
}

function codeLines(sheet: Sheet, text: string): CodeLine[] {
  const measure = (part: string) => sheet.measure(part, STYLE.code)
  const width = sheet.width - 2 * PAD - HOOK_SPACE
  return text
    .replace(/\n+$/, '')
    .split(/\r\n|[\r\n]/)
    .flatMap((line) => {
      const parts = fold(sheet.cleaner.clean(line.replaceAll('\t', '    ')), width, measure)
      return parts.map((part, i) => ({ text: part, folded: i < parts.length - 1 }))
    })
}

function drawHook(sheet: Sheet, y: number): void {
  const x = sheet.right - PAD + 1
  sheet.artifact(() => {
    sheet.doc
      .moveTo(x, y - 3)
      .lineTo(x, y + 1)
      .lineTo(x - 5, y + 1)
      .moveTo(x - 3, y - 1)
      .lineTo(x - 5, y + 1)
      .lineTo(x - 3, y + 3)
      .lineWidth(0.7)
      .stroke(COLOUR.muted)
  })
}

/** Draws at the cursor, over as many pages as it takes. */
export function drawCode(sheet: Sheet, parent: Element, text: string): void {
  const lines = codeLines(sheet, text)
  const element = sheet.element('Code', parent)
  const { leading } = STYLE.code
  let from = 0
  while (from < lines.length) {
    sheet.ensure(Math.min(3, lines.length - from) * leading + 2 * PAD)
    const room = Math.max(1, Math.floor((sheet.bottom - sheet.y - 2 * PAD) / leading))
    const part = lines.slice(from, from + room)
    const top = sheet.y
    const height = part.length * leading + 2 * PAD
    sheet.artifact(() => sheet.doc.roundedRect(sheet.left, top, sheet.width, height, 2.5).fill(COLOUR.wash))
    sheet.mark(element, 'Code', () => {
      part.forEach((line, i) => {
        sheet.line(line.text, sheet.left + PAD, top + PAD + i * leading, STYLE.code)
      })
    })
    part.forEach((line, i) => {
      if (line.folded) drawHook(sheet, top + PAD + (i + 0.5) * leading)
    })
    sheet.y += height + 2
    from += part.length
    if (from < lines.length) sheet.newPage()
  }
  element.end()
}
