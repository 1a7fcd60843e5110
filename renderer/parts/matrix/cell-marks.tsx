/**
 * What a cell of the matrix shows, as a small number, and the element for each number, made once: thousands of cells share them, and
 * React leaves a cell alone whose element is the same as before.
 */
import type { ReactElement } from 'react'
import { PROOFS, VERDICTS } from '../../../shared/outcome.ts'
import { FIRST_ANSWERS } from '../../../shared/shapes.ts'
import { type FlowTable, NONE } from '../../store/flow-table.ts'
import { VerdictMark } from '../verdict-mark.tsx'

/** First answers begin here; below are verdict and proof. */
const ANSWERS_FROM = 100

/** A first answer is no conclusion, so it hides the verdict of the run before without taking its place. */
export function markCode(table: FlowTable, flow: number): number {
  const answer = table.answer[flow] ?? NONE
  if (answer !== NONE && FIRST_ANSWERS[answer] !== 'not-asked') return ANSWERS_FROM + answer
  const verdict = table.verdict[flow] ?? NONE
  if (verdict === NONE) return VERDICTS.indexOf('untested') * PROOFS.length
  return verdict * PROOFS.length + Math.max(0, table.proof[flow] ?? 0)
}

const made = new Map<number, ReactElement>()

export function markOf(code: number): ReactElement {
  const known = made.get(code)
  if (known) return known
  const mark = code >= ANSWERS_FROM ? answerMark(code - ANSWERS_FROM) : verdictMark(code)
  made.set(code, mark)
  return mark
}

function verdictMark(code: number): ReactElement {
  const verdict = VERDICTS[Math.floor(code / PROOFS.length)] ?? 'untested'
  return <VerdictMark verdict={verdict} proof={PROOFS[code % PROOFS.length] ?? 'none'} />
}

/** Small and grey: neither the shape nor the colour of a verdict. */
function answerMark(answer: number): ReactElement {
  return <span className="answer-mark" data-answer={FIRST_ANSWERS[answer]} aria-hidden />
}
