/** Where checks tell what happens. Numbers and transports are none of their business. */
import type { EventData, EventName } from '../../shared/contract.ts'

export interface EventSink {
  emit<N extends EventName>(event: N, data: EventData<N>): void
}
