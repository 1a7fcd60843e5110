/**
 * All flows of the open check as columns of numbers: 36,000 of them take a megabyte, are filtered in a millisecond, and a run
 * changes single cells of it without making anything new. React is told by a version that counts up.
 */
import { FIRST_ANSWERS, type FlowAnswer, type FlowState } from '../../shared/shapes.ts'

export const NONE = -1

export interface FlowTable {
  /** So many flows the plan has; each column is as long. */
  readonly size: number
  /** Flows that have been loaded, from the first on. */
  loaded: number
  /** Indices into the plan's rules and pairs. */
  readonly rule: Uint16Array
  readonly pair: Uint32Array
  /** Indices into OUTCOMES, VERDICTS, PROOFS; −1: never concluded. */
  readonly outcome: Int8Array
  readonly verdict: Int8Array
  readonly proof: Int8Array
  /** Milliseconds; NaN: none. */
  readonly rttMs: Float32Array
  readonly run: Uint16Array
  /** Place in the list of findings; −1: none. */
  readonly finding: Int16Array
  /** Outcome of the run before; −1: none. */
  readonly before: Int8Array
  /** First answer, an index into FIRST_ANSWERS, of a run that has not concluded the flow; −1: none. */
  readonly answer: Int8Array
}

export function emptyTable(size: number): FlowTable {
  return {
    size,
    loaded: 0,
    rule: new Uint16Array(size),
    pair: new Uint32Array(size),
    outcome: new Int8Array(size).fill(NONE),
    verdict: new Int8Array(size).fill(NONE),
    proof: new Int8Array(size).fill(NONE),
    rttMs: new Float32Array(size).fill(Number.NaN),
    run: new Uint16Array(size),
    finding: new Int16Array(size).fill(NONE),
    before: new Int8Array(size).fill(NONE),
    answer: new Int8Array(size).fill(NONE),
  }
}

/** A conclusion takes the place of the first answer. */
export function putState(table: FlowTable, flow: number, state: FlowState): void {
  if (flow >= table.size) return
  const [outcome, verdict, proof, rttMs, run, finding, before] = state
  table.outcome[flow] = outcome
  table.verdict[flow] = verdict
  table.proof[flow] = proof
  table.rttMs[flow] = rttMs ?? Number.NaN
  table.run[flow] = run
  table.finding[flow] = finding
  table.before[flow] = before
  table.answer[flow] = NONE
}

export function putAnswer(table: FlowTable, [flow, answer]: FlowAnswer): void {
  if (flow < table.size) table.answer[flow] = answer
}

const NOT_ASKED = FIRST_ANSWERS.indexOf('not-asked')

/**
 * The verdict that holds, an index into VERDICTS; −1: none. A first answer may deny an earlier verdict: what it means is known when
 * its run has ended, and until then the flow counts as untested.
 */
export function verdictOf(table: FlowTable, flow: number): number {
  const answer = table.answer[flow] ?? NONE
  return answer === NONE || answer === NOT_ASKED ? (table.verdict[flow] ?? NONE) : NONE
}

export interface FlowPiece {
  from: number
  flows: readonly (readonly [rule: number, pair: number])[]
  states: readonly (FlowState | null)[]
  answers: readonly FlowAnswer[]
}

/** Adds one piece of the flows, as the core gave it. */
export function putPiece(table: FlowTable, { from, flows, states, answers }: FlowPiece): void {
  for (const [i, [rule, pair]] of flows.entries()) {
    const flow = from + i
    if (flow >= table.size) break
    table.rule[flow] = rule
    table.pair[flow] = pair
    const state = states[i]
    if (state) putState(table, flow, state)
  }
  for (const answer of answers) putAnswer(table, answer)
  table.loaded = Math.min(table.size, Math.max(table.loaded, from + flows.length))
}

/** The conclusion of one flow, as it travelled; null: never concluded. */
export function stateOf(table: FlowTable, flow: number): FlowState | null {
  const outcome = table.outcome[flow]
  if (outcome === undefined || outcome === NONE) return null
  const rtt = table.rttMs[flow] ?? Number.NaN
  return [
    outcome,
    table.verdict[flow] ?? NONE,
    table.proof[flow] ?? NONE,
    Number.isNaN(rtt) ? null : rtt,
    table.run[flow] ?? 0,
    table.finding[flow] ?? NONE,
    table.before[flow] ?? NONE,
  ]
}
