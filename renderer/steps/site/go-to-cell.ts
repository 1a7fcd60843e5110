/** Moves the focus to a cell of the site's tables, wherever it is. */
import type { RefObject } from 'react'

/** Brings a row into sight that may not be drawn; null while all are. */
export type RowScroller = RefObject<((index: number) => void) | null>

/** A section that is closed is opened; of a cell that there is not, its table is gone to. */
function focusCell(cell: string): void {
  const element = document.getElementById(cell) ?? document.getElementById(cell.split('-')[0] ?? '')
  element?.closest('details')?.setAttribute('open', '')
  element?.scrollIntoView({ block: 'center' })
  element?.focus()
}

export function goToCell(cell: string, rowScroller: RowScroller): void {
  const row = /^endpoints-(\d+)/.exec(cell)?.[1]
  if (row === undefined || document.getElementById(cell)) return focusCell(cell)
  rowScroller.current?.(Number(row))
  // A row is drawn in the frame after the next.
  requestAnimationFrame(() => requestAnimationFrame(() => focusCell(cell)))
}

/** A menu that closes gives the focus back to its button, a frame later; the new row has it after that. */
const AFTER_MENU_MS = 60

export function goToNewRow(index: number, rowScroller: RowScroller): void {
  setTimeout(() => goToCell(`endpoints-${index}-address`, rowScroller), AFTER_MENU_MS)
}
