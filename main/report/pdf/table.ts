/**
 * Tables over many pages: the header is repeated on each (there as an artifact), a row higher than the rest of a page goes
 * on on the next one, and text wraps inside its column. Nothing is cut.
 */
import { COLOUR, STYLE, type TextStyle } from './look.ts'
import { type Mark, drawMark } from './shapes.ts'
import type { Element, Sheet } from './sheet.ts'

export interface Column {
  title: string
  /** Points. Without it the column is as wide as its text, as far as there is room. */
  width?: number
  align?: 'left' | 'right'
}

/** How a column is laid out, whatever it is called. */
export type ColumnShape = Omit<Column, 'title'>

/** Columns of these shapes with the titles of a language, in the same order. */
export const columnsOf = (titles: readonly string[], shapes: readonly ColumnShape[]): Column[] =>
  shapes.map((shape, i) => ({ ...shape, title: titles[i] ?? '' }))

/** A stretch of text in one style; the stretches of a cell stand below each other. */
export interface Stretch {
  text: string
  style?: TextStyle
}

export interface Cell {
  stretches: Stretch[]
  mark?: Mark
}

/** A row, and if there is one a sentence below it that runs across all columns but the first ones. */
export interface Row {
  cells: Cell[]
  note?: string
}

/** `gutter`: beside a column that is aligned to the right, so that it does not touch the next one. */
const PAD = { x: 4, top: 3, bottom: 3, gutter: 7, note: 1.5 } as const
/** A row of at most this many lines is never broken over pages. */
const KEEP_LINES = 7
/** A text longer than this is wider than any column. */
const LONGEST_MEASURED = 200
const NOTE_INDENT = 10
const MARK_SIZE = 8.4
const MARK_SPACE = 12

interface Box {
  x: number
  width: number
}

interface DrawnLine {
  text: string
  style: TextStyle
}

interface LaidCell {
  x: number
  width: number
  align: 'left' | 'right'
  lines: DrawnLine[]
  mark?: Mark
}

export const cell = (text: string, style?: TextStyle): Cell => ({ stretches: [style ? { text, style } : { text }] })

/** Widest text of a column, with its padding. */
function naturalWidth(sheet: Sheet, column: Column, cells: Iterable<Cell>): number {
  let widest = sheet.measure(column.title, STYLE.head)
  for (const { stretches, mark } of cells) {
    for (const { text, style = STYLE.cell } of stretches) {
      if (text.length > LONGEST_MEASURED) return Number.POSITIVE_INFINITY
      widest = Math.max(widest, sheet.measure(sheet.cleaner.clean(text), style) + (mark ? MARK_SPACE : 0))
    }
  }
  // A point more than needed: rounding must not break a line.
  return widest + 2 * PAD.x + (column.align === 'right' ? PAD.gutter : 0) + 1
}

/**
 * Shares the room out: what needs less than an equal share gets what it needs, the others share the rest equally; what nobody
 * needs is added to all.
 */
export function shareOut(needs: readonly number[], room: number): number[] {
  const widths = needs.map(() => 0)
  let [left, open] = [room, needs.map((_, i) => i)]
  for (;;) {
    const fair = left / Math.max(1, open.length)
    const modest = open.filter((i) => (needs[i] ?? 0) <= fair)
    if (modest.length === 0) {
      for (const i of open) widths[i] = fair
      return widths
    }
    for (const i of modest) {
      widths[i] = needs[i] ?? 0
      left -= widths[i] ?? 0
    }
    open = open.filter((i) => !modest.includes(i))
    if (open.length === 0) return widths.map((width) => width + left / widths.length)
  }
}

/** Left edge and width of every column; together they fill the page. */
function columnBoxes(sheet: Sheet, columns: readonly Column[], rows: readonly Row[]): Box[] {
  const fixed = columns.reduce((sum, c) => sum + (c.width ?? 0), 0)
  const loose = columns.flatMap((column, i) => (column.width === undefined ? [{ column, i }] : []))
  const cellsOf = (i: number) => rows.flatMap((row) => row.cells[i] ?? [])
  const needs = loose.map(({ column, i }) => naturalWidth(sheet, column, cellsOf(i)))
  const shares = shareOut(needs, sheet.width - fixed)
  let x = sheet.left
  return columns.map((column) => {
    const box = { x, width: column.width ?? shares.shift() ?? 0 }
    x += box.width
    return box
  })
}

class Table {
  readonly #sheet: Sheet
  readonly #columns: readonly Column[]
  readonly #boxes: Box[]
  readonly #element: Element
  readonly #head: { lines: string[][]; height: number }

  constructor(sheet: Sheet, parent: Element, columns: readonly Column[], rows: readonly Row[]) {
    this.#sheet = sheet
    this.#columns = columns
    this.#boxes = columnBoxes(sheet, columns, rows)
    this.#element = sheet.element('Table', parent)
    const lines = columns.map((c, i) => sheet.lines(c.title, this.#inner(i), STYLE.head))
    const most = Math.max(1, ...lines.map((l) => l.length))
    this.#head = { lines, height: most * STYLE.head.leading + PAD.top + PAD.bottom }
    sheet.ensure(this.#head.height + 36)
    this.#drawHead(true)
  }

  #inner(i: number): number {
    const gutter = this.#columns[i]?.align === 'right' ? PAD.gutter : 0
    return (this.#boxes[i]?.width ?? 0) - 2 * PAD.x - gutter
  }

  /** The header: tagged where the table starts, an artifact where it is repeated. */
  #drawHead(first: boolean): void {
    const sheet = this.#sheet
    const drawTitle = (i: number) => {
      const options = { align: this.#columns[i]?.align ?? ('left' as const), width: this.#inner(i) }
      const [titles, height] = [this.#head.lines[i] ?? [], this.#head.height]
      const top = sheet.y + height - PAD.bottom - titles.length * STYLE.head.leading
      titles.forEach((line, n) => {
        sheet.line(line, (this.#boxes[i]?.x ?? 0) + PAD.x, top + n * STYLE.head.leading, STYLE.head, options)
      })
    }
    if (first) {
      const row = sheet.element('TR', this.#element)
      this.#columns.forEach((_, i) => {
        sheet.tagged('TH', row, () => drawTitle(i), { scope: 'Column' })
      })
      row.end()
    } else {
      sheet.artifact(() => this.#columns.forEach((_, i) => drawTitle(i)), 'Pagination')
    }
    sheet.y += this.#head.height
    sheet.rule(COLOUR.muted, 0.7)
  }

  #layCell(source: Cell, i: number): LaidCell {
    const indent = source.mark ? MARK_SPACE : 0
    const width = this.#inner(i) - indent
    const lines = source.stretches.flatMap(({ text, style = STYLE.cell }) =>
      this.#sheet.lines(text, width, style).map((line) => ({ text: line, style })),
    )
    return {
      x: (this.#boxes[i]?.x ?? 0) + PAD.x + indent,
      width,
      align: this.#columns[i]?.align ?? 'left',
      lines,
      ...(source.mark ? { mark: source.mark } : {}),
    }
  }

  #layNote(note: string): LaidCell {
    const x = this.#sheet.left + PAD.x + NOTE_INDENT
    const width = this.#sheet.width - 2 * PAD.x - NOTE_INDENT
    const lines = this.#sheet.lines(note, width, STYLE.cellMuted)
    return { x, width, align: 'left', lines: lines.map((text) => ({ text, style: STYLE.cellMuted })) }
  }

  row(source: Row): void {
    const cells = source.cells.map((c, i) => this.#layCell(c, i))
    const note = source.note ? this.#layNote(source.note) : null
    const all = note ? [...cells, note] : cells
    const leading = Math.max(...all.flatMap((c) => c.lines.map((l) => l.style.leading)), STYLE.cell.leading)
    const row = this.#sheet.element('TR', this.#element)
    const elements = source.cells.map(({ stretches }) =>
      this.#sheet.element('TD', row, this.#sheet.tongue(stretches[0]?.text ?? '')),
    )
    const lines = Math.max(1, ...cells.map((c) => c.lines.length)) + (note?.lines.length ?? 0)
    this.#breakBefore((lines <= KEEP_LINES ? lines : 3) * leading + PAD.top + PAD.bottom + PAD.note)
    this.#sheet.y += PAD.top
    this.#drawCells(cells, elements, leading)
    const last = elements.at(-1)
    if (note && last) {
      this.#sheet.y += PAD.note
      this.#drawCells([note], [last], leading)
    }
    row.end()
    this.#sheet.y += PAD.bottom
    this.#sheet.rule(COLOUR.hair, 0.5)
  }

  #breakBefore(height: number): void {
    if (this.#sheet.y + height <= this.#sheet.bottom) return
    this.#sheet.newPage()
    this.#drawHead(false)
  }

  /** Draws the lines of a row, page by page. */
  #drawCells(cells: readonly LaidCell[], elements: readonly Element[], leading: number): void {
    const sheet = this.#sheet
    const count = Math.max(1, ...cells.map((c) => c.lines.length))
    let from = 0
    while (from < count) {
      const room = Math.max(1, Math.floor((sheet.bottom - sheet.y - PAD.bottom + 0.01) / leading))
      const to = Math.min(count, from + room)
      cells.forEach((laid, i) => {
        const element = elements[i]
        if (element && (from === 0 || laid.lines.length > from)) this.#drawPiece(laid, element, from, to, leading)
      })
      sheet.y += (to - from) * leading
      from = to
      if (from < count) {
        sheet.newPage()
        this.#drawHead(false)
        sheet.y += PAD.top
      }
    }
  }

  #drawPiece(laid: LaidCell, element: Element, from: number, to: number, leading: number): void {
    const sheet = this.#sheet
    sheet.mark(element, 'TD', () => {
      if (laid.mark && from === 0) {
        drawMark(sheet.doc, laid.mark, laid.x - MARK_SPACE + MARK_SIZE / 2, sheet.y + leading / 2, MARK_SIZE)
      }
      laid.lines.slice(from, to).forEach((line, i) => {
        const options = { align: laid.align, width: laid.width }
        sheet.line(line.text, laid.x, sheet.y + i * leading, { ...line.style, leading }, options)
      })
    })
  }

  end(): void {
    this.#element.end()
  }
}

/** Draws a table at the cursor. */
export function drawTable(sheet: Sheet, parent: Element, columns: readonly Column[], rows: readonly Row[]): void {
  const table = new Table(sheet, parent, columns, rows)
  for (const row of rows) table.row(row)
  table.end()
}
