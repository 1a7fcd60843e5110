/** The flows of a finding in each run that asked them: "24 failed → 0 failed". Nothing before they were asked a second time. */
import { ArrowRight } from 'lucide-react'
import type { FindingView } from '../../../shared/shapes.ts'
import { useWords } from '../../words/words.ts'

/** More runs than fit are told by the first and the last. */
const MOST = 4

export function BeforeAfter({ history }: { history: FindingView['history'] }) {
  const { say, date } = useWords()
  if (history.length < 2) return null
  const shown = history.length > MOST ? [...history.slice(0, 1), ...history.slice(1 - MOST)] : history
  return (
    <section>
      <h3>{say('finding.history')}</h3>
      <ol className="before-after">
        {shown.map(({ run, at, failing }, i) => (
          <li key={run} data-last={i === shown.length - 1 || undefined}>
            {i > 0 && <ArrowRight size={14} aria-hidden />}
            <span>
              <b>{say('finding.failedAt', { count: failing })}</b>
              <time dateTime={at}>{date(at)}</time>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
