/** Which rows and columns of the matrix are drawn, and how it scrolls to one. */
import { type RefObject, useCallback, useMemo } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Filtered } from './flow-filter.ts'
import type { GridPlace } from './grid-keys.ts'
import { columnWidth, isLong } from './matrix-head.tsx'
import type { MatrixModel } from './matrix-model.ts'
import { ROW_HEIGHT } from './matrix-row.tsx'

/** Pixels. Width of the row heads where columns are many; a narrow page has no room for the name of every service. */
const HEAD_WIDE = 236
const HEAD_NARROW = 132
const NARROW = 560
/** Heights of the line of column heads. */
const HEAD_ONE_LINE = 32
const HEAD_TWO_LINES = 44
/** Few columns spread, up to this. */
const COLUMN_MOST = 68

/** Long names of machines are cut to this where it saves scrolling. */
const COLUMN_LEAST = 56
/** Pixels of a letter of the name of a service, and of the port and the spaces beside it. */
const LETTER = 7.2
const BESIDE_SERVICE = 78
const HEAD_MOST = 340

/** Names of services are whole where the columns leave room for them. */
function headWidth({ rows }: MatrixModel, room: number): number {
  const longest = rows.reduce((most, { service }) => Math.max(most, service.length), 0)
  const wanted = Math.min(HEAD_MOST, Math.ceil(longest * LETTER) + BESIDE_SERVICE)
  return Math.max(Math.min(HEAD_WIDE, wanted), Math.min(wanted, room - 8))
}

interface Range {
  startIndex: number
  endIndex: number
  overscan: number
  count: number
}

/** Drawn beyond what is in sight, on each side. */
const MORE_ROWS = 2
const MORE_COLUMNS = 3

/** What is in sight, and the cell that has the focus: it must stay in the document, or the focus is lost by scrolling. */
function withPlace({ startIndex, endIndex, overscan, count }: Range, place: number): number[] {
  const first = Math.max(0, startIndex - overscan)
  const last = Math.min(count - 1, endIndex + overscan)
  const inSight = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  if (place >= count || (place >= first && place <= last)) return inSight
  return place < first ? [place, ...inSight] : [...inSight, place]
}

export function useMatrixSight(
  scroller: RefObject<HTMLDivElement | null>,
  model: MatrixModel,
  { rows, columns }: Filtered,
  active: GridPlace,
) {
  const { row: activeRow, column: activeColumn } = active
  const least = useMemo(() => columnWidth(model.names), [model])
  const long = useMemo(() => isLong(model.names), [model])
  const top = long ? HEAD_TWO_LINES : HEAD_ONE_LINE
  const rowsInSight = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: MORE_ROWS,
    useFlushSync: false,
    paddingStart: top,
    scrollPaddingStart: top,
    rangeExtractor: useCallback((range: Range) => withPlace(range, activeRow), [activeRow]),
  })
  const sight = rowsInSight.scrollRect?.width ?? NARROW
  const count = Math.max(1, columns.length)
  const head = sight < NARROW ? HEAD_NARROW : headWidth(model, sight - least * count)
  const spread = Math.floor((sight - head - 8) / count)
  // Long names are cut before the page scrolls sideways: the whole one stands in the title of its column.
  const width = Math.max(Math.min(least, Math.max(COLUMN_LEAST, spread)), Math.min(COLUMN_MOST, spread))
  const columnsInSight = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: useCallback(() => width, [width]),
    overscan: MORE_COLUMNS,
    useFlushSync: false,
    paddingStart: head,
    scrollPaddingStart: head,
    rangeExtractor: useCallback((range: Range) => withPlace(range, activeColumn), [activeColumn]),
  })
  const scrollTo = useCallback(
    (row: number, column: number, align: 'auto' | 'center' = 'auto') => {
      rowsInSight.scrollToIndex(row, { align: 'auto' })
      columnsInSight.scrollToIndex(column, { align })
    },
    [rowsInSight, columnsInSight],
  )
  return {
    rows: rowsInSight.getVirtualItems(),
    columns: columnsInSight.getVirtualItems(),
    height: rowsInSight.getTotalSize(),
    width: columnsInSight.getTotalSize(),
    /** Columns that are drawn at most, without the one that is kept for its focus. */
    slots: Math.ceil(sight / width) + 2 * MORE_COLUMNS + 2,
    head,
    long,
    /** Rows that a page key moves by. */
    page: Math.max(1, Math.floor((rowsInSight.scrollRect?.height ?? 0) / ROW_HEIGHT) - 2),
    narrow: sight < NARROW,
    wide: head + width * columns.length > sight,
    scrollTo,
  }
}
