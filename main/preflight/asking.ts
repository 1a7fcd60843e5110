/** Asks targets by the schedule, all of a run from one place through one pacer; watches for a network that shuns us; can be stopped at any time. */
import type { FlowEvidence } from '../../shared/observation.ts'
import type { Pace } from '../../shared/plan/plan.ts'
import type { PathMemory, RunMemory } from './path-memory.ts'
import type { Place, RemotePlace } from './place.ts'
import { Sentinel } from './sentinel.ts'
import { Series, type Stopped } from './series.ts'
import type { SeriesTarget } from './series-target.ts'
import { Turns } from './turns.ts'

export interface AskingOptions {
  place: Place | RemotePlace
  pace: Pace
  run: RunMemory
  signal: AbortSignal
  /** A port that had answered is silent: everything was stopped. Called at most once for each source. */
  onShunned: (path: PathMemory, port: number) => void
}

const CANCELLED: Stopped = { why: 'cancelled', detail: 'the check was stopped before this flow was answered' }
const SHUNNED: Stopped = {
  why: 'shunned',
  detail: 'the network had stopped answering this machine before this flow was asked',
}

export class Asking {
  readonly sentinel: Sentinel
  private readonly turns: Turns
  private readonly live = new Set<Series>()
  private readonly lost: AbortSignal | null

  constructor(private readonly options: AskingOptions) {
    const { place, pace, signal } = options
    this.turns = new Turns(pace)
    this.lost = 'lost' in place ? place.lost : null
    this.sentinel = new Sentinel(
      (path, port) => this.ask({ address: path.address, port, identity: null, isBrief: true }, path, false),
      () => performance.now(),
      (path, port) => {
        options.onShunned(path, port)
        this.cancel(SHUNNED)
      },
    )
    signal.addEventListener('abort', this.onAbort, { once: true })
    this.lost?.addEventListener('abort', this.onLost, { once: true })
  }

  /** Resolves when the target has ended, also when it was stopped. @param watched whether its silence is worth a question */
  ask(target: SeriesTarget, path: PathMemory, watched = true): Promise<FlowEvidence> {
    const { place, pace, run } = this.options
    return new Promise((resolve) => {
      const localAddress = path.boundSource
      const sentinel = watched ? this.sentinel : null
      const around = { place, pace, pacer: this.turns.pacer, run, path, sentinel }
      const series = new Series({ ...target, ...(localAddress ? { localAddress } : {}) }, around, (evidence) => {
        this.live.delete(series)
        resolve(evidence)
      })
      this.live.add(series)
      const stopped = this.whyStopped()
      if (stopped) series.cancel(stopped)
      else series.start()
    })
  }

  /** Nothing more is asked. */
  close(): void {
    this.options.signal.removeEventListener('abort', this.onAbort)
    this.lost?.removeEventListener('abort', this.onLost)
    this.turns.stop()
  }

  private whyStopped(): Stopped | null {
    if (this.options.signal.aborted) return CANCELLED
    return this.lost?.aborted ? { why: 'vantage-lost', detail: String(this.lost.reason) } : null
  }

  private readonly onAbort = () => this.cancel(CANCELLED)
  private readonly onLost = () => this.cancel(this.whyStopped() ?? CANCELLED)

  private cancel(stopped: Stopped): void {
    this.turns.pacer.stop()
    for (const series of this.live) series.cancel(stopped)
  }
}
