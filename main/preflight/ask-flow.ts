/** One flow, and one destination's negative control, asked to the end: what was seen, as the rest of the run handles it. */
import type { FlowEvidence } from '../../shared/observation.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import type { NonceKey } from '../probe/identity.ts'
import type { Asking } from './asking.ts'
import type { Holder } from './series-target.ts'
import { controlPorts, controlResult } from './control.ts'
import type { PathMemory } from './path-memory.ts'

export interface ProbedFlow {
  flow: Flow
  /** The literal that was dialled; the plan's text where a name did not resolve. */
  address: string
  sourceAddress: string
  evidence: FlowEvidence
  durationMs: number
  /** What is known of the path so far; complete when the run has ended. */
  path: PathMemory | null
}

/** What is shared with a stand-in, and how long its greeting is waited for; absent: no longer than it usually takes. */
export type Proof = (Pick<NonceKey, 'secret'> & Partial<Pick<NonceKey, 'greetingMs'>>) | { holds: Holder['holds'] }

export interface Ready {
  flow: Flow
  address: string
  path: PathMemory
  /** How a stand-in that may be there proves itself; undefined: none is asked. */
  proof: Proof | undefined
}

/** It was asked, and nobody answered; or it was not asked any more because nobody answered anything. */
export const isUnanswered = ({ attempts, notAsked }: FlowEvidence) =>
  notAsked?.why === 'shunned' || (!notAsked && attempts.length > 0 && attempts.every((a) => a.result === 'unanswered'))

export async function askFlow({ flow, address, path, proof }: Ready, asking: Asking): Promise<ProbedFlow> {
  const startedAt = performance.now()
  const { name } = flow.destination
  const key = !proof ? {} : 'holds' in proof ? { holder: { ...proof, name } } : { key: { ...proof, name } }
  const target = { address, port: flow.port, identity: flow.identity?.kinds[0] ?? null, ...key }
  const evidence = await asking.ask(target, path)
  const last = evidence.attempts.at(-1)
  const durationMs = last ? last.at + last.elapsedMs : performance.now() - startedAt
  const { sourceAddress } = evidence.attempts.find((a) => a.sourceAddress !== null) ?? {}
  return {
    flow,
    address,
    sourceAddress: sourceAddress ?? path.route?.sourceAddress ?? path.source,
    evidence,
    durationMs,
    path,
  }
}

/** One control per destination; a second one where the first is open, for a host may really serve that port. */
export async function askControls(path: PathMemory, planned: ReadonlySet<number>, asking: Asking): Promise<void> {
  path.controls.length = 0
  path.controlAttempts.length = 0
  for (const port of controlPorts(path.address, planned)) {
    const evidence = await asking.ask({ address: path.address, port, identity: null }, path)
    const control = controlResult(port, evidence)
    path.controls.push(control)
    path.controlAttempts.push({ port, attempts: evidence.attempts })
    if (control.result !== 'open') return
  }
}
