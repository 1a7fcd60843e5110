/**
 * Tables of `plan check`, for the width that there is: as columns; as columns close together; with the last one wrapped; or, where
 * even that is too wide, each row as a short paragraph that repeats the titles.
 */
import wrapAnsi from 'wrap-ansi'

const INDENT = '  '
const GAP = '  '
const SMALL_GAP = ' '
/** A last column narrower than this is a pillar of single words. */
const NARROWEST_LAST = 24
const NARROWEST = 30

type Rows = readonly (readonly string[])[]

/** The first row has the titles. Columns in `right` (numbers) stand to the right. Characters are counted, not their width on the screen. */
export function table(rows: Rows, columns: number, right: readonly number[] = []): string[] {
  const widths = widthsOf(rows)
  const needed = (gap: string) => widths.reduce((sum, width) => sum + gap.length + width, INDENT.length - gap.length)
  const gap = [GAP, SMALL_GAP].find((g) => needed(g) <= columns)
  if (gap !== undefined) return rows.map((row) => asLine(row, widths, right, gap).trimEnd())
  const room = columns - needed(GAP) + (widths.at(-1) ?? 0)
  if (room >= NARROWEST_LAST) return rows.flatMap((row) => withLastWrapped(row, widths, right, room))
  return asParagraphs(rows, Math.max(NARROWEST, columns))
}

const length = (text: string) => [...text].length

const widthsOf = (rows: Rows) =>
  (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => length(row[column] ?? ''))))

function asLine(row: readonly string[], widths: readonly number[], right: readonly number[], gap = GAP): string {
  const pad = (cell: string, column: number) => {
    const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - length(cell)))
    return right.includes(column) ? space + cell : cell + space
  }
  return `${INDENT}${row.map(pad).join(gap)}`
}

function withLastWrapped(row: readonly string[], widths: readonly number[], right: readonly number[], room: number) {
  const [first = '', ...rest] = wrapAnsi(row.at(-1) ?? '', room).split('\n')
  const head = asLine([...row.slice(0, -1), ''], [...widths.slice(0, -1), 0], right)
  return [`${head}${first}`.trimEnd(), ...rest.map((line) => `${' '.repeat(length(head))}${line}`)]
}

function asParagraphs([titles = [], ...rows]: Rows, columns: number): string[] {
  return rows.flatMap(([head = '', ...cells]) => {
    const named = cells.flatMap((cell, i) => (cell === '' ? [] : [`${titles[i + 1] ?? ''} ${cell}`.trim()]))
    const body = wrapAnsi(named.join(', '), columns - 2 * INDENT.length).split('\n')
    return [`${INDENT}${head}`, ...body.map((line) => `${INDENT}${INDENT}${line}`)]
  })
}
