/** The findings of a group, worst first, one open at a time; below them what was solved. */
import { ChevronDown, ChevronRight, CircleCheck } from 'lucide-react'
import { useId } from 'react'
import type { FindingView } from '../../../shared/shapes.ts'
import type { CheckResult } from '../../../shared/shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { useKey } from '../keys/registry.ts'
import type { Run } from '../run/use-run.tsx'
import { VerdictMark } from '../verdict-mark.tsx'
import { FindingCard } from './finding-card.tsx'

interface Props {
  /** Of the flows of a finding, those of the group that is shown. */
  hereOf: (finding: FindingView) => number
  findings: readonly FindingView[]
  solved: CheckResult['solved']
  run: Run
}

export function FindingList({ hereOf, findings, solved, run }: Props) {
  const { say } = useWords()
  const shown = useApp((state) => state.shownFinding)
  const showFinding = useApp((state) => state.showFinding)
  const open = findings.findIndex(({ id }) => id === shown)
  const step = (by: number) => {
    const next = findings[(open + by + findings.length) % findings.length]
    if (next) showFinding(next.id)
  }
  useKey('next', () => step(1), findings.length > 1)
  useKey('previous', () => step(open === -1 ? 0 : -1), findings.length > 1)
  return (
    <div className="finding-list">
      {findings.map((finding) => (
        <Item
          key={finding.id}
          finding={finding}
          here={hereOf(finding)}
          isOpen={finding.id === shown}
          onToggle={() => showFinding(finding.id === shown ? null : finding.id)}
          run={run}
        />
      ))}
      {solved.length > 0 && (
        <section className="finding-solved">
          <h2>{say('finding.solved')}</h2>
          <ul>
            {solved.map((finding) => (
              <Solved key={`${finding.id} ${finding.failedAt}`} finding={finding} />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

interface ItemProps {
  finding: FindingView
  here: number
  isOpen: boolean
  onToggle: () => void
  run: Run
}

function Item({ finding, here, isOpen, onToggle, run }: ItemProps) {
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
            proof={proven === all ? 'proven' : 'likely'}
            label={say(`verdict.${severity}`)}
          />
          <span className="finding-title" id={head}>
            {title}
          </span>
          {isOpen ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
        </button>
      </h2>
      <p className="finding-facts">
        <span className="finding-proof">{proof}</span>
        <span>{here === all ? say('finding.flows', { count: all }) : say('finding.here', { here, all })}</span>
      </p>
      <div id={body} hidden={!isOpen}>
        {isOpen && <FindingCard finding={finding} run={run} />}
      </div>
    </article>
  )
}

function Solved({ finding }: { finding: CheckResult['solved'][number] }) {
  const { say, date } = useWords()
  const { title, flows, failedAt, passedAt } = finding
  return (
    <li>
      <CircleCheck size={16} aria-hidden />
      <span>
        {title}
        <small>{say('finding.solvedAt', { count: flows.length, before: date(failedAt), after: date(passedAt) })}</small>
      </span>
    </li>
  )
}
