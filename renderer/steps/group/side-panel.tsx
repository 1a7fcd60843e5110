/** Beside the matrix: the evidence of the flow that is open, or else the findings of the group. */
import type { RefObject } from 'react'
import type { FindingView } from '../../../shared/contract.ts'
import type { CheckResult } from '../../../shared/contract.ts'
import { EvidencePanel } from '../../parts/evidence/evidence-panel.tsx'
import { FindingList } from '../../parts/finding/finding-list.tsx'
import type { FlowCounts } from '../../parts/matrix/flow-counts.ts'
import type { MatrixHandle } from '../../parts/matrix/matrix.tsx'
import type { MatrixModel } from '../../parts/matrix/matrix-model.ts'
import type { Run } from '../../parts/run/use-run.tsx'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'

interface Props {
  model: MatrixModel
  counts: FlowCounts
  findings: readonly FindingView[]
  solved: CheckResult['solved']
  run: Run
  matrix: RefObject<MatrixHandle | null>
}

export function SidePanel({ model, counts, findings, solved, run, matrix }: Props) {
  const { say } = useWords()
  const flow = useApp((state) => state.shownFlow)
  const showFlow = useApp((state) => state.showFlow)
  const place = flow === null ? -1 : (model.placeOf[flow] ?? -1)
  const name = model.names[model.columnOf[place] ?? -1]
  const rule = model.rows[model.rowOf[place] ?? -1]
  const close = () => {
    showFlow(null)
    if (flow !== null) matrix.current?.focusFlow(flow)
  }
  return (
    <aside className="side-panel" aria-label={say('side.label')}>
      {flow !== null && name && rule ? (
        <EvidencePanel
          key={flow}
          flow={flow}
          pair={`${name.source} → ${name.destination}`}
          port={`${rule.port} ${rule.service}`}
          onClose={close}
          onRun={run.start}
          ready={run.ready}
        />
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it can be reached with Tab
        <section className="side-findings" aria-label={say('finding.list')} tabIndex={0}>
          <FindingList findings={findings} solved={solved} onRun={run.start} ready={run.ready} />
          {findings.length === 0 && <Nothing counts={counts} />}
        </section>
      )}
    </aside>
  )
}

function Nothing({ counts: { all, never, untested } }: { counts: FlowCounts }) {
  const { say } = useWords()
  const key = never === all ? 'finding.noneYet' : untested === all ? 'finding.none' : 'finding.allWell'
  return (
    <div className="side-nothing">
      <p>{say(key)}</p>
      {never < all && <p>{say('finding.choose')}</p>}
    </div>
  )
}
