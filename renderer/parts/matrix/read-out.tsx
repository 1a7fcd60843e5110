/** The line under the matrix: the flow that is pointed at, in words; without one, what the marks mean. */
import { type RefObject, useImperativeHandle, useState } from 'react'
import type { Stage } from '../../../shared/plan/plan.ts'
import type { FlowTable } from '../../store/flow-table.ts'
import { useWords } from '../../words/words.ts'
import { VerdictMark } from '../verdict-mark.tsx'
import { markCode, markOf } from './cell-marks.tsx'
import { cellLabel } from './flow-words.ts'
import type { MatrixModel } from './matrix-model.ts'
import './read-out.css'

export interface ReadOutHandle {
  point: (flow: number | null) => void
}

interface Props {
  model: MatrixModel
  table: FlowTable
  stage: Stage
  /** First answers are explained while a run gives them. */
  running: boolean
  handle: RefObject<ReadOutHandle | null>
}

export function ReadOut({ model, table, stage, running, handle }: Props) {
  const words = useWords()
  const { say } = words
  const [flow, point] = useState<number | null>(null)
  useImperativeHandle(handle, () => ({ point }), [])
  if (flow !== null && (model.placeOf[flow] ?? -1) >= 0) {
    return (
      // A cell says the same as its name, so a screen reader does not hear it twice.
      <div className="read-out" aria-hidden>
        {markOf(markCode(table, flow))}
        <span className="read-out-flow">{cellLabel(words, model, table, flow, stage)}</span>
      </div>
    )
  }
  return (
    <ul className="read-out" aria-label={say('matrix.legend')}>
      <Sign words={say('matrix.legend.proven')} verdict="pass" proof="proven" />
      <Sign words={say('matrix.legend.likely')} verdict="pass" proof="likely" />
      <Sign words={say('matrix.legend.fail')} verdict="fail" proof="proven" />
      <Sign words={say('matrix.legend.warn')} verdict="warn" proof="likely" />
      <Sign words={say('matrix.legend.untested')} verdict="untested" proof="none" />
      {running && (
        <li>
          <span className="answer-mark" aria-hidden />
          {say('matrix.legend.answer')}
        </li>
      )}
    </ul>
  )
}

function Sign({
  words,
  verdict,
  proof,
}: { words: string } & Pick<Parameters<typeof VerdictMark>[0], 'verdict' | 'proof'>) {
  return (
    <li>
      <VerdictMark verdict={verdict} proof={proof} size={13} />
      {words}
    </li>
  )
}
