/**
 * Which observers this machine allows, opened once per run: ways of asking, and what sees more than connect(). Each may be missing, and
 * then says why; none is a gate.
 */
import type { Environment, ObserverId, ObserverState } from '../../shared/environment.ts'
import type { Pace } from '../../shared/plan/plan.ts'
import { dialByConnect } from '../probe/connect.ts'
import type { Dial } from '../probe/dial.ts'
import type { RunMemory } from './path-memory.ts'
import type { CaptureView } from './evidence/join-capture.ts'
import type { ProbedFlow } from './ask-flow.ts'

export type GatherEvidence = (request: GatherRequest) => Promise<Gathered>

export interface GatherRequest {
  flows: readonly ProbedFlow[]
  run: RunMemory
  pace: Pace
  /** How long the flows were asked, milliseconds. */
  askedMs: number
  /** Nothing more is asked once it has fired; what is missing then is said of each flow. */
  signal: AbortSignal
  /** Why that is, once the signal has fired. */
  whyStopped: 'stopped' | 'shunned'
  /** Only what tells a device from the destination: no traces, no path MTU. */
  distancesOnly: boolean
}

/** Evidence about the machine's own way out, beside that of flows and paths. */
export interface Gathered {
  pathMtu: Environment['pathMtu']
  /** Answered flows whose distance was not found because the time was up. */
  withoutDistance: number
}

export interface Observers {
  dial: Dial
  /** Adds evidence when all flows were asked; null where nothing can. */
  gather: GatherEvidence | null
  states: readonly ObserverState[]
  close(): void
}

export const state = (id: ObserverId, available: boolean, note: string): ObserverState => ({ id, available, note })

const CONNECT = state('connect', true, "The system's connect(): every attempt, its errno and its time.")

/** Only what connect() tells; loads nothing. @param why the reason, for the report */
export function connectOnly(why: string): Observers {
  const others = (['error-queue', 'tcp-trace', 'raw', 'echo'] as const).map((id) => state(id, false, why))
  return { dial: dialByConnect, gather: null, states: [CONNECT, ...others], close: () => {} }
}

/** The interfaces of this machine, read when they are first asked for. */
export type KnownInterfaces = () => Promise<readonly { name: string; mtu: number | null }[]>

/** All that can be had here. Sends nothing. Never rejects. */
export async function openObservers(capture: CaptureView | null, interfaces: KnownInterfaces): Promise<Observers> {
  const { openEvidence } = await import('./evidence/open-evidence.ts')
  const evidence = await openEvidence(capture, interfaces)
  return { ...evidence, dial: evidence.dial ?? dialByConnect, states: [CONNECT, ...evidence.states] }
}
