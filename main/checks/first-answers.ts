/** First answers that no conclusion has replaced yet: of the run that goes on, and of runs that were cut off. */
import { FIRST_ANSWERS, type FlowAnswer } from '../../shared/shapes.ts'
import { type Named, type JudgedPlan, matchFlows } from './tested-plan.ts'

/** What the journal holds of a run that was cut off. */
export interface CutOff {
  /** Of the plan that it asked; null: as they are now. */
  endpoints: readonly Named[] | null
  /** Id of the flow → place in FIRST_ANSWERS. */
  answers: Map<string, number>
}

/** Those of runs that were cut off, of flows that are still between the same machines. */
export function answersOf(tested: JudgedPlan | null, cutOff: ReadonlyMap<number, CutOff>): FirstAnswers {
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

const NOT_ASKED = FIRST_ANSWERS.indexOf('not-asked')

export class FirstAnswers {
  private readonly answers: Int8Array
  private readonly runs: Int32Array
  private readonly asked: Int32Array

  constructor(flows: number) {
    this.answers = new Int8Array(flows).fill(-1)
    this.runs = new Int32Array(flows)
    this.asked = new Int32Array(flows)
  }

  set(index: number, run: number, answer: number): void {
    if (index >= this.answers.length || (this.runs[index] ?? 0) > run) return
    this.answers[index] = answer
    this.runs[index] = run
    if (answer !== NOT_ASKED) this.asked[index] = run
  }

  /** The newest run that asked it; 0: none. One that gave it up before it was asked says nothing of it. */
  askedBy(index: number): number {
    return this.asked[index] ?? 0
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
