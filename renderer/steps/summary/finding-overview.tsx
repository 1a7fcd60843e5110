/** All findings of the check: those of flows a line each, with a way to their group, and those beside the flows whole. */
import { ArrowRight, CircleCheck } from 'lucide-react'
import type { GroupId } from '../../../shared/catalogue/catalogue.ts'
import type { FindingView, PlanView } from '../../../shared/shapes.ts'
import type { FlowTable } from '../../store/flow-table.ts'
import { FindingItem } from '../../parts/finding/finding-item.tsx'
import { useRun } from '../../parts/run/use-run.tsx'
import { VerdictMark } from '../../parts/verdict-mark.tsx'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'

function groupOf(plan: PlanView, table: FlowTable, { flows }: FindingView): GroupId {
  return plan.rules[table.rule[flows[0] ?? 0] ?? 0]?.group ?? 'extra'
}

export function FindingOverview({ plan }: { plan: PlanView }) {
  const { say } = useWords()
  const table = useApp((state) => state.flows)
  const findings = useApp((state) => state.check?.result.findings) ?? []
  const solved = useApp((state) => state.check?.result.solved) ?? []
  const go = useApp((state) => state.go)
  const showFinding = useApp((state) => state.showFinding)
  const ofFlows = findings.filter(({ flows }) => flows.length > 0)
  const beside = findings.filter(({ flows }) => flows.length === 0)
  const open = (finding: FindingView) => {
    go({ step: 'group', group: groupOf(plan, table, finding) })
    showFinding(finding.id)
  }
  return (
    <section className="summary-section" aria-labelledby="summary-findings">
      <h2 id="summary-findings">{say('summary.findings')}</h2>
      {findings.length === 0 && <p>{say('summary.findings.none')}</p>}
      <ul className="finding-overview">
        {ofFlows.map((finding) => (
          <li key={finding.id}>
            <button type="button" onClick={() => open(finding)}>
              <VerdictMark
                verdict={finding.severity}
                proof={finding.proven === finding.flows.length ? 'proven' : 'likely'}
                label={say(`verdict.${finding.severity}`)}
              />
              <span className="finding-overview-title">
                {finding.title}
                <small>{finding.whoCanFix}</small>
              </span>
              <ArrowRight size={16} aria-hidden />
            </button>
          </li>
        ))}
        {solved.map(({ id, title, failedAt }) => (
          <li key={`${id} ${failedAt}`} className="finding-overview-solved">
            <CircleCheck size={16} aria-hidden />
            <span>
              {say('finding.solved')}: {title}
            </span>
          </li>
        ))}
      </ul>
      {beside.length > 0 && <BesideFlows findings={beside} />}
    </section>
  )
}

/** They are of no group, so they are shown here whole. */
function BesideFlows({ findings }: { findings: readonly FindingView[] }) {
  const shown = useApp((state) => state.shownFinding)
  const showFinding = useApp((state) => state.showFinding)
  const run = useRun()
  return (
    <div className="findings-beside">
      {findings.map((finding) => (
        <FindingItem
          key={finding.id}
          finding={finding}
          here={0}
          isOpen={finding.id === shown}
          onToggle={() => showFinding(finding.id === shown ? null : finding.id)}
          run={run}
        />
      ))}
      {run.question}
    </div>
  )
}
