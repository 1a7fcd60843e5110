/** What the icon in the taskbar or the dock shows of a run. */
import type { EventEnvelope } from '../../shared/contract.ts'

/** As Electron takes it: 0 to 1; −1 removes the bar. */
export interface ProgressBar {
  value: number
  mode: 'normal' | 'indeterminate' | 'error' | 'none'
}

const NONE: ProgressBar = { value: -1, mode: 'none' }
/** Electron shows a bar without an end for values over 1. */
const UNKNOWN: ProgressBar = { value: 2, mode: 'indeterminate' }

/** Null: the event tells nothing of it. */
export function progressBar(envelope: EventEnvelope): ProgressBar | null {
  switch (envelope.event) {
    case 'run.progress': {
      const { phase, asked, flows } = envelope.data.running
      return phase === 'asking' && flows > 0 ? { value: asked / flows, mode: 'normal' } : UNKNOWN
    }
    case 'run.finished':
    case 'run.failed':
      return NONE
    default:
      return null
  }
}
