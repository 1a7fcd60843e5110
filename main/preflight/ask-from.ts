/**
 * Asks flows from one place, with a negative control beside each destination, gathers more evidence where that is wanted, and gives
 * back what was seen. What a lost place had not answered is asked again once it is back. Judges nothing.
 */
import type { FlowEvidence, HostEvidence } from '../../shared/observation.ts'
import type { Flow, Pace } from '../../shared/plan/plan.ts'
import { Asking } from './asking.ts'
import { type ProbedFlow, type Proof, type Ready, askControls, askFlow, isUnanswered } from './ask-flow.ts'
import { type Names, NOTHING_SEEN, chooseFlow } from './choose-flows.ts'
import { lookUpRoutes } from './look-up-routes.ts'
import type { Gathered } from './observers.ts'
import { type PathMemory, RunMemory } from './path-memory.ts'
import { type NoPlace, type Place, type RemotePlace, isPlace } from './place.ts'
import { withoutDistance } from './evidence/unmeasured.ts'
import { type Shunning, waitOut } from './shunning.ts'

export interface ProbeOptions {
  flows: readonly Flow[]
  pace: Pace
  names: Names
  signal: AbortSignal
  /** How a stand-in at the destination of a flow proves itself; absent, or undefined for a flow: none is asked. */
  proofOf?: (flow: Flow, address: string) => Proof | undefined
  /** Called once per flow, as soon as it has ended. */
  onFlow: (probed: ProbedFlow) => void
  /** Called when what goes on is no longer the asking of flows. */
  onPhase: (phase: ProbePhase) => void
  /** Called when more attempts were lost than before, on paths that answer; counts of one place. */
  onLoss?: ((loss: { asked: number; lost: number }) => void) | undefined
}

/** `evidence`: every flow has been asked. `shunned`: the network stopped answering this machine; it is waited for. */
export type ProbePhase = 'evidence' | 'shunned'

/** What was seen from one place. */
export interface Seen {
  flows: ProbedFlow[]
  hosts: HostEvidence[]
  /** Null when the network never stopped answering. */
  shunning: Shunning | null
  gathered: Gathered | null
  /** How it was asked from there; null of this machine, and of a place that could not be had. */
  words: string | null
}

/** The place again after it was lost; waits for it. */
type Again = () => Promise<RemotePlace | NoPlace>

const MOST_LOSSES = 3

export class AskingFrom {
  private readonly run: RunMemory
  private readonly probed = new Map<string, ProbedFlow>()
  private readonly planned: ReadonlySet<number>
  private shunning: Shunning | null = null
  private lost = 0

  constructor(
    private place: Place | RemotePlace,
    private readonly options: ProbeOptions,
    private readonly again: Again | null = null,
  ) {
    this.run = new RunMemory(place.platform)
    this.planned = new Set(options.flows.map((flow) => flow.port))
  }

  /** All of it, once. */
  async ask(): Promise<Seen> {
    const { flows, onPhase, signal } = this.options
    const ready = this.choose()
    await lookUpRoutes(this.run.allPaths(), this.place)
    const startedAt = performance.now()
    await this.askUntilAnswered(ready)
    if (this.shunning !== null && !signal.aborted) {
      onPhase('shunned')
      const { probed, planned, run, place } = this
      this.shunning = await waitOut(this.shunning, { ready, probed, planned, run, signal, place })
    }
    const gathered = await this.gather(performance.now() - startedAt)
    const rateLimited = this.run.lateErrors > 0
    return {
      flows: flows.flatMap((flow) => this.probed.get(flow.id) ?? []),
      hosts: this.run.allPaths().map((path) => path.evidence(rateLimited)),
      shunning: this.shunning,
      gathered,
      words: 'words' in this.place ? this.place.words : null,
    }
  }

  private choose(): Ready[] {
    const { flows, names, proofOf } = this.options
    const ready: Ready[] = []
    for (const flow of flows) {
      const { source, address, notAsked } = chooseFlow(flow, names, this.place)
      if (notAsked) {
        this.finish(untested(flow, address, { ...NOTHING_SEEN, notAsked }))
        continue
      }
      const path = this.run.pathOf(source, address)
      path.sources.add(flow.source.name)
      ready.push({ flow, address, path, proof: proofOf?.(flow, address) })
    }
    return ready
  }

  /** What a lost place left open is asked again when it is back; after a few losses it stays open. */
  private async askUntilAnswered(ready: readonly Ready[]): Promise<void> {
    let open: readonly Ready[] = ready
    for (let losses = 0; open.length > 0; losses += 1) {
      const isLast = this.again === null || losses >= MOST_LOSSES
      const left = await this.askOnce(open, isLast)
      if (left.length === 0 || !this.again) return
      const place = await this.again()
      if (!isPlace(place)) return this.leave(left, place)
      this.place = place
      open = left
    }
  }

  /** Gives the flows that a loss left open; none in the last round. */
  private async askOnce(items: readonly Ready[], isLast: boolean): Promise<Ready[]> {
    const { place, run, planned } = this
    const { pace, signal } = this.options
    const onShunned = (path: PathMemory, port: number) => {
      this.shunning ??= { source: path.source, address: path.address, port, answeredAgain: false }
    }
    const asking = new Asking({ place, pace, run, signal, onShunned })
    const left: Ready[] = []
    const finish = (item: Ready, result: ProbedFlow) => {
      if (!isLast && result.evidence.notAsked?.why === 'vantage-lost') left.push(item)
      else this.finish(result)
    }
    await Promise.all([
      // First in the queue of each destination: without the control a handshake has no meaning.
      ...pathsOf(items).map((path) => askControls(path, planned, asking)),
      ...items.map(async (item) => finish(item, await askFlow(item, asking))),
    ])
    await asking.sentinel.finish(silentPaths(this.probed.values()))
    asking.close()
    return left
  }

  private leave(items: readonly Ready[], place: NoPlace): void {
    for (const { flow, address } of items) {
      this.finish(untested(flow, address, { ...NOTHING_SEEN, notAsked: { observer: 'none', ...place } }))
    }
  }

  private async gather(askedMs: number): Promise<Gathered | null> {
    const { signal, onPhase } = this.options
    const { shunning, run } = this
    const isShutOut = shunning !== null && !shunning.answeredAgain
    // Gathering is begun all the same: an answer of which it was not found out how far it came must say so, and not pass.
    const until = isShutOut
      ? ({ signal: AbortSignal.abort(), whyStopped: signal.aborted ? 'stopped' : 'shunned' } as const)
      : ({ signal, whyStopped: 'stopped' } as const)
    // A network that has shut us out once is asked gently, and no more than it must be.
    const pace = shunning ? 'gentle' : this.options.pace
    const asked = { run, pace, askedMs, distancesOnly: shunning !== null, ...until }
    for (let losses = 0; ; losses += 1) {
      const { gather } = this.place.observers
      if (!gather || this.probed.size === 0) return null
      if (!asked.signal.aborted) onPhase('evidence')
      const gathered = await gather({ flows: [...this.probed.values()], ...asked })
      if (!this.again || !isLost(this.place) || asked.signal.aborted || losses >= MOST_LOSSES) return gathered
      const place = await this.again()
      if (!isPlace(place) || !place.observers.gather) return gathered
      this.place = place
      // Half of it is none: what was not asked any more is not told from what did not answer.
      for (const probed of this.probed.values()) probed.evidence = withoutDistance(probed.evidence)
    }
  }

  private finish(result: ProbedFlow): void {
    this.probed.set(result.flow.id, result)
    this.options.onFlow(result)
    const { loss } = this.run
    if (loss.lost === this.lost) return
    this.lost = loss.lost
    this.options.onLoss?.({ ...loss })
  }
}

export function untested(flow: Flow, address: string, evidence: FlowEvidence): ProbedFlow {
  return { flow, address, sourceAddress: flow.source.address, evidence, durationMs: 0, path: null }
}

const isLost = (place: Place | RemotePlace) => 'lost' in place && place.lost.aborted

const pathsOf = (items: readonly Ready[]) => [...new Set(items.map(({ path }) => path))]

/** Paths with a flow that nothing answered. */
function silentPaths(probed: Iterable<ProbedFlow>): PathMemory[] {
  const silent = new Set<PathMemory>()
  for (const { path, evidence } of probed) if (path && isUnanswered(evidence)) silent.add(path)
  return [...silent]
}
