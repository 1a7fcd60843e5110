/** The same flows as a list, for who looks for one and not for a pattern. Rows are plain elements, and only those in sight are drawn. */
import { useImperativeHandle, useMemo, useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { OUTCOMES, PROOFS } from '../../../shared/outcome.ts'
import { type FlowTable, NONE } from '../../store/flow-table.ts'
import { type Words, useWords } from '../../words/words.ts'
import { markCode, markOf } from './cell-marks.tsx'
import { outcomeWords, stateWords } from './flow-words.ts'
import { flowGridEvents } from './flow-grid-events.ts'
import type { GridPlace } from './grid-keys.ts'
import type { MatrixProps } from './matrix.tsx'
import { useGridFocus } from './use-grid-focus.ts'
import './flow-list.css'

const ROW_HEIGHT = 32
const HEAD_HEIGHT = 32
/** Drawn beyond what is in sight, on each side. */
const MORE_ROWS = 4
const HEADS = ['list.flow', 'list.port', 'list.outcome', 'list.proof', 'list.rtt'] as const

export type FlowListProps = Omit<MatrixProps, 'portShift' | 'version'>

/** Where a key leads: Home and End go to the ends, for a list has one column. */
function nextRow(event: React.KeyboardEvent, after: GridPlace | null, count: number): number | null {
  if (event.key === 'Home') return 0
  if (event.key === 'End') return count - 1
  return event.key === 'ArrowLeft' || event.key === 'ArrowRight' ? null : (after?.row ?? null)
}

export function FlowList(props: FlowListProps) {
  const { model, filtered, label, onOpen, onPoint, handle } = props
  const words = useWords()
  const scroller = useRef<HTMLDivElement>(null)
  const flows = useMemo(() => model.flows.filter((_, i) => filtered.shown[i] === 1), [model, filtered])
  const { grid, active, focus, settle, after } = useGridFocus(flows.length, 1)
  const rows = useVirtualizer({
    count: flows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: MORE_ROWS,
    useFlushSync: false,
    paddingStart: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
  })
  useImperativeHandle(handle, () => {
    const reveal = (flow: number) => rows.scrollToIndex(Math.max(0, flows.indexOf(flow)))
    return {
      revealFlow: reveal,
      focusFlow: (flow) => {
        reveal(flow)
        focus(Math.max(0, flows.indexOf(flow)), 0)
      },
    }
  }, [flows, rows, focus])
  const inSight = Math.ceil((rows.scrollRect?.height ?? 0) / ROW_HEIGHT) + 2 * MORE_ROWS + 2
  // Elements are used again, as in the matrix; the row that is kept shares its own with none.
  const slotOf = (index: number) =>
    index !== active.row && index % inSight === active.row % inSight ? inSight : index % inSight
  const page = Math.max(1, Math.floor((rows.scrollRect?.height ?? 0) / ROW_HEIGHT) - 2)
  const onMove = (event: React.KeyboardEvent) => {
    const next = nextRow(event, after(event, page), flows.length)
    if (next === null) return false
    rows.scrollToIndex(next)
    focus(next, 0)
    return true
  }
  const drawn = rows.getVirtualItems().map(({ index }) => index)
  // The row that has the focus stays in the document, or scrolling loses the focus.
  const shown = active.row < flows.length && !drawn.includes(active.row) ? [...drawn, active.row] : drawn
  return (
    <div ref={scroller} className="flow-list">
      <div
        ref={grid}
        role="grid"
        tabIndex={-1}
        aria-label={label}
        aria-rowcount={flows.length + 1}
        className="flow-list-grid"
        style={{ height: rows.getTotalSize() }}
        {...flowGridEvents({ onMove, onSettle: settle, onOpen, onPoint })}
      >
        <ListHead words={words} />
        {shown.map((index) => rowOf(props, words, flows[index] ?? 0, index, slotOf(index), index === active.row))}
      </div>
    </div>
  )
}

const ListHead = ({ words }: { words: Words }) => (
  <div role="row" aria-rowindex={1} className="flow-list-head">
    {HEADS.map((head) => (
      <div key={head} role="columnheader">
        {words.say(head)}
      </div>
    ))}
  </div>
)

function rowOf(props: FlowListProps, words: Words, flow: number, index: number, slot: number, active: boolean) {
  const { model, table, stage, shownFlow, finding } = props
  const i = model.placeOf[flow] ?? 0
  const name = model.names[model.columnOf[i] ?? 0]
  const rule = model.rows[model.rowOf[i] ?? 0]
  return (
    <div
      key={slot}
      role="row"
      tabIndex={active ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={flow === shownFlow}
      className="flow-list-row"
      data-place={`${index},0`}
      data-flow={flow}
      data-finding={(finding !== NONE && table.finding[flow] === finding) || undefined}
      style={{ height: ROW_HEIGHT, transform: `translateY(${HEAD_HEIGHT + index * ROW_HEIGHT}px)` }}
    >
      <div role="gridcell">
        {markOf(markCode(table, flow))}
        <span>
          <bdi>{name?.source}</bdi> → <bdi>{name?.destination}</bdi>
        </span>
      </div>
      <div role="gridcell">
        <b>{rule?.port}</b> <span>{rule?.service}</span>
      </div>
      <div role="gridcell">{outcomeCell(words, table, flow, stage)}</div>
      <div role="gridcell">{proofCell(words, table, flow)}</div>
      <div role="gridcell">{rttCell(words, table, flow)}</div>
    </div>
  )
}

function outcomeCell(words: Words, table: FlowTable, flow: number, stage: FlowListProps['stage']): string {
  const outcome = OUTCOMES[table.outcome[flow] ?? NONE]
  if (outcome === undefined || table.answer[flow] !== NONE) return stateWords(words, table, flow, stage)
  return outcomeWords(words, outcome, stage)
}

function proofCell({ say }: Words, table: FlowTable, flow: number): string {
  const proof = PROOFS[table.proof[flow] ?? NONE]
  return proof === undefined || proof === 'none' || table.answer[flow] !== NONE ? '' : say(`proof.${proof}`)
}

function rttCell({ number }: Words, table: FlowTable, flow: number): string {
  const rtt = table.rttMs[flow] ?? Number.NaN
  return Number.isNaN(rtt) ? '' : `${number(Math.round(rtt * 100) / 100)} ms`
}
