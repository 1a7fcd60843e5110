/** The end of the program: a run under way is cancelled and saved before the process ends, once, and within a time limit. */
import { setTimeout } from 'node:timers/promises'

/** A journal is on disk already; what may take long is the last writing of a large run. */
const MOST_MS = 15_000

export interface Shutdown {
  /** For Electron's `before-quit`. */
  onQuit: (event: { preventDefault(): void }) => void
}

/**
 * @param close cancels, saves and lets go of everything; what it rejects with is told and ends nothing
 * @param quit ends the program, through {@link Shutdown.onQuit} once more
 */
export function openShutdown(
  close: () => Promise<void>,
  quit: () => void,
  tell: (error: unknown) => void,
  mostMs: number = MOST_MS,
): Shutdown {
  let state: 'open' | 'closing' | 'closed' = 'open'
  const end = async () => {
    const waiting = new AbortController()
    const late = setTimeout(mostMs, 'late', { signal: waiting.signal }).catch(() => 'done')
    const how = await Promise.race([close().then(() => 'done', tell), late])
    waiting.abort()
    if (how === 'late') tell(new Error(`Saving took more than ${mostMs / 1000} s; what was shown is in the journal.`))
    state = 'closed'
    quit()
  }
  return {
    onQuit: (event) => {
      if (state === 'closed') return
      event.preventDefault()
      if (state === 'closing') return
      state = 'closing'
      void end()
    },
  }
}
