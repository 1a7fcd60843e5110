/**
 * Parts of a page that are drawn one after the other, a frame each, where the plan is so large that all at once would hold up the page
 * (measured: 36,000 flows, 62 ms for a group page, and 50 ms is what nobody feels). Small plans are drawn at once.
 */
import { type ReactNode, useEffect, useState } from 'react'
import { useApp } from '../store/store.ts'

/** A page of fewer flows than this takes a few milliseconds. */
const MANY_FLOWS = 5000

interface Props {
  /** How many frames after the page itself. */
  turn: number
  /** Called once, when the children are there. */
  onDrawn?: () => void
  children: ReactNode
}

export function InTurn({ turn, onDrawn, children }: Props) {
  const isLarge = useApp(({ flows }) => flows.size > MANY_FLOWS)
  const [isDue, setDue] = useState(false)
  const waits = isLarge && !isDue
  useEffect(() => {
    if (!waits) return
    let left = turn
    // A frame, and the work that follows it, is over when the next one begins.
    const next = () => {
      left -= 1
      if (left <= 0) setDue(true)
      else frame = requestAnimationFrame(next)
    }
    let frame = requestAnimationFrame(next)
    return () => cancelAnimationFrame(frame)
  }, [waits, turn])
  useEffect(() => {
    if (!waits) onDrawn?.()
  }, [waits, onDrawn])
  return waits ? null : children
}
