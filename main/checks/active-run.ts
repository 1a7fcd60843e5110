/**
 * A run that goes on: its progress, and its first answers in batches. Each batch is in the journal before anybody is told, so that
 * nothing that was shown is lost when the program is killed.
 */
import { FLOWS_IN_PIECE } from '../../shared/contract.ts'
import { FIRST_ANSWERS, type FlowAnswer, type RunAsk, type RunProgress } from '../../shared/shapes.ts'
import type { Pace } from '../../shared/plan/plan.ts'
import type { CheckEvent } from '../preflight/run-check.ts'
import { guessLeft, leastSecondsLeft } from '../preflight/time-left.ts'
import type { Journal } from '../store/journal.ts'
import type { EventSink } from './event-sink.ts'
import type { FirstAnswers } from './first-answers.ts'
import type { SourceProgress } from './vantages/source-progress.ts'

/** A frame or three: more often nobody sees, and seldomer it stutters. */
const BATCH_MS = 50
/** Progress is told so often while nothing is answered. */
const ALIVE_MS = 1000

export interface ActiveRunParts {
  check: string
  run: number
  ask: RunAsk
  startedAt: string
  pace: Pace
  flows: number
  indexOf: ReadonlyMap<string, number>
  answers: FirstAnswers
  journal: Journal
  events: EventSink
  sources: SourceProgress
}

export class ActiveRun {
  private readonly controller = new AbortController()
  private readonly since = performance.now()
  private phase: RunProgress['phase'] = 'starting'
  private asked = 0
  private loss: RunProgress['loss'] = null
  private notAsked = 0
  private waiting: [string, number][] = []
  private changed = true
  private writing: Promise<void> = Promise.resolve()
  private broken: unknown = null
  private readonly batches: NodeJS.Timeout
  private readonly alive: NodeJS.Timeout
  /** Resolves when all of it is written and told. */
  ended: Promise<void> = Promise.resolve()

  constructor(private readonly parts: ActiveRunParts) {
    this.batches = setInterval(() => this.flush(), BATCH_MS)
    this.alive = setInterval(() => {
      this.changed = true
    }, ALIVE_MS)
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  get run(): number {
    return this.parts.run
  }

  cancel(): void {
    this.controller.abort()
  }

  progress(): RunProgress {
    const { run, ask, startedAt, flows, pace } = this.parts
    const total = flows - this.notAsked
    const so = { done: this.asked, total, seconds: (performance.now() - this.since) / 1000 }
    const left = this.phase === 'asking' ? guessLeft({ ...so, least: leastSecondsLeft(pace, total - so.done) }) : null
    return {
      run,
      ask,
      startedAt,
      phase: this.phase,
      flows,
      asked: this.asked + this.notAsked,
      loss: this.loss,
      secondsLeft: left && (left.known || left.seconds > 0) ? Math.ceil(left.seconds) : null,
      vantages: this.parts.sources.list(),
    }
  }

  enter(phase: RunProgress['phase']): void {
    this.phase = phase
    this.changed = true
  }

  readonly onEvent = (event: CheckEvent): void => {
    switch (event.type) {
      case 'started':
        this.enter('asking')
        break
      case 'phase':
        this.enter(event.phase)
        break
      case 'loss':
        this.loss = { asked: event.asked, lost: event.lost }
        this.changed = true
        break
      case 'flow': {
        const word = event.notAsked === null ? event.answer : 'not-asked'
        if (event.notAsked === null) this.asked += 1
        else this.notAsked += 1
        this.parts.sources.onFlow(event.id, event.notAsked)
        this.waiting.push([event.id, FIRST_ANSWERS.indexOf(word)])
        this.changed = true
        break
      }
    }
  }

  /** Writes what has come since the last time, then tells it. One after the other, in order. */
  flush(): void {
    if (!this.changed) return
    this.changed = false
    const answers = this.waiting
    this.waiting = []
    this.writing = this.writing
      .then(() => this.write(answers))
      .catch((error: unknown) => {
        // Without a journal nothing more is shown, and the run ends with the words of the error.
        this.broken ??= error
        this.controller.abort()
      })
  }

  private async write(answers: readonly [string, number][]): Promise<void> {
    const { check, run, journal, events, indexOf, answers: known } = this.parts
    if (this.broken !== null) return
    for (let from = 0; from < answers.length; from += FLOWS_IN_PIECE) {
      const piece = answers.slice(from, from + FLOWS_IN_PIECE)
      await journal.append({ what: 'answers', run, answers: piece })
      const told = piece.flatMap(([id, answer]): FlowAnswer[] => {
        const index = indexOf.get(id)
        return index === undefined ? [] : [[index, answer]]
      })
      for (const [index, answer] of told) known.set(index, run, answer)
      events.emit('run.answers', { check, run, answers: told })
    }
    events.emit('run.progress', { check, running: this.progress() })
  }

  /** The last batch is told; rejects where the journal could not be written. */
  async settle(): Promise<void> {
    clearInterval(this.batches)
    clearInterval(this.alive)
    this.changed = true
    this.flush()
    await this.writing
    if (this.broken !== null) throw this.broken
  }
}
