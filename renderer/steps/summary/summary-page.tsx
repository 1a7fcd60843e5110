/** The whole check: how the site stands, what to do, what to hand over. */
import { TriangleAlert } from 'lucide-react'
import { useMemo } from 'react'
import type { PlanView } from '../../../shared/shapes.ts'
import { Button } from '../../parts/controls/button.tsx'
import { InTurn } from '../../parts/in-turn.tsx'
import { useKey } from '../../parts/keys/registry.ts'
import { type FlowCounts, countFlows } from '../../parts/matrix/flow-counts.ts'
import { CancelButton } from '../../parts/run/cancel-button.tsx'
import { RunProgress, spokenProgress } from '../../parts/run/run-progress.tsx'
import { useRun } from '../../parts/run/use-run.tsx'
import { LostVantages } from '../../parts/vantages/lost-vantages.tsx'
import { StandInSwitch } from '../../parts/vantages/stand-in-switch.tsx'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { ConclusionBanner } from '../group/conclusion-banner.tsx'
import { ChangeRequest } from './change-request.tsx'
import { EnvironmentSection } from './environment-section.tsx'
import { FieldSection } from '../../parts/field-checks/field-section.tsx'
import { FindingOverview } from './finding-overview.tsx'
import { HeatMap } from './heat-map.tsx'
import { ReportButtons } from './report-buttons.tsx'
import { RunList } from './run-list.tsx'
import { SignOff } from './sign-off.tsx'
import { UntestedSection } from './untested-section.tsx'
import './summary-page.css'

export function SummaryPage() {
  const { say } = useWords()
  const plan = useApp((state) => state.check?.plan)
  const isLoading = useApp(({ flows }) => flows.loaded < flows.size)
  if (plan === undefined) return null
  if (plan === null) return <p className="summary-empty">{say('summary.none')}</p>
  return isLoading ? <p className="summary-empty">{say('group.loading')}</p> : <Summary plan={plan} />
}

function useCounts(): { counts: FlowCounts; flows: Uint32Array } {
  const table = useApp((state) => state.flows)
  const version = useApp((state) => state.flowsVersion)
  const flows = useMemo(() => Uint32Array.from({ length: table.size }, (_, flow) => flow), [table])
  // The table changes in place, its version tells when.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const counts = useMemo(() => countFlows(table, flows), [table, flows, version])
  return { counts, flows }
}

function Summary({ plan }: { plan: PlanView }) {
  const { say } = useWords()
  const warnings = useApp((state) => state.check?.result.warnings)
  const ownWarnings = useApp((state) => state.check?.result.environment?.warnings)
  // The run repeats some of what is said of the machine.
  const warned = [...new Set([...(warnings ?? []), ...(ownWarnings ?? [])])]
  return (
    <div className="summary-page">
      <Head plan={plan} />
      {warned.length > 0 && (
        <section className="summary-warnings" aria-labelledby="summary-warnings">
          <h2 id="summary-warnings">
            <TriangleAlert size={16} aria-hidden />
            {say('summary.warnings')}
          </h2>
          <ul className="summary-list">
            {warned.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </section>
      )}
      <div className="summary-columns">
        <div className="summary-column">
          <section className="summary-section" aria-labelledby="summary-map">
            <h2 id="summary-map">{say('summary.map')}</h2>
            <InTurn turn={1}>
              <HeatMap plan={plan} />
            </InTurn>
          </section>
          <InTurn turn={3}>
            <UntestedSection plan={plan} />
          </InTurn>
          <FieldSection />
          <RunList />
          <EnvironmentSection />
        </div>
        <div className="summary-column">
          <InTurn turn={2}>
            <FindingOverview plan={plan} />
            <ChangeRequest />
            <SignOff />
          </InTurn>
        </div>
      </div>
    </div>
  )
}

function Head({ plan }: { plan: PlanView }) {
  const words = useWords()
  const { say } = words
  const { counts, flows } = useCounts()
  const running = useApp((state) => state.check?.running ?? null)
  const sentence = useApp((state) => state.check?.result.sentence ?? '')
  const standing = useApp((state) => state.check?.result.standing ?? 'untested')
  const run = useRun()
  const start = () => run.start({ kind: 'all' })
  useKey('run', start, run.ready)
  return (
    <>
      <header className="summary-head">
        <h1 tabIndex={-1}>{say('summary.title')}</h1>
        <ReportButtons isDisabled={counts.never === counts.all} />
        {running ? (
          <CancelButton />
        ) : (
          <Button kind={counts.never === counts.all ? 'primary' : 'plain'} isDisabled={!run.ready} onPress={start}>
            {say('summary.runAll')}
          </Button>
        )}
      </header>
      <StandInSwitch />
      {running ? (
        <RunProgress progress={running} />
      ) : (
        <ConclusionBanner counts={counts} sentence={sentence} standing={standing} />
      )}
      {!running && <LostVantages plan={plan} flows={flows} run={run} />}
      <p role="status" className="visually-hidden">
        {running ? spokenProgress(words, running) : ''}
      </p>
      {run.question}
    </>
  )
}
