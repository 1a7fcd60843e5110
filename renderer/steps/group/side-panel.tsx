/** Beside the matrix: the evidence of the flow that is open, or else the findings of the group, or what stands there before. */
import type { ReactNode, RefObject } from 'react'
import type { FindingView } from '../../../shared/shapes.ts'
import type { CheckResult } from '../../../shared/shapes.ts'
import { EvidencePanel } from '../../parts/evidence/evidence-panel.tsx'
import { FindingList } from '../../parts/finding/finding-list.tsx'
import type { FlowCounts } from '../../parts/matrix/flow-counts.ts'
import type { MatrixHandle } from '../../parts/matrix/matrix.tsx'
import type { MatrixModel } from '../../parts/matrix/matrix-model.ts'
import type { Run } from '../../parts/run/use-run.tsx'
import { NONE } from '../../store/flow-table.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'

interface Props {
  model: MatrixModel
  run: Run
  matrix: RefObject<MatrixHandle | null>
  /** What stands there while no flow is open. */
  children: ReactNode
}

export function SidePanel({ model, run, matrix, children }: Props) {
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
          run={run}
        />
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it can be reached with Tab
        <div className="side-scroll" role="group" aria-label={say('side.label')} tabIndex={0}>
          {children}
        </div>
      )}
    </aside>
  )
}

interface FindingsProps {
  model: MatrixModel
  counts: FlowCounts
  findings: readonly FindingView[]
  solved: CheckResult['solved']
  run: Run
}

export function Findings({ model, counts, findings, solved, run }: FindingsProps) {
  const { say } = useWords()
  const hereOf = ({ flows }: FindingView) => flows.filter((flow) => (model.placeOf[flow] ?? NONE) !== NONE).length
  return (
    <>
      <h2 className="visually-hidden">{say('summary.findings')}</h2>
      <FindingList hereOf={hereOf} findings={findings} solved={solved} run={run} />
      {findings.length === 0 && <Nothing counts={counts} />}
    </>
  )
}

function Nothing({ counts: { all, untested } }: { counts: FlowCounts }) {
  const { say } = useWords()
  return (
    <div className="side-nothing">
      <p>{say(untested === all ? 'finding.none' : 'finding.allWell')}</p>
      <p>{say('finding.choose')}</p>
    </div>
  )
}
