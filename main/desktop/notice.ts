/** What is said of a run that ends while nobody looks at the window. */
import type { EventEnvelope } from '../../shared/contract.ts'
import type { DesktopWords } from './words.ts'

/** Null: the event is no end of a run. */
export function notice(envelope: EventEnvelope, words: DesktopWords): { title: string; body: string } | null {
  switch (envelope.event) {
    case 'run.finished':
      return { title: words.runFinished, body: envelope.data.result.sentence }
    case 'run.failed':
      return { title: words.runFailed, body: envelope.data.message }
    default:
      return null
  }
}
