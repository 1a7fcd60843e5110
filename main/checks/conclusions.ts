/**
 * What is concluded of each flow of a plan, and what each run contributed, in columns of small numbers: 36,000 flows and many runs fit
 * into a few megabytes. Evidence stays on disk.
 */
import type { FlowState } from '../../shared/shapes.ts'
import { type Outcome, OUTCOMES, PROOFS, VERDICTS, type Verdict } from '../../shared/outcome.ts'
import type { NotAsked } from '../../shared/observation.ts'
import type { Ruled } from '../../shared/conclude/verdict.ts'
import type { FlowResult } from '../../shared/result.ts'

const NONE = -1
const UNTESTED = OUTCOMES.indexOf('not-tested')

export const outcomeNumber = (outcome: Outcome) => OUTCOMES.indexOf(outcome)

const CUT_SHORT = new Set<NotAsked['why']>(['cancelled', 'shunned', 'resources', 'vantage-lost'])

/** Cut short, and not by the plan: it says nothing of the flow, and takes no earlier conclusion away. */
export const wasCutShort = ({ evidence: { notAsked } }: { evidence: Pick<FlowResult['evidence'], 'notAsked'> }) =>
  notAsked !== null && CUT_SHORT.has(notAsked.why)

/** Which flows one run asked, and their outcomes; −1: not this flow. */
export interface RunColumn {
  run: number
  at: string
  outcomes: Int8Array
  /** What a stand-in told of a flow that counts for its verdict; of flows that one told something of. */
  standIns?: ReadonlyMap<number, Pick<Ruled, 'standIn' | 'rewrittenSource'>>
  findings: { id: string; title: string; flows: Int32Array }[]
}

export class Conclusions {
  readonly run: Int32Array
  private readonly outcome: Int8Array
  private readonly verdict: Int8Array
  private readonly proof: Int8Array
  private readonly finding: Int32Array
  private readonly rtt: Float64Array

  constructor(
    readonly flows: number,
    /** Oldest first. */
    readonly columns: readonly RunColumn[] = [],
  ) {
    this.run = new Int32Array(flows)
    this.outcome = new Int8Array(flows).fill(NONE)
    this.verdict = new Int8Array(flows).fill(NONE)
    this.proof = new Int8Array(flows).fill(NONE)
    this.finding = new Int32Array(flows).fill(NONE)
    this.rtt = new Float64Array(flows).fill(Number.NaN)
  }

  set(index: number, run: number, flow: FlowResult, findingPlace: number): void {
    this.run[index] = run
    this.outcome[index] = outcomeNumber(flow.outcome)
    this.verdict[index] = VERDICTS.indexOf(flow.verdict)
    this.proof[index] = PROOFS.indexOf(flow.proof)
    this.finding[index] = findingPlace
    this.rtt[index] = flow.rttMs ?? Number.NaN
  }

  has(index: number): boolean {
    return this.runOf(index) > 0
  }

  /** 0: none. */
  runOf(index: number): number {
    return this.run[index] ?? 0
  }

  verdictOf(index: number): Verdict {
    return VERDICTS[this.verdict[index] ?? NONE] ?? 'untested'
  }

  isTested(index: number): boolean {
    return this.has(index) && this.outcome[index] !== UNTESTED
  }

  state(index: number): FlowState | null {
    const run = this.runOf(index)
    if (run === 0) return null
    const rtt = this.rtt[index] ?? Number.NaN
    return [
      this.outcome[index] ?? NONE,
      this.verdict[index] ?? NONE,
      this.proof[index] ?? NONE,
      Number.isNaN(rtt) ? null : rtt,
      run,
      this.finding[index] ?? NONE,
      this.before(index, run),
    ]
  }

  /** Whether a run found something of the flow as it is in the plan now. */
  wasAskedIn(run: number, index: number): boolean {
    return (this.columns.find((column) => column.run === run)?.outcomes[index] ?? NONE) !== NONE
  }

  /** Outcome of the newest run before `run` that asked the flow. */
  private before(index: number, run: number): number {
    const earlier = this.columns.findLast((column) => column.run < run && (column.outcomes[index] ?? NONE) !== NONE)
    return earlier?.outcomes[index] ?? NONE
  }
}
