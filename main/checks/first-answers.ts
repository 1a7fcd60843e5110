/** First answers that no conclusion has replaced yet: of the run that goes on, and of runs that were cut off. */
import type { FlowAnswer } from '../../shared/shapes.ts'
import { type Named, type TestedPlan, matchFlows } from './tested-plan.ts'

/** What the journal holds of a run that was cut off. */
export interface CutOff {
  /** Of the plan that it asked; null: as they are now. */
  endpoints: readonly Named[] | null
  /** Id of the flow → place in FIRST_ANSWERS. */
  answers: Map<string, number>
}

/** Those of runs that were cut off, of flows that are still between the same machines. */
export function answersOf(tested: TestedPlan | null, cutOff: ReadonlyMap<number, CutOff>): FirstAnswers {
  const known = new FirstAnswers(tested?.flows.length ?? 0)
  if (!tested) return known
  for (const [run, { endpoints, answers }] of cutOff) {
    const match = matchFlows(tested, { endpoints: endpoints ?? tested.plan.endpoints })
    for (const [id, answer] of answers) {
      const index = match({ id })
      if (index !== null) known.set(index, run, answer)
    }
  }
  return known
}

export class FirstAnswers {
  private readonly answers: Int8Array
  private readonly runs: Int32Array

  constructor(flows: number) {
    this.answers = new Int8Array(flows).fill(-1)
    this.runs = new Int32Array(flows)
  }

  set(index: number, run: number, answer: number): void {
    if (index >= this.answers.length || (this.runs[index] ?? 0) > run) return
    this.answers[index] = answer
    this.runs[index] = run
  }

  /** The run that asked it; 0: none. */
  runOf(index: number): number {
    return this.runs[index] ?? 0
  }

  /** A run has ended: what it found out replaces its first answers. */
  forget(run: number): void {
    for (const [index, of] of this.runs.entries()) {
      if (of !== run) continue
      this.answers[index] = -1
      this.runs[index] = 0
    }
  }

  /** In part of the flows, those that came after what was concluded. */
  between(from: number, to: number, concludedBy: (index: number) => number): FlowAnswer[] {
    const found: FlowAnswer[] = []
    for (let index = from; index < Math.min(to, this.answers.length); index += 1) {
      const answer = this.answers[index] ?? -1
      if (answer >= 0 && (this.runs[index] ?? 0) > concludedBy(index)) found.push([index, answer])
    }
    return found
  }
}
