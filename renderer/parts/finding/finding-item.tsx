/** A finding in a list of them, one open at a time. */
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useId } from 'react'
import type { FindingView } from '../../../shared/shapes.ts'
import { useWords } from '../../words/words.ts'
import type { Run } from '../run/use-run.tsx'
import { VerdictMark } from '../verdict-mark.tsx'
import { FindingCard } from './finding-card.tsx'

interface Props {
  finding: FindingView
  /** Its flows in what is shown. */
  here: number
  isOpen: boolean
  onToggle: () => void
  run: Run
}

/** One finding: its head opens and closes its card. */
export function FindingItem({ finding, here, isOpen, onToggle, run }: Props) {
  const { say, number } = useWords()
  const body = useId()
  const head = useId()
  const { severity, title, flows, proven } = finding
  const all = flows.length
  // Beside the verdict, and of another kind: how sure the cause is.
  const proof =
    proven === all
      ? say('finding.proven')
      : proven === 0
        ? say('finding.likely')
        : say('finding.partly', { proven: number(proven), all: number(all) })
  return (
    <article className="finding" data-severity={severity} data-open={isOpen || undefined} aria-labelledby={head}>
      <h2 className="finding-heading">
        <button type="button" className="finding-head" aria-expanded={isOpen} aria-controls={body} onClick={onToggle}>
          <VerdictMark
            verdict={severity}
            proof={all > 0 && proven === all ? 'proven' : 'likely'}
            label={say(`verdict.${severity}`)}
          />
          <span className="finding-title" id={head}>
            {title}
          </span>
          {isOpen ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
        </button>
      </h2>
      <p className="finding-facts">
        {all === 0 ? (
          <span>{say('finding.beside')}</span>
        ) : (
          <>
            <span className="finding-proof">{proof}</span>
            <span>{here === all ? say('finding.flows', { count: all }) : say('finding.here', { here, all })}</span>
          </>
        )}
      </p>
      <div id={body} hidden={!isOpen}>
        {isOpen && <FindingCard finding={finding} run={run} />}
      </div>
    </article>
  )
}
