/**
 * Numbers the events, keeps the last of them so that a window that was cut off can go on where it was, and hands them to whoever
 * listens.
 */
import type { EventData, EventEnvelope, EventName } from '../../shared/contract.ts'
import type { EventSink } from '../checks/event-sink.ts'

const MOST_KEPT = 4096
/** Characters of JSON. */
const MOST_KEPT_TEXT = 16_000_000

/** An event, and the same as it travels. */
export interface LoggedEvent {
  envelope: EventEnvelope
  json: string
}

export type EventListener = (event: LoggedEvent) => void

export class EventLog implements EventSink {
  seq = 0
  private readonly kept: LoggedEvent[] = []
  private keptText = 0
  private readonly listening = new Set<EventListener>()

  get listeners(): number {
    return this.listening.size
  }

  emit<N extends EventName>(event: N, data: EventData<N>): void {
    this.seq += 1
    const envelope = { seq: this.seq, event, data } as EventEnvelope
    const logged = { envelope, json: JSON.stringify(envelope) }
    this.keep(logged)
    for (const listener of this.listening) listener(logged)
  }

  private keep(logged: LoggedEvent): void {
    this.kept.push(logged)
    this.keptText += logged.json.length
    while (this.kept.length > MOST_KEPT || (this.keptText > MOST_KEPT_TEXT && this.kept.length > 1)) {
      this.keptText -= this.kept.shift()?.json.length ?? 0
    }
  }

  /** Gives the function that ends it. */
  listen(listener: EventListener): () => void {
    this.listening.add(listener)
    return () => void this.listening.delete(listener)
  }

  /** What came after an event; null where some of it is forgotten, or the number is of another life of the program. */
  since(seq: number): readonly LoggedEvent[] | null {
    if (seq > this.seq || seq < 0) return null
    const missing = this.seq - seq
    if (missing > this.kept.length) return null
    return missing === 0 ? [] : this.kept.slice(-missing)
  }

  /** For one window: open again what is shown. It has the number of the last event, and is not kept. */
  resync(): LoggedEvent {
    const envelope: EventEnvelope = { seq: this.seq, event: 'resync', data: {} }
    return { envelope, json: JSON.stringify(envelope) }
  }
}
