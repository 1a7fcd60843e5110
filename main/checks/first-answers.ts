/** First answers that no conclusion has replaced yet: of the run that goes on, and of runs that were cut off. */
import type { FlowAnswer } from '../../shared/shapes.ts'

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
