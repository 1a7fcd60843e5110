/** Ctrl-C: once, the check stops and what is known is written; twice, the program ends at once. */
import { EXIT } from '../terms.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

export function interruptible(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    process.stderr.write('\nStopping: what is known is being saved. Press Ctrl-C again to end at once.\n')
    controller.abort()
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal)
    },
  }
}
