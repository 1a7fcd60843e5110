/** One port of the matrix: its head, and the cells that are in sight. */
import { type ReactElement, memo } from 'react'
import type { VirtualItem } from '@tanstack/react-virtual'
import { VERDICTS } from '../../../shared/outcome.ts'
import type { Stage } from '../../../shared/plan/plan.ts'
import { type FlowTable, NONE } from '../../store/flow-table.ts'
import type { Words } from '../../words/words.ts'
import { markCode, markOf } from './cell-marks.tsx'
import { changeOf } from './flow-counts.ts'
import type { Filtered } from './flow-filter.ts'
import { cellLabel } from './flow-words.ts'
import { type MatrixModel, flowAt } from './matrix-model.ts'

export const ROW_HEIGHT = 28

interface Props {
  /** Index of the model's row, and its place among those that are shown. */
  row: number
  place: number
  /** Pixels below the first row. */
  start: number
  head: number
  columns: readonly number[]
  sight: readonly VirtualItem[]
  /** Elements of cells are used again, so many of them: what leaves on one side comes back on the other. */
  slots: number
  /** Column that is drawn wherever it is, for its focus: its element is never used for another. */
  kept: number
  model: MatrixModel
  table: FlowTable
  version: number
  filtered: Filtered
  stage: Stage
  portShift: number
  words: Words
  /** Column of the cell that Tab reaches; −1: it is in another row. */
  active: number
  shownFlow: number | null
  finding: number
}

const FAIL = VERDICTS.indexOf('fail')

/** Whether a flow of the row failed, in sight or not. */
function hasFailed(model: MatrixModel, table: FlowTable, row: number): boolean {
  const width = model.columns.length
  for (let i = row * width; i < (row + 1) * width; i += 1) {
    const flow = model.cells[i] ?? NONE
    if (flow !== NONE && table.verdict[flow] === FAIL && table.answer[flow] === NONE) return true
  }
  return false
}

export const MatrixRow = memo(function MatrixRow(props: Props) {
  const { row, place, start, head, sight, model, table, portShift, words } = props
  const rule = model.rows[row]
  if (!rule) return null
  const { port, service, purpose, doubt } = rule
  const guide =
    portShift === 0 ? [] : [words.say('matrix.guidePort', { port: String(port - portShift), shift: String(portShift) })]
  const hints = [purpose, ...guide, ...(doubt === null ? [] : [words.say('group.doubt', { doubt })])]
  return (
    <div
      role="row"
      aria-rowindex={place + 2}
      className="matrix-row"
      data-failed={hasFailed(model, table, row) || undefined}
      style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
    >
      <div role="rowheader" aria-colindex={1} className="matrix-port" style={{ width: head }} title={hints.join('\n')}>
        <b>{port}</b>
        <span>{service}</span>
      </div>
      {sight.map((item) => cellOf(props, item))}
    </div>
  )
})

/** Slots are as many as the columns that can be in sight, so only the one that is kept can share its slot with another. */
function slotOf(index: number, slots: number, kept: number): number {
  const slot = index % slots
  return index !== kept && slot === kept % slots ? slots : slot
}

/** Not a component: a cell must cost next to nothing. */
function cellOf(props: Props, { index, start: left, size }: VirtualItem): ReactElement {
  const { row, place, columns, slots, kept, model, table, filtered, stage, words, active, shownFlow, finding } = props
  const slot = slotOf(index, slots, kept)
  const column = columns[index] ?? 0
  const flow = flowAt(model, row, column)
  const tabIndex = index === active ? 0 : -1
  const isFlow = flow !== NONE
  return (
    <div
      key={slot}
      role="gridcell"
      aria-colindex={index + 2}
      data-place={`${place},${index}`}
      tabIndex={tabIndex}
      className="matrix-cell"
      style={{ left, width: size }}
      data-flow={isFlow ? flow : undefined}
      data-finding={(isFlow && finding !== NONE && table.finding[flow] === finding) || undefined}
      data-dim={(isFlow && filtered.shown[model.placeOf[flow] ?? 0] === 0) || undefined}
      data-change={isFlow ? (changeOf(table, flow, stage) ?? undefined) : undefined}
      aria-label={isFlow ? cellLabel(words, model, table, flow, stage) : words.say('matrix.noFlow')}
      aria-selected={isFlow ? flow === shownFlow : undefined}
    >
      {isFlow && markOf(markCode(table, flow))}
    </div>
  )
}
