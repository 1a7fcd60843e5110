/** The roving focus of a virtual grid: one cell can be reached with Tab, and keys move it, also to cells that are not drawn yet. */
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { type GridPlace, moved } from './grid-keys.ts'

export function useGridFocus(rows: number, columns: number) {
  const grid = useRef<HTMLDivElement>(null)
  const [wanted, setWanted] = useState<GridPlace>({ row: 0, column: 0 })
  const active = {
    row: Math.min(wanted.row, Math.max(0, rows - 1)),
    column: Math.min(wanted.column, Math.max(0, columns - 1)),
  }
  /** The next drawing moves the focus. */
  const pending = useRef(false)

  useEffect(() => {
    if (!pending.current) return
    const cell = grid.current?.querySelector<HTMLElement>(`[data-place="${active.row},${active.column}"]`)
    if (!cell) return
    pending.current = false
    cell.focus({ preventScroll: true })
  })
  const focus = useCallback((row: number, column: number) => {
    pending.current = true
    // A new object each time: to focus the same place again is a change too.
    setWanted({ row, column })
  }, [])
  /** Makes the cell that was clicked or focused the one that Tab reaches. */
  const settle = useCallback((target: EventTarget) => {
    const place = target instanceof Element ? target.closest<HTMLElement>('[data-place]')?.dataset['place'] : undefined
    if (place === undefined) return
    const [row = 0, column = 0] = place.split(',').map(Number)
    setWanted((before) => (before.row === row && before.column === column ? before : { row, column }))
  }, [])
  const after = (event: KeyboardEvent, page: number): GridPlace | null => {
    if (event.altKey || event.shiftKey || rows === 0 || columns === 0) return null
    return moved(active, event.key, event.ctrlKey || event.metaKey, { rows, columns, page })
  }
  return { grid, active, focus, settle, after }
}
