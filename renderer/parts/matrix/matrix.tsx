/**
 * A port group as a grid, virtual in both directions: 1,000 cards × 3 nodes are 3,000 columns, and only those in sight are in the
 * document. Cells are plain elements; one handler on the grid hears them all.
 */
import { type RefObject, useCallback, useImperativeHandle, useMemo, useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Stage } from '../../../shared/plan/plan.ts'
import type { FlowTable } from '../../store/flow-table.ts'
import { useWords } from '../../words/words.ts'
import type { Filtered } from './flow-filter.ts'
import { MatrixHead, columnWidth, isLong } from './matrix-head.tsx'
import { type MatrixModel, flowAt } from './matrix-model.ts'
import { MatrixRow, ROW_HEIGHT } from './matrix-row.tsx'
import { useGridFocus } from './use-grid-focus.ts'
import './matrix.css'

export interface MatrixHandle {
  /** Puts the focus on the cell of a flow, as when its evidence is closed. */
  focusFlow: (flow: number) => void
}

export interface MatrixProps {
  model: MatrixModel
  table: FlowTable
  /** The table changes in place: this tells that it has. */
  version: number
  filtered: Filtered
  stage: Stage
  portShift: number
  label: string
  shownFlow: number | null
  /** Place of the chosen finding: its cells stand out. −1: none. */
  finding: number
  onOpen: (flow: number) => void
  onPoint: (flow: number | null) => void
  handle: RefObject<MatrixHandle | null>
}

/** Width of the row heads; a narrow page has no room for the name of every service. */
const HEAD_WIDE = 236
const HEAD_NARROW = 132
const NARROW = 560
/** Heights of the line of column heads. */
const HEAD_ONE_LINE = 32
const HEAD_TWO_LINES = 44

/** The flow of the cell that an event came from. */
function flowOf(target: EventTarget): number | null {
  const flow = target instanceof Element ? target.closest<HTMLElement>('[data-flow]')?.dataset['flow'] : undefined
  return flow === undefined ? null : Number(flow)
}

export function Matrix(props: MatrixProps) {
  const { model, table, version, filtered, stage, portShift, label, shownFlow, finding, onOpen, onPoint, handle } =
    props
  const words = useWords()
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, columns } = filtered
  const width = useMemo(() => columnWidth(model.names), [model])
  const long = useMemo(() => isLong(model.names), [model])
  const top = long ? HEAD_TWO_LINES : HEAD_ONE_LINE
  const place = useGridFocus(rows.length, columns.length)
  const { row: activeRow, column: activeColumn } = place.active

  const rowsInSight = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 4,
    useFlushSync: false,
    paddingStart: top,
    scrollPaddingStart: top,
    rangeExtractor: useCallback((range: Range) => withPlace(range, activeRow), [activeRow]),
  })
  const narrow = (rowsInSight.scrollRect?.width ?? NARROW) < NARROW
  const head = narrow ? HEAD_NARROW : HEAD_WIDE
  const columnsInSight = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => width,
    overscan: 6,
    useFlushSync: false,
    paddingStart: head,
    scrollPaddingStart: head,
    rangeExtractor: useCallback((range: Range) => withPlace(range, activeColumn), [activeColumn]),
  })
  const goTo = useCallback(
    (row: number, column: number) => {
      rowsInSight.scrollToIndex(row)
      columnsInSight.scrollToIndex(column)
      place.focus(row, column)
    },
    [rowsInSight, columnsInSight, place.focus],
  )
  useImperativeHandle(handle, () => ({ focusFlow: (flow) => focusFlow(model, filtered, flow, goTo) }), [
    model,
    filtered,
    goTo,
  ])

  const onKeyDown = (event: React.KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2)
    const next = place.after(event, page)
    const flow = flowOf(event.target)
    if (next) goTo(next.row, next.column)
    else if ((event.key === 'Enter' || event.key === ' ') && !event.ctrlKey && flow !== null) onOpen(flow)
    else return
    event.preventDefault()
  }
  const onClick = (event: React.MouseEvent) => {
    const flow = flowOf(event.target)
    if (flow === null) return
    place.settle(event.target)
    onOpen(flow)
  }
  const sight = columnsInSight.getVirtualItems()
  return (
    <div ref={scroller} className="matrix" data-narrow={narrow || undefined}>
      <div
        ref={place.grid}
        role="grid"
        tabIndex={-1}
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        className="matrix-grid"
        style={{ width: columnsInSight.getTotalSize(), height: rowsInSight.getTotalSize() }}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={(event) => {
          place.settle(event.target)
          onPoint(flowOf(event.target))
        }}
        onPointerOver={(event) => onPoint(flowOf(event.target))}
        onPointerLeave={() => onPoint(null)}
      >
        <MatrixHead names={model.names} columns={columns} sight={sight} head={head} long={long} words={words} />
        {rowsInSight.getVirtualItems().map(({ index, start }) => (
          <MatrixRow
            key={rows[index]}
            row={rows[index] ?? 0}
            place={index}
            start={start}
            head={head}
            columns={columns}
            sight={sight}
            model={model}
            table={table}
            version={version}
            filtered={filtered}
            stage={stage}
            portShift={portShift}
            words={words}
            active={index === activeRow ? activeColumn : -1}
            shownFlow={shownFlow}
            finding={finding}
          />
        ))}
      </div>
    </div>
  )
}

interface Range {
  startIndex: number
  endIndex: number
  overscan: number
  count: number
}

/** What is in sight, and the cell that has the focus: it must stay in the document, or the focus is lost by scrolling. */
function withPlace({ startIndex, endIndex, overscan, count }: Range, place: number): number[] {
  const first = Math.max(0, startIndex - overscan)
  const last = Math.min(count - 1, endIndex + overscan)
  const inSight = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  if (place >= count || (place >= first && place <= last)) return inSight
  return place < first ? [place, ...inSight] : [...inSight, place]
}

function focusFlow(model: MatrixModel, filtered: Filtered, flow: number, goTo: (row: number, column: number) => void) {
  const i = model.flows.indexOf(flow)
  const row = filtered.rows.indexOf(model.rowOf[i] ?? -1)
  const column = filtered.columns.indexOf(model.columnOf[i] ?? -1)
  if (
    i >= 0 &&
    row >= 0 &&
    column >= 0 &&
    flowAt(model, filtered.rows[row] ?? 0, filtered.columns[column] ?? 0) === flow
  )
    goTo(row, column)
}
