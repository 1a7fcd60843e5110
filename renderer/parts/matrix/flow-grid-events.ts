/** What the matrix and the list do with events: one handler on the grid hears all of its thousands of cells. */
import type { FocusEvent, KeyboardEvent, MouseEvent, PointerEvent } from 'react'

interface Work {
  /** Where a key leads; false: nowhere. */
  onMove: (event: KeyboardEvent) => boolean
  onSettle: (target: EventTarget) => void
  onOpen: (flow: number) => void
  onPoint: (flow: number | null) => void
}

/** The flow of the cell that an event came from. */
function flowOf(target: EventTarget): number | null {
  const flow = target instanceof Element ? target.closest<HTMLElement>('[data-flow]')?.dataset['flow'] : undefined
  return flow === undefined ? null : Number(flow)
}

export function flowGridEvents({ onMove, onSettle, onOpen, onPoint }: Work) {
  return {
    onKeyDown: (event: KeyboardEvent) => {
      const flow = flowOf(event.target)
      const opens = (event.key === 'Enter' || event.key === ' ') && !event.ctrlKey && !event.metaKey && flow !== null
      if (opens) onOpen(flow)
      else if (!onMove(event)) return
      event.preventDefault()
    },
    onClick: (event: MouseEvent) => {
      const flow = flowOf(event.target)
      if (flow === null) return
      onSettle(event.target)
      onOpen(flow)
    },
    onFocus: (event: FocusEvent) => {
      onSettle(event.target)
      onPoint(flowOf(event.target))
    },
    onPointerOver: (event: PointerEvent) => onPoint(flowOf(event.target)),
    onPointerLeave: () => onPoint(null),
  }
}
