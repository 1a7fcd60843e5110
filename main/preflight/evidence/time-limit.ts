/**
 * An end that comes for certain. `AbortSignal.any([signal, AbortSignal.timeout(ms)])` is none: Node holds the timeout weakly, and once
 * it is collected nothing fires any more (measured, Node 20.20: after a collection the traces went on for up to 4.4 s past their limit of 1 s).
 */
import { setMaxListeners } from 'node:events'

export interface TimeLimit {
  signal: AbortSignal
  /** To be called when the work is done: the clock is stopped. The signal does not fire any more. */
  release(): void
}

/**
 * A signal that fires after so many milliseconds, or with the other one.
 * @param more asked each time when it is due: milliseconds that are added, or 0
 */
export function timeLimit(other: AbortSignal, ms: number, more: () => number = () => 0): TimeLimit {
  const limit = new AbortController()
  // Every question that is under way listens to it.
  setMaxListeners(0, limit.signal)
  const end = () => limit.abort()
  const due = () => {
    const added = more()
    if (added > 0) timer = setTimeout(due, added)
    else end()
  }
  let timer = setTimeout(due, ms)
  if (other.aborted) end()
  else other.addEventListener('abort', end, { once: true })
  return {
    signal: limit.signal,
    release: () => {
      clearTimeout(timer)
      other.removeEventListener('abort', end)
    },
  }
}
