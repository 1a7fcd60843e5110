/** Draws the site matrix of page 1, its legend, and the words that stand for it when it is read aloud. */
import { compactNames } from '../../../shared/explain/compact.ts'
import type { Proof, Verdict } from '../../../shared/outcome.ts'
import { COLOUR, STYLE } from './look.ts'
import { drawMark } from './shapes.ts'
import type { Element, Sheet } from './sheet.ts'
import type { MatrixCell, MatrixLine, SiteMatrix } from './site-matrix.ts'
import type { Printed } from './words/printed.ts'

const LABEL_WIDTH = 138
/** Rows grow with the room that there is. */
const MIN_ROW = 18
const MAX_ROW = 23
const HEAD_HEIGHT = 27
const MIN_COLUMN = 51
const MAX_COLUMN = 92
const LEGEND_HEIGHT = 20
const MARK = 11

/** How many rows and columns fit, for {@link siteMatrix}. */
export function matrixRoom(width: number, height: number): { rows: number; columns: number } {
  return {
    rows: Math.max(1, Math.floor((height - HEAD_HEIGHT - LEGEND_HEIGHT) / MIN_ROW)),
    columns: Math.floor((width - LABEL_WIDTH) / MIN_COLUMN),
  }
}

/** Height of a row when the whole drawing may be `room` high. */
const rowHeight = (matrix: SiteMatrix, room: number) =>
  Math.max(MIN_ROW, Math.min(MAX_ROW, (room - HEAD_HEIGHT - LEGEND_HEIGHT) / Math.max(1, matrix.rows.length)))

/** Height of the whole drawing when it may be `room` high. */
export const matrixHeight = (matrix: SiteMatrix, room: number) =>
  HEAD_HEIGHT + matrix.rows.length * rowHeight(matrix, room) + LEGEND_HEIGHT

/** "psm-1", "dsc-1…dsc-40", "989 DSCs alike", "all 1,000 DSCs" */
export function lineLabel(line: MatrixLine, { pages, role }: Printed): string {
  const { length } = line.names
  if (line.wholeRole) return pages.matrix.all(length, role(line.role, length))
  const pieces = compactNames(line.names)
  if (pieces.length === 1) return pieces.join()
  return pages.matrix.alike(length, role(line.role, length))
}

/** Every cell that does not simply pass, in words; then how many pass. */
export function matrixInWords(matrix: SiteMatrix, printed: Printed): string {
  const words: string[] = []
  const { pages, terms } = printed
  let passing = 0
  matrix.rows.forEach((row, r) => {
    matrix.columns.forEach((column, c) => {
      const found = matrix.cells[r]?.[c]
      if (found?.verdict === 'pass') passing += 1
      if (!found || found.verdict === 'pass') return
      const { verdict, passed, flows } = found
      const [from, to] = [lineLabel(row, printed), lineLabel(column, printed)]
      words.push(pages.matrix.cell(from, to, terms.verdict[verdict], passed, flows))
    })
  })
  const intro = pages.matrix.intro(matrix.rows.length, matrix.columns.length)
  return [intro, ...words, pages.matrix.passing(passing)].join(' ')
}

interface Box {
  x: number
  y: number
  width: number
  height: number
}

function drawCell(sheet: Sheet, found: MatrixCell, { x, y, width, height }: Box): void {
  const colour = found.verdict === 'pass' ? COLOUR.muted : COLOUR.text
  const { number } = sheet.words
  const [passed, all] = [number(found.passed), `/${number(found.flows)}`]
  const space = width - MARK - 8
  const onOneLine = sheet.measure(passed + all, STYLE.label) <= space
  const style = onOneLine ? { ...STYLE.label, colour } : { ...STYLE.label, size: 6.4, leading: 7.6, colour }
  const lines = onOneLine ? [passed + all] : [passed, all]
  const textWidth = Math.max(...lines.map((line) => sheet.measure(line, style)))
  const left = x + Math.max(2, (width - MARK - 4 - textWidth) / 2)
  drawMark(sheet.doc, found, left + MARK / 2, y + height / 2, MARK)
  const top = y + (height - lines.length * style.leading) / 2
  lines.forEach((line, i) => {
    sheet.line(line, left + MARK + 4, top + i * style.leading, style)
  })
}

function drawHead(sheet: Sheet, matrix: SiteMatrix, columnWidth: number): void {
  const { head } = STYLE
  const bottom = sheet.y + HEAD_HEIGHT - 4
  sheet.line(sheet.words.pages.matrix.axes(), sheet.left + 4, bottom - head.leading, { ...head, face: 'regular' })
  matrix.columns.forEach((column, c) => {
    const lines = sheet.lines(lineLabel(column, sheet.words), columnWidth - 6, head, 2)
    lines.forEach((line, n) => {
      const x = sheet.left + LABEL_WIDTH + c * columnWidth
      const top = bottom - (lines.length - n) * head.leading
      sheet.line(line, x + 3, top, head, { align: 'center', width: columnWidth - 6 })
    })
  })
}

function drawGrid(sheet: Sheet, matrix: SiteMatrix, columnWidth: number, height: number): void {
  const { doc, left } = sheet
  const right = left + LABEL_WIDTH + matrix.columns.length * columnWidth
  matrix.rows.forEach((row, r) => {
    const top = sheet.y + HEAD_HEIGHT + r * height
    doc
      .moveTo(left, top)
      .lineTo(right, top)
      .lineWidth(r === 0 ? 0.7 : 0.5)
      .stroke(r === 0 ? COLOUR.muted : COLOUR.hair)
    const labelTop = top + (height - STYLE.cell.leading) / 2
    sheet.fitted(lineLabel(row, sheet.words), left + 4, labelTop, STYLE.cellStrong, { width: LABEL_WIDTH - 10 })
    matrix.columns.forEach((_, c) => {
      const found = matrix.cells[r]?.[c]
      const x = left + LABEL_WIDTH + c * columnWidth
      if (found) drawCell(sheet, found, { x, y: top, width: columnWidth, height })
      else drawDot(sheet, x + columnWidth / 2, top + height / 2)
    })
  })
}

/** Nothing flows between these two. */
function drawDot(sheet: Sheet, x: number, y: number): void {
  sheet.doc.circle(x, y, 0.9).fill(COLOUR.rule)
}

const LEGEND: readonly (readonly [Verdict, Proof])[] = [
  ['pass', 'proven'],
  ['pass', 'likely'],
  ['fail', 'proven'],
  ['warn', 'proven'],
  ['untested', 'none'],
]

function drawLegend(sheet: Sheet, top: number): void {
  let x = sheet.left + 4
  const y = top + LEGEND_HEIGHT / 2 + 2
  const { legend, numbers } = sheet.words.pages.matrix
  const titles = legend()
  for (const [i, [verdict, proof]] of LEGEND.entries()) {
    const words = titles[i] ?? ''
    drawMark(sheet.doc, { verdict, proof }, x + 4, y, 8)
    sheet.line(words, x + 12, y - STYLE.label.leading / 2, STYLE.label)
    x += 12 + sheet.measure(words, STYLE.label) + 13
  }
  sheet.fitted(numbers(), x, y - STYLE.label.leading / 2, STYLE.label, {
    width: sheet.right - x,
  })
}

/** Draws at the cursor, not higher than `room`, and moves it below the legend. */
export function drawHeatMap(sheet: Sheet, parent: Element, matrix: SiteMatrix, room: number): void {
  const columnWidth = Math.min(MAX_COLUMN, (sheet.width - LABEL_WIDTH) / Math.max(1, matrix.columns.length))
  const height = matrixHeight(matrix, room)
  const box: [number, number, number, number] = [sheet.left, sheet.y, sheet.right, sheet.y + height]
  const options = { alt: sheet.cleaner.clean(matrixInWords(matrix, sheet.words)), bbox: box }
  sheet.tagged(
    'Figure',
    parent,
    () => {
      drawHead(sheet, matrix, columnWidth)
      drawGrid(sheet, matrix, columnWidth, rowHeight(matrix, room))
      drawLegend(sheet, sheet.y + height - LEGEND_HEIGHT)
    },
    options,
  )
  sheet.y += height
}
