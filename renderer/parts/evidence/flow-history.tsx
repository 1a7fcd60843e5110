/** What each run concluded of a flow, newest first. Nothing while there was one run only. */
import type { FlowDetail } from '../../../shared/shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { outcomeWords } from '../matrix/flow-words.ts'
import { VerdictMark } from '../verdict-mark.tsx'

export function FlowHistory({ history }: { history: FlowDetail['history'] }) {
  const words = useWords()
  const { say, date } = words
  const stage = useApp((state) => state.check?.draft.stage ?? 'preinstall')
  if (history.length < 2) return null
  return (
    <section>
      <h3>{say('evidence.history')}</h3>
      <ol className="flow-history" reversed>
        {history.toReversed().map(({ run, at, outcome, verdict, proof, reason }) => (
          <li key={run} title={reason}>
            <VerdictMark verdict={verdict} proof={proof} label={say(`verdict.${verdict}`)} />
            <span>{outcomeWords(words, outcome, stage)}</span>
            <time dateTime={at}>
              {say('evidence.run', { run })}, {date(at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  )
}
