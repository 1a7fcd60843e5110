/** What one path (source address → destination address) has shown when all its flows were asked: the ground for more evidence. */
import type { AttemptObservation, FlowEvidence, SegmentObservation } from '../../../shared/observation.ts'
import type { PathMemory } from '../path-memory.ts'
import { type AnswerKind, answerKind } from '../answer-kind.ts'
import type { ProbedFlow } from '../ask-flow.ts'

/** A port that gave an answer, of a flow or of the negative control. */
export interface AnsweredPort {
  port: number
  kind: AnswerKind
  attempts: readonly AttemptObservation[]
  /** Filled as evidence comes. */
  segments: SegmentObservation[]
  /** SYNs in a row that stayed without an answer when it was asked again; 0 when it answers steadily. */
  unanswered: number
  /** The kind of answer that came when it was asked again, where that was another one; null: none. */
  changed: NonNullable<FlowEvidence['changed']>['to'] | null
  /** Null for a control. */
  flow: ProbedFlow | null
}

export interface AskedPath {
  path: PathMemory
  answered: AnsweredPort[]
  /** Flows that nothing answered. */
  silent: ProbedFlow[]
  /** Flows that an error answered. */
  refused: ProbedFlow[]
}

/** The flows of a run by path. Flows that were not asked have no path, or nothing to add. */
export function askedPaths(flows: readonly ProbedFlow[]): AskedPath[] {
  const paths = new Map<PathMemory, AskedPath>()
  const of = (path: PathMemory) => {
    const known = paths.get(path)
    if (known) return known
    const controls = path.controlAttempts.flatMap(({ port, attempts }): AnsweredPort[] => {
      const kind = answerKind(attempts)
      return kind ? [{ port, kind, attempts, segments: [], unanswered: 0, changed: null, flow: null }] : []
    })
    const asked: AskedPath = { path, answered: controls, silent: [], refused: [] }
    paths.set(path, asked)
    return asked
  }
  for (const item of flows) {
    const { path, evidence, flow } = item
    const { attempts, notAsked } = evidence
    if (!path || notAsked || attempts.length === 0 || path.route?.errno) continue
    const kind = answerKind(attempts)
    const isSilent = attempts.every((a) => a.result === 'unanswered')
    if (kind) {
      const seen = { segments: [], unanswered: 0, changed: null }
      of(path).answered.push({ port: flow.port, kind, attempts, ...seen, flow: item })
    } else (isSilent ? of(path).silent : of(path).refused).push(item)
  }
  return [...paths.values()]
}
