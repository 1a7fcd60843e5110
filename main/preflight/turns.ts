/** Turns for single packets, at the pace of a run, and none once it is stopped. */
import type { Pace } from '../../shared/plan/plan.ts'
import { Pacer } from './pace.ts'

export class Turns {
  readonly pacer: Pacer
  private readonly waiting = new Set<() => void>()
  private stopped = false

  constructor(pace: Pace) {
    this.pacer = new Pacer(pace)
  }

  /** Resolves when one more SYN to the address may be sent at this pace, or when all is stopped. */
  turn(address: string): Promise<void> {
    if (this.stopped) return Promise.resolve()
    return new Promise((resolve) => {
      const go = () => {
        this.waiting.delete(go)
        resolve()
      }
      this.waiting.add(go)
      this.pacer.repeat(address, go)
    })
  }

  /** Whoever waits is let go, and nobody waits any more. */
  stop(): void {
    this.stopped = true
    this.pacer.stop()
    for (const go of this.waiting) go()
  }
}

/** Turns that end with the signal, or when they are stopped. */
export function turnsUntil(
  pace: Pace,
  signal: AbortSignal,
): { turn: (address: string) => Promise<void>; stop: () => void } {
  const turns = new Turns(pace)
  const stop = () => {
    signal.removeEventListener('abort', stop)
    turns.stop()
  }
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  return { turn: (address) => turns.turn(address), stop }
}
