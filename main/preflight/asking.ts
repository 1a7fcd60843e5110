/** Asks targets by the schedule, all of a run through one pacer; watches for a network that shuns us; can be stopped at any time. */
import type { FlowEvidence } from '../../shared/observation.ts'
import type { Pace } from '../../shared/plan/plan.ts'
import type { Dial } from '../probe/dial.ts'
import { Pacer } from './pace.ts'
import type { PathMemory, RunMemory } from './path-memory.ts'
import { Sentinel } from './sentinel.ts'
import { Series, type SeriesTarget } from './series.ts'

export interface AskingOptions {
  dial: Dial
  pace: Pace
  run: RunMemory
  signal: AbortSignal
  /** A port that had answered is silent: everything was stopped. Called at most once for each source. */
  onShunned: (path: PathMemory, port: number) => void
}

export class Asking {
  readonly sentinel: Sentinel
  private readonly pacer: Pacer
  private readonly live = new Set<Series>()
  private readonly turns = new Set<() => void>()
  private stopped = false

  constructor(private readonly options: AskingOptions) {
    this.pacer = new Pacer(options.pace)
    this.sentinel = new Sentinel(
      (path, port) => this.ask({ address: path.address, port, identity: null, isBrief: true }, path, false),
      () => performance.now(),
      (path, port) => {
        options.onShunned(path, port)
        this.stop('shunned')
      },
    )
    options.signal.addEventListener('abort', this.onAbort, { once: true })
  }

  /** Resolves when the target has ended, also when it was stopped. @param watched whether its silence is worth a question */
  ask(target: SeriesTarget, path: PathMemory, watched = true): Promise<FlowEvidence> {
    const { dial, pace, run, signal } = this.options
    return new Promise((resolve) => {
      const localAddress = path.boundSource
      const sentinel = watched ? this.sentinel : null
      const around = { dial, pace, platform: process.platform, pacer: this.pacer, run, path, sentinel }
      const series = new Series({ ...target, ...(localAddress ? { localAddress } : {}) }, around, (evidence) => {
        this.live.delete(series)
        resolve(evidence)
      })
      this.live.add(series)
      if (signal.aborted) series.cancel('cancelled')
      else series.start()
    })
  }

  /** Resolves when one more SYN to the address may be sent at this pace, or when all is stopped. */
  turn(address: string): Promise<void> {
    if (this.stopped || this.options.signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const go = () => {
        this.turns.delete(go)
        resolve()
      }
      this.turns.add(go)
      this.pacer.repeat(address, go)
    })
  }

  /** Nothing more is asked. */
  close(): void {
    this.options.signal.removeEventListener('abort', this.onAbort)
    this.stopped = true
    this.pacer.stop()
    for (const go of this.turns) go()
  }

  private readonly onAbort = () => this.stop('cancelled')

  private stop(why: 'cancelled' | 'shunned'): void {
    this.pacer.stop()
    for (const series of this.live) series.cancel(why)
    for (const go of this.turns) go()
  }
}
