/**
 * What a run remembers of each path (source address → destination address) and of itself while it probes: round
 * trips, loss, who was heard, which errors came. Feeds the schedule; turned into evidence at the end.
 */
import type {
  AttemptObservation,
  ControlObservation,
  HostEvidence,
  RouteObservation,
} from '../../shared/observation.ts'
import type { ConnectTarget } from '../probe/dial.ts'
import type { PathState, RunState } from './schedule.ts'

/** From here on the kernel may have repeated the SYN: no round-trip sample (Karn), and one packet was lost. */
const KERNEL_REPEAT_MS = 900
/** An earlier attempt counts as lost when a later one was answered and it had this long. */
const FAIR_WAIT_MS = 100
/** A neighbour that does not answer is given up after 3.07 s (measured); an error that comes sooner is another one. */
const NEIGHBOUR_FAILURE_MS = 2500
/** Loss alone seldom costs an error more attempts than this. */
const FEW_ATTEMPTS = 4
/** Errors closer together than this answer SYNs that were sent together. */
const VOLLEY_GAP_MS = 50
const LONGEST_VOLLEY_MS = 200
const LATE_ATTEMPTS_PER_RUN = 3000

export interface AnsweredSeries {
  /** Milliseconds from each attempt that was unanswered to the answer of another one. */
  waited: number[]
  /** Milliseconds from the answered attempt to its answer. */
  elapsedMs: number
}

export class PathMemory implements PathState {
  srttMs: number | null = null
  rttvarMs = 0
  heard = false
  readonly loss = { asked: 0, lost: 0 }
  readonly controls: ControlObservation[] = []
  /** What the controls met: their distance, and errors about them. */
  readonly controlAttempts: { port: number; attempts: readonly AttemptObservation[] }[] = []
  /** Evidence that is gathered when all is asked. */
  later: Pick<HostEvidence, 'traces' | 'endsDiffer' | 'icmpTrace' | 'echo' | 'hops' | 'reach' | 'reported'> = {}
  answered = 0
  errors = 0
  promptErrors = 0
  route: RouteObservation | null = null
  /** Names of the endpoints whose flows go this way. */
  readonly sources = new Set<string>()
  /** The kernel would choose another source address than the plan's: bind to the plan's. */
  bind = false

  constructor(
    readonly source: string,
    readonly address: string,
  ) {}

  /** The source address to bind to; undefined where the kernel's own choice is the plan's. */
  get boundSource(): string | undefined {
    return this.bind ? this.source : undefined
  }

  /** A port of the destination, dialled from the plan's source. */
  target(port: number): ConnectTarget {
    return { address: this.address, port, localAddress: this.boundSource }
  }

  /** RFC 6298 §2.2 and §2.3. */
  addRoundTrip(rttMs: number): void {
    if (this.srttMs === null) {
      this.srttMs = rttMs
      this.rttvarMs = rttMs / 2
      return
    }
    this.rttvarMs = 0.75 * this.rttvarMs + 0.25 * Math.abs(this.srttMs - rttMs)
    this.srttMs = 0.875 * this.srttMs + 0.125 * rttMs
  }

  evidence(rateLimited: boolean): HostEvidence {
    const { source, address, route, controls, answered, errors, promptErrors, srttMs, loss } = this
    const counts = { answered, errors, promptErrors, srttMs, ...loss, rateLimited }
    return { source, sources: [...this.sources], address, route, controls, ...counts, ...this.later }
  }
}

export class RunMemory implements RunState {
  readonly loss = { asked: 0, lost: 0 }
  errors: { firstAt: number; volleyAt: number; lastAt: number } | null = null
  lateAttemptsLeft = LATE_ATTEMPTS_PER_RUN
  /** Errors that came only after a flow had been asked several times: their sender limits their rate. */
  lateErrors = 0
  private readonly paths = new Map<string, PathMemory>()

  constructor(private readonly platform: NodeJS.Platform) {}

  pathOf(source: string, address: string): PathMemory {
    const key = `${source} ${address}`
    const known = this.paths.get(key)
    if (known) return known
    const path = new PathMemory(source, address)
    this.paths.set(key, path)
    return path
  }

  allPaths(): PathMemory[] {
    return [...this.paths.values()]
  }

  /** A handshake or a RST came back. */
  noteAnswer(path: PathMemory, refused: boolean, series: AnsweredSeries): void {
    path.heard = true
    path.answered += 1
    const repeated = series.elapsedMs >= KERNEL_REPEAT_MS
    // Windows repeats the SYN after a RST: its time to "refused" is no round trip, and no loss.
    const slowRefusal = refused && this.platform === 'win32'
    const lost = series.waited.filter((ms) => ms >= FAIR_WAIT_MS).length + (repeated && !slowRefusal ? 1 : 0)
    for (const count of [path.loss, this.loss]) {
      count.asked += lost + 1
      count.lost += lost
    }
    if (!repeated && !slowRefusal) path.addRoundTrip(series.elapsedMs)
  }

  /** An ICMP error came back. Not a sign of life of the destination, and no loss: errors come at a limited rate. */
  noteError(path: PathMemory, now: number, sinceFirstMs: number, attempts: number): void {
    // This machine's own routing said it: no device did.
    if (path.route?.errno) return
    path.errors += 1
    if (!path.heard && sinceFirstMs >= NEIGHBOUR_FAILURE_MS) return
    path.promptErrors += 1
    if (attempts > FEW_ATTEMPTS) this.lateErrors += 1
    const { firstAt = now, volleyAt = now, lastAt = now } = this.errors ?? {}
    const goesOn = now - lastAt < VOLLEY_GAP_MS && now - volleyAt < LONGEST_VOLLEY_MS
    this.errors = { firstAt, volleyAt: goesOn ? volleyAt : now, lastAt: now }
  }
}
