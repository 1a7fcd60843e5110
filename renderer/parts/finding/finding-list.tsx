/** The findings of a group, worst first, one open at a time; below them what was solved. */
import { CircleCheck } from 'lucide-react'
import type { FindingView } from '../../../shared/shapes.ts'
import type { CheckResult } from '../../../shared/shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { useKey } from '../keys/registry.ts'
import type { Run } from '../run/use-run.tsx'
import { FindingItem } from './finding-item.tsx'

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
        <FindingItem
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
