/**
 * Asks every flow that can be asked from this machine, with a negative control beside each destination, gathers more evidence where
 * that is wanted, and gives back what was seen. Judges nothing.
 */
import type { FlowEvidence, HostEvidence } from '../../shared/observation.ts'
import type { Flow, Pace } from '../../shared/plan/plan.ts'
import { localAddresses } from '../probe/route.ts'
import { Asking } from './asking.ts'
import { type Names, NOTHING_SEEN, chooseFlow } from './choose-flows.ts'
import { type ProbedFlow, type Ready, askControls, askFlow, isUnanswered } from './ask-flow.ts'
import { lookUpRoutes } from './look-up-routes.ts'
import type { Gathered, Observers } from './observers.ts'
import { type PathMemory, RunMemory } from './path-memory.ts'
import { type Shunning, waitOut } from './shunning.ts'

export interface ProbeOptions {
  flows: readonly Flow[]
  pace: Pace
  names: Names
  signal: AbortSignal
  observers: Observers
  /** Called once per flow, as soon as it has ended. */
  onFlow: (probed: ProbedFlow) => void
  /** Called when what goes on is no longer the asking of flows. */
  onPhase: (phase: ProbePhase) => void
  /** Called when more attempts were lost than before, on paths that answer. */
  onLoss?: ((loss: { asked: number; lost: number }) => void) | undefined
}

/** `evidence`: every flow has been asked. `shunned`: the network stopped answering this machine; it is waited for. */
export type ProbePhase = 'evidence' | 'shunned'

export interface Probed {
  flows: ProbedFlow[]
  hosts: HostEvidence[]
  /** Null when the network never stopped answering. */
  shunning: Shunning | null
  gathered: Gathered | null
}

export async function probeFlows(options: ProbeOptions): Promise<Probed> {
  const { flows, pace, names, signal, onFlow, observers, onPhase, onLoss } = options
  const run = new RunMemory(process.platform)
  const here = localAddresses()
  const probed = new Map<string, ProbedFlow>()
  let lost = 0
  const finish = (result: ProbedFlow) => {
    probed.set(result.flow.id, result)
    onFlow(result)
    if (run.loss.lost === lost) return
    lost = run.loss.lost
    onLoss?.({ ...run.loss })
  }

  const ready: Ready[] = []
  for (const flow of flows) {
    const { source, address, notAsked } = chooseFlow(flow, names, here)
    if (notAsked) finish(untested(flow, address, { ...NOTHING_SEEN, notAsked }))
    else ready.push({ flow, address, path: run.pathOf(source, address) })
  }
  await lookUpRoutes(run.allPaths(), here)
  const startedAt = performance.now()

  let shunning: Shunning | null = null
  const onShunned = (path: PathMemory, port: number) => {
    shunning ??= { source: path.source, address: path.address, port, answeredAgain: false }
  }
  const asking = new Asking({ dial: observers.dial, pace, run, signal, onShunned })
  const planned = new Set(flows.map((flow) => flow.port))
  await Promise.all([
    // First in the queue of each destination: without the control a handshake has no meaning.
    ...run.allPaths().map((path) => askControls(path, planned, asking)),
    ...ready.map(async (item) => finish(await askFlow(item, asking))),
  ])
  await asking.sentinel.finish(silentPaths(probed.values()))
  asking.close()
  if (shunning !== null && !signal.aborted) {
    onPhase('shunned')
    shunning = await waitOut(shunning, { ready, probed, planned, run, signal, dial: observers.dial })
  }
  // A network that has shut us out once is not asked more than it must be.
  let gathered: Gathered | null = null
  if (observers.gather && !shunning && !signal.aborted) {
    onPhase('evidence')
    gathered = await observers.gather([...probed.values()], run, pace, performance.now() - startedAt, signal)
  }
  const rateLimited = run.lateErrors > 0
  return {
    flows: flows.flatMap((flow) => probed.get(flow.id) ?? []),
    hosts: run.allPaths().map((path) => path.evidence(rateLimited)),
    shunning,
    gathered,
  }
}

function untested(flow: Flow, address: string, evidence: FlowEvidence): ProbedFlow {
  return { flow, address, sourceAddress: flow.source.address, evidence, durationMs: 0, path: null }
}

/** Paths with a flow that nothing answered. */
function silentPaths(probed: Iterable<ProbedFlow>): PathMemory[] {
  const silent = new Set<PathMemory>()
  for (const { path, evidence } of probed) if (path && isUnanswered(evidence)) silent.add(path)
  return [...silent]
}
