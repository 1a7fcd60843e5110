/**
 * Which ports of a destination are traced, and how many in all. Routers send ICMP errors at a limited rate (Linux: six at once to one
 * address, then one per second), so a trace of every blocked port would show less than a trace of a few.
 */
import { farthestReached } from '../../../shared/conclude/where.ts'
import type { HostEvidence, TraceObservation } from '../../../shared/observation.ts'
import type { Asker } from '../../probe/ask-patiently.ts'
import { atMost } from '../../probe/at-most.ts'
import { type TraceRequest, traceTcp } from '../../probe/trace.ts'
import type { PathMemory } from '../path-memory.ts'
import type { AskedPath } from './asked-path.ts'
import { patienceFor } from './distances.ts'

const MOST_TRACES = 48
/** With more destinations than this, only those with something blocked are traced. */
const FEW_PATHS = 8
/** A second round shows several paths, if there are; it costs every router a second error. */
const FEW_ENOUGH_FOR_ECMP = 1
const AT_ONCE = 4
const FEWEST_ROUNDS = 2
/** A host that was never heard has no round trip; its routers are waited for this long. */
const UNKNOWN_WAIT_MS = 250
/** What answers for the working port may be a device: a router behind it gives it away. */
const BEYOND = 2

export class Tracer {
  private left = MOST_TRACES
  private readonly inTurn = atMost(AT_ONCE)
  private readonly traces = new Map<PathMemory, TraceObservation[]>()
  /** Blocked ports that were not asked often enough yet to say where they end. */
  private behind = 0

  constructor(
    private readonly asker: Asker,
    private readonly paths: number,
    /** Errors were seen to come at a limited rate. */
    private readonly limited: boolean,
  ) {}

  /** Traces what is worth it: a port that answers first, because it shows how far the others can get at all. */
  async trace(asked: AskedPath): Promise<void> {
    const traces: TraceObservation[] = []
    this.traces.set(asked.path, traces)
    const { working, blocked } = this.portsOf(asked)
    this.behind += blocked.length
    const first = working === null ? null : await this.inTurn(() => this.one(asked, working))
    if (first) traces.push(first)
    const known = first?.endTtl ? { knownTtl: first.endTtl + BEYOND, workingPort: first.port } : {}
    for (const port of blocked) {
      const onRound = this.countDown()
      const trace = await this.inTurn(() => this.one(asked, port, { ...known, onRound }))
      onRound(FEWEST_ROUNDS)
      if (trace) traces.push(trace)
    }
  }

  /** Cut off now, some blocked port would have nothing named before it. */
  get isBehind(): boolean {
    return this.behind > 0
  }

  /** To be called with the rounds of one trace; counts it once. */
  private countDown(): (rounds: number) => void {
    let counts = true
    return (rounds) => {
      if (rounds < FEWEST_ROUNDS || !counts) return
      counts = false
      this.behind -= 1
    }
  }

  /** What is known of a path by now. */
  found(path: PathMemory): Pick<HostEvidence, 'traces' | 'reach'> {
    const traces = (this.traces.get(path) ?? []).toSorted((a, b) => a.port - b.port)
    const farthest = farthestReached(traces)
    return {
      ...(traces.length > 0 ? { traces } : {}),
      ...(farthest?.endTtl ? { reach: { ttl: farthest.endTtl, port: farthest.port } } : {}),
    }
  }

  private portsOf({ answered, silent, refused }: AskedPath): { working: number | null; blocked: number[] } {
    const failed = silent.length > 0 ? silent : refused
    if (this.left <= 0 || (failed.length === 0 && this.paths > FEW_PATHS)) return { working: null, blocked: [] }
    const working = answered.find(({ kind }) => kind === 'SYN-ACK') ?? answered.find(({ flow }) => flow) ?? answered[0]
    // What an ICMP error answered names its sender: only its hop is missing, and a working port shows that.
    const wanted = silent.length > 0 || !working ? [failed[0], ...(this.isAlone ? [failed.at(-1)] : [])] : []
    const blocked = [...new Set(wanted.flatMap((item) => item?.flow.port ?? []))]
    this.left -= blocked.length + (working ? 1 : 0)
    return { working: working?.port ?? null, blocked }
  }

  private get isAlone(): boolean {
    return this.paths <= FEW_ENOUGH_FOR_ECMP
  }

  private async one(
    { path, ...rest }: AskedPath,
    port: number,
    known: Pick<TraceRequest, 'knownTtl' | 'workingPort' | 'onRound'> = {},
  ): Promise<TraceObservation | null> {
    if (this.asker.signal.aborted) return null
    const timeoutMs = path.srttMs === null ? UNKNOWN_WAIT_MS : patienceFor({ path, ...rest }, false).timeoutMs
    // Three destinations and two traces each use up the six errors that a Linux router sends at once.
    const patient = this.limited || this.paths > 2
    const rounds = this.isAlone ? 2 : 1
    const asked = { ...path.target(port), timeoutMs, rounds, patient, ...known }
    const trace = await traceTcp({ ...this.asker, ...asked })
    // Cut off before anything was asked twice, its last hop may be one that was only slow.
    const isCut = this.asker.signal.aborted && trace.end === 'silence' && trace.rounds < FEWEST_ROUNDS
    return isCut ? null : trace
  }
}
