/**
 * A port group as a grid, virtual in both directions: 1,000 cards × 3 nodes are 3,000 columns, and only those in sight are in the
 * document. Cells are plain elements; one handler on the grid hears them all.
 */
import { type RefObject, useCallback, useImperativeHandle, useRef } from 'react'
import type { Stage } from '../../../shared/plan/plan.ts'
import type { FlowTable } from '../../store/flow-table.ts'
import { useWords } from '../../words/words.ts'
import type { Filtered } from './flow-filter.ts'
import { flowGridEvents } from './flow-grid-events.ts'
import type { GridPlace } from './grid-keys.ts'
import { MatrixHead } from './matrix-head.tsx'
import type { MatrixModel } from './matrix-model.ts'
import { MatrixRow } from './matrix-row.tsx'
import { useGridFocus } from './use-grid-focus.ts'
import { useMatrixSight } from './use-matrix-sight.ts'
import './matrix.css'

export interface MatrixHandle {
  /** Puts the focus on the cell of a flow, as when its evidence is closed. */
  focusFlow: (flow: number) => void
  /** Scrolls to the cell of a flow, as when its finding is chosen. */
  revealFlow: (flow: number) => void
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

/** Place of a flow among what is shown; null: the filter hides it. */
function placeOf(model: MatrixModel, { rows, columns, shown }: Filtered, flow: number): GridPlace | null {
  const i = model.placeOf[flow] ?? -1
  if (i < 0 || shown[i] !== 1) return null
  return { row: rows.indexOf(model.rowOf[i] ?? -1), column: columns.indexOf(model.columnOf[i] ?? -1) }
}

/** What the page asks of the matrix; a flow that the filter hides is left where it is. Gives what moves the focus to a place. */
function useHandle(
  handle: MatrixProps['handle'],
  model: MatrixModel,
  filtered: Filtered,
  focus: (row: number, column: number) => void,
  scrollTo: (row: number, column: number, align?: 'center') => void,
) {
  const goTo = useCallback(
    ({ row, column }: GridPlace) => {
      scrollTo(row, column)
      focus(row, column)
    },
    [scrollTo, focus],
  )
  useImperativeHandle(handle, () => {
    const at = (flow: number, work: (place: GridPlace) => void) => {
      const place = placeOf(model, filtered, flow)
      if (place) work(place)
    }
    return {
      focusFlow: (flow) => at(flow, goTo),
      revealFlow: (flow) => at(flow, ({ row, column }) => scrollTo(row, column, 'center')),
    }
  }, [model, filtered, goTo, scrollTo])
  return goTo
}

export function Matrix(props: MatrixProps) {
  const { model, table, version, filtered, stage, portShift, label, shownFlow, finding, onOpen, onPoint, handle } =
    props
  const words = useWords()
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, columns } = filtered
  const { grid, active, focus, settle, after } = useGridFocus(rows.length, columns.length)
  const sight = useMatrixSight(scroller, model, filtered, active)
  const goTo = useHandle(handle, model, filtered, focus, sight.scrollTo)
  const onMove = (event: React.KeyboardEvent) => {
    const next = after(event, sight.page)
    if (next) goTo(next)
    return next !== null
  }
  const shared = { model, table, version, filtered, stage, portShift, words, shownFlow, finding, columns }
  return (
    <div ref={scroller} className="matrix" data-narrow={sight.narrow || undefined} data-wide={sight.wide || undefined}>
      <div
        ref={grid}
        role="grid"
        tabIndex={-1}
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        className="matrix-grid"
        style={{ width: sight.width, height: sight.height }}
        {...flowGridEvents({ onMove, onSettle: settle, onOpen, onPoint })}
      >
        <MatrixHead
          names={model.names}
          columns={columns}
          sight={sight.columns}
          head={sight.head}
          long={sight.long}
          words={words}
        />
        {sight.rows.map(({ index, start }) => (
          <MatrixRow
            key={rows[index]}
            {...shared}
            row={rows[index] ?? 0}
            place={index}
            start={start}
            head={sight.head}
            sight={sight.columns}
            slots={sight.slots}
            kept={active.column}
            active={index === active.row ? active.column : -1}
          />
        ))}
      </div>
    </div>
  )
}
