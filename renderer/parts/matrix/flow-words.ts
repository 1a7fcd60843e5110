/** A flow in words: what is read aloud of a cell, shown under the matrix, written in the list, and found by the filter. */
import { FIRST_ANSWERS } from '../../../shared/shapes.ts'
import { OUTCOMES, type Outcome, PROOFS, VERDICTS } from '../../../shared/outcome.ts'
import type { Stage } from '../../../shared/plan/plan.ts'
import { type FlowTable, NONE } from '../../store/flow-table.ts'
import { type Words, wordsOf } from '../../words/words.ts'
import { changeOf } from './flow-counts.ts'
import type { MatrixModel } from './matrix-model.ts'

export function outcomeWords({ say }: Words, outcome: Outcome, stage: Stage): string {
  return outcome === 'closed' && stage === 'preinstall' ? say('outcome.closed.preinstall') : say(`outcome.${outcome}`)
}

/** "silent, fail, likely, broken since the run before" */
export function stateWords(words: Words, table: FlowTable, flow: number, stage: Stage): string {
  const { say } = words
  const answer = FIRST_ANSWERS[table.answer[flow] ?? NONE]
  if (answer !== undefined && answer !== 'not-asked') return say(`answer.${answer}`)
  const outcome = OUTCOMES[table.outcome[flow] ?? NONE]
  const verdict = VERDICTS[table.verdict[flow] ?? NONE]
  const proof = PROOFS[table.proof[flow] ?? NONE]
  if (outcome === undefined || verdict === undefined) return say('outcome.never')
  if (verdict === 'untested') return outcomeWords(words, outcome, stage)
  const change = changeOf(table, flow, stage)
  return [
    outcomeWords(words, outcome, stage),
    say(`verdict.${verdict}`).toLocaleLowerCase(words.language),
    ...(proof === undefined || proof === 'none' ? [] : [say(`proof.${proof}`)]),
    ...(change ? [say(`change.${change}`)] : []),
  ].join(', ')
}

/** "psm-3 to psm-1, port 9010 EventsManager: silent, fail, likely" */
export function cellLabel(words: Words, model: MatrixModel, table: FlowTable, flow: number, stage: Stage): string {
  const i = model.placeOf[flow] ?? NONE
  const name = model.names[model.columnOf[i] ?? 0]
  const rule = model.rows[model.rowOf[i] ?? 0]
  return words.say('matrix.cell', {
    source: name?.source ?? '',
    destination: name?.destination ?? '',
    port: String(rule?.port ?? ''),
    service: rule?.service ?? '',
    state: stateWords(words, table, flow, stage),
  })
}

/** Of each outcome, and last of a flow that was never asked: every word for it in both languages, for the filter. */
export const OUTCOME_TEXTS: readonly string[] = [
  ...OUTCOMES.map((outcome) =>
    [
      outcome,
      ...(['en', 'de'] as const).flatMap((language) => [
        outcomeWords(wordsOf(language), outcome, 'preinstall'),
        outcomeWords(wordsOf(language), outcome, 'operational'),
      ]),
    ].join(' '),
  ),
  (['en', 'de'] as const).map((language) => wordsOf(language).say('outcome.never')).join(' '),
]
