/** Where a key moves the focus in a grid, as in the ARIA pattern for grids. Pure: the matrix and the list ask it. */

export interface GridPlace {
  row: number
  column: number
}

interface Size {
  rows: number
  columns: number
  /** Rows that a page key moves by. */
  page: number
}

/** Null: the key moves nothing. */
export function moved(
  { row, column }: GridPlace,
  key: string,
  far: boolean,
  { rows, columns, page }: Size,
): GridPlace | null {
  const last = { row: rows - 1, column: columns - 1 }
  switch (key) {
    case 'ArrowUp':
      return { row: far ? 0 : Math.max(0, row - 1), column }
    case 'ArrowDown':
      return { row: far ? last.row : Math.min(last.row, row + 1), column }
    case 'ArrowLeft':
      return { row, column: far ? 0 : Math.max(0, column - 1) }
    case 'ArrowRight':
      return { row, column: far ? last.column : Math.min(last.column, column + 1) }
    case 'Home':
      return { row: far ? 0 : row, column: 0 }
    case 'End':
      return { row: far ? last.row : row, column: last.column }
    case 'PageUp':
      return { row: Math.max(0, row - page), column }
    case 'PageDown':
      return { row: Math.min(last.row, row + page), column }
    default:
      return null
  }
}
