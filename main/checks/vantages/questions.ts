/**
 * What a person has to answer before a link can be opened: told to every window, answered by one of them. Nobody is waited for without
 * end: a question that stays open for two minutes is declined. What was answered is handed on, and kept nowhere.
 */
import { randomUUID } from 'node:crypto'
import type { VantageAnswer, VantageQuestion } from '../../../shared/vantage-shapes.ts'
import { CheckError } from '../check-error.ts'
import type { EventSink } from '../event-sink.ts'

const WAIT_MS = 120_000

type Of<K extends VantageQuestion['kind']> = Omit<Extract<VantageQuestion, { kind: K }>, 'id' | 'kind'>

interface Open {
  question: VantageQuestion
  /** Null declines. */
  settle: (answer: VantageAnswer | null) => void
}

export class Questions {
  private readonly waiting = new Map<string, Open>()
  private isClosed = false

  constructor(
    private readonly check: string,
    private readonly events: EventSink,
  ) {}

  /** Oldest first. */
  list(): VantageQuestion[] {
    return [...this.waiting.values()].map(({ question }) => question)
  }

  async isThisHost(question: Of<'host-key'>): Promise<boolean> {
    const answer = await this.ask({ id: randomUUID(), kind: 'host-key', ...question })
    return answer?.kind === 'host-key' && answer.isThisHost
  }

  async secret(question: Of<'secret'>): Promise<string | null> {
    const answer = await this.ask({ id: randomUUID(), kind: 'secret', ...question })
    return answer?.kind === 'secret' ? answer.secret : null
  }

  /** Throws {@link CheckError} for one that is not open. No word of the answer is in an error. */
  answer(id: string, answer: VantageAnswer): void {
    const open = this.waiting.get(id)
    if (!open) throw new CheckError('not-found', 'This question is not open any more: test the connection again.')
    if (open.question.kind !== answer.kind) throw new CheckError('refused', 'That is no answer to this question.')
    open.settle(answer)
  }

  /** @param endpoint those about it; absent: all */
  decline(endpoint?: string): void {
    for (const { question, settle } of this.waiting.values()) {
      if (endpoint === undefined || question.endpoint === endpoint) settle(null)
    }
  }

  /** From now on each is declined at once. */
  close(): void {
    this.isClosed = true
    this.decline()
  }

  private ask(question: VantageQuestion): Promise<VantageAnswer | null> {
    if (this.isClosed) return Promise.resolve(null)
    const { check, events, waiting } = this
    return new Promise((resolve) => {
      const settle = (answer: VantageAnswer | null) => {
        clearTimeout(timer)
        if (!waiting.delete(question.id)) return
        events.emit('vantage.answered', { check, question: question.id })
        resolve(answer)
      }
      const timer = setTimeout(() => settle(null), WAIT_MS)
      waiting.set(question.id, { question, settle })
      events.emit('vantage.asked', { check, question })
    })
  }
}
