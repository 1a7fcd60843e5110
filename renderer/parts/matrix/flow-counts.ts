/** How the flows of a group, or of the whole check, stand: numbers for the banner, the chips and the buttons. */
import { OUTCOMES, PROOFS, VERDICTS } from '../../../shared/outcome.ts'
import { type FlowTable, NONE, verdictOf } from '../../store/flow-table.ts'

export interface FlowCounts {
  all: number
  proven: number
  likely: number
  warn: number
  fail: number
  /** Concluded as untested, or without a conclusion that holds. */
  untested: number
  /** Flows without a conclusion that holds; part of `untested`. */
  never: number
}

const PASS = VERDICTS.indexOf('pass')
const FAIL = VERDICTS.indexOf('fail')
const WARN = VERDICTS.indexOf('warn')
const PROVEN = PROOFS.indexOf('proven')

export function countFlows(table: FlowTable, flows: Uint32Array): FlowCounts {
  const counts = { all: flows.length, proven: 0, likely: 0, warn: 0, fail: 0, untested: 0, never: 0 }
  for (const flow of flows) {
    const verdict = verdictOf(table, flow)
    if (verdict === PASS) {
      if (table.proof[flow] === PROVEN) counts.proven += 1
      else counts.likely += 1
    } else if (verdict === FAIL) counts.fail += 1
    else if (verdict === WARN) counts.warn += 1
    else {
      counts.untested += 1
      if (verdict === NONE) counts.never += 1
    }
  }
  return counts
}

const OPEN = OUTCOMES.indexOf('open')
const CLOSED = OUTCOMES.indexOf('closed')
const NOT_TESTED = OUTCOMES.indexOf('not-tested')
const UNSTABLE = OUTCOMES.indexOf('unstable')
const WRONG_SERVICE = OUTCOMES.indexOf('wrong-service')

/**
 * What became of a flow since the run before. `solved` and `broken` are said only where the outcome of that run is a pass or a failure
 * by itself: a closed port passes or not by its stage and place, and a warning is neither.
 */
export function changeOf(
  table: FlowTable,
  flow: number,
  stage: 'preinstall' | 'operational',
): 'solved' | 'broken' | null {
  const before = table.before[flow] ?? NONE
  if (before === NONE || before === NOT_TESTED || before === UNSTABLE || before === WRONG_SERVICE) return null
  if (before === CLOSED && stage === 'operational') return null
  const passedBefore = before === OPEN || before === CLOSED
  const verdict = table.verdict[flow]
  if (verdict === PASS) return passedBefore ? null : 'solved'
  return verdict === FAIL && passedBefore ? 'broken' : null
}
