/** One port group: what it is for, what is sent, the run, the conclusion, every flow, and what to do about what fails. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import type { GroupId } from '../../../shared/catalogue/catalogue.ts'
import type { PlanView } from '../../../shared/shapes.ts'
import { lackingGroups, rolesOf } from '../../../shared/plan/group-roles.ts'
import { routeName } from '../../parts/frame/steps.ts'
import { type FlowCounts, countFlows } from '../../parts/matrix/flow-counts.ts'
import { InTurn } from '../../parts/in-turn.tsx'
import { FlowPanel } from '../../parts/matrix/flow-panel.tsx'
import { matrixModel } from '../../parts/matrix/matrix-model.ts'
import type { MatrixHandle } from '../../parts/matrix/matrix.tsx'
import { RunProgress, spokenProgress } from '../../parts/run/run-progress.tsx'
import { useRun } from '../../parts/run/use-run.tsx'
import type { OpenCheck } from '../../store/check-slice.ts'
import { NONE } from '../../store/flow-table.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { conclusionOf } from './conclusion.ts'
import { ConclusionBanner } from './conclusion-banner.tsx'
import { LostVantages } from '../../parts/vantages/lost-vantages.tsx'
import { StandInSwitch } from '../../parts/vantages/stand-in-switch.tsx'
import { GroupActions } from './group-actions.tsx'
import { GroupPlanLine, GroupPlanPanel, NoSender } from './group-plan.tsx'
import { Findings, SidePanel } from './side-panel.tsx'
import { askableOf } from './what-is-sent.ts'
import './group-page.css'

export function GroupPage() {
  const { say } = useWords()
  const route = useApp((state) => state.route)
  const plan = useApp((state) => state.check?.plan)
  const isLoading = useApp(({ flows }) => flows.loaded < flows.size)
  if (route.step !== 'group' || plan === undefined) return null
  if (plan === null) return <p className="group-empty">{say('group.noPlan')}</p>
  const known = plan.groups.some(({ id, flows }) => id === route.group && flows > 0)
  if (!known) return <NoFlows plan={plan} group={route.group} />
  // A plan of 36,000 flows comes in pieces; a matrix of a part of them would only flicker.
  if (isLoading) return <p className="group-empty">{say('group.loading')}</p>
  return <Group key={route.group} group={route.group} plan={plan} />
}

function NoFlows({ plan, group }: { plan: PlanView; group: GroupId }) {
  const { say } = useWords()
  const missing = lackingGroups(rolesOf(plan.endpoints), APPENDIX_B).find(({ id }) => id === group)
  const roles = missing?.roles.map((role) => say(`site.role.${role}`)).join(', ')
  return <p className="group-empty">{roles === undefined ? say('group.noFlows') : say('group.locked', { roles })}</p>
}

/** Counts of the group, made anew with each change of its flows. */
function useGroup(plan: PlanView, group: GroupId) {
  const table = useApp((state) => state.flows)
  const version = useApp((state) => state.flowsVersion)
  const model = useMemo(() => matrixModel(plan, table, group), [plan, table, group])
  return useMemo(() => {
    return { model, counts: countFlows(table, model.flows), askable: askableOf(plan, model, table) }
    // The table changes in place, its version tells when.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [model, table, version])
}

function useFindings(model: ReturnType<typeof matrixModel>) {
  const all = useApp((state) => state.check?.result.findings)
  const allSolved = useApp((state) => state.check?.result.solved)
  return useMemo(() => {
    const isHere = ({ flows }: { flows: readonly number[] }) =>
      flows.some((flow) => (model.placeOf[flow] ?? NONE) !== NONE)
    return { findings: (all ?? []).filter(isHere), solved: (allSolved ?? []).filter(isHere) }
  }, [all, allSolved, model])
}

function Group({ group, plan }: { group: GroupId; plan: PlanView }) {
  const words = useWords()
  const running = useApp((state) => state.check?.running ?? null)
  const readOnly = useApp((state) => state.check?.readOnly ?? null)
  const { model, counts, askable } = useGroup(plan, group)
  const { findings, solved } = useFindings(model)
  const run = useRun()
  const fresh = isFresh(counts, findings, solved)
  const title = words.say(routeName({ step: 'group', group }))
  const about = plan.groups.find(({ id }) => id === group)
  const sentence = conclusionOf(words, counts)
  const spoken = useSpoken(running, sentence)
  return (
    <div className="group-page">
      <header className="group-head">
        <div>
          <h1 tabIndex={-1}>{title}</h1>
          <p>{about?.purpose}</p>
        </div>
        <GroupActions group={group} counts={counts} askable={askable} run={run} />
      </header>
      <StandInSwitch />
      <NoSender plan={plan} model={model} />
      {readOnly !== null && <p className="group-read-only">{words.say('group.readOnly', { why: readOnly })}</p>}
      {!fresh && (
        <InTurn turn={3}>
          <GroupPlanLine plan={plan} group={group} model={model} />
        </InTurn>
      )}
      {running ? (
        <RunProgress progress={running} note={noteOf(words, running, group)} />
      ) : (
        <ConclusionBanner counts={counts} sentence={sentence} />
      )}
      {!running && <LostVantages plan={plan} flows={model.flows} group={group} run={run} />}
      <p role="status" className="visually-hidden">
        {spoken}
      </p>
      <GroupBody {...{ plan, group, model, counts, findings, solved, run, title }} />
      {run.question}
    </div>
  )
}

/** Nothing is to be shown but what will be asked. In a second run findings of the one before stay until it has ended. */
const isFresh = (counts: FlowCounts, findings: readonly unknown[], solved: readonly unknown[]) =>
  counts.never === counts.all && findings.length === 0 && solved.length === 0

type Results = ReturnType<typeof useFindings> & Pick<ReturnType<typeof useGroup>, 'model' | 'counts'>

interface BodyProps extends Results {
  plan: PlanView
  group: GroupId
  run: ReturnType<typeof useRun>
  title: string
}

/** Every flow, and beside them what they mean. */
function GroupBody({ plan, group, model, counts, findings, solved, run, title }: BodyProps) {
  const { shown, chosen } = useChosenFinding(findings)
  const matrix = useRef<MatrixHandle>(null)
  const [isDrawn, setDrawn] = useState(false)
  const drawn = useCallback(() => setDrawn(true), [])
  const reveal = findings.find(({ id }) => id === shown)?.flows[0] ?? null
  useEffect(() => {
    if (reveal !== null && isDrawn) matrix.current?.revealFlow(reveal)
  }, [reveal, isDrawn])
  const fresh = isFresh(counts, findings, solved)
  return (
    <div className="group-body">
      <InTurn turn={1} onDrawn={drawn}>
        <FlowPanel plan={plan} model={model} title={title} finding={chosen} handle={matrix} />
      </InTurn>
      <SidePanel model={model} run={run} matrix={matrix}>
        <InTurn turn={2}>
          {fresh ? (
            <GroupPlanPanel plan={plan} group={group} model={model} />
          ) : (
            <Findings model={model} counts={counts} findings={findings} solved={solved} run={run} />
          )}
        </InTurn>
      </SidePanel>
    </div>
  )
}

type Running = OpenCheck['running']

/** A run that asks for something else than this group is told so. */
function noteOf(
  { say }: ReturnType<typeof useWords>,
  running: NonNullable<Running>,
  group: GroupId,
): string | undefined {
  const { ask } = running
  if (ask.kind === 'all') return say('run.whole')
  if (ask.kind === 'finding' || ask.kind === 'flow') return undefined
  return ask.group === group ? undefined : say(ask.group === undefined ? 'run.whole' : 'run.other')
}

/** The worst finding is open when none was chosen. Gives the place of the open one in the list of all findings. */
function useChosenFinding(findings: readonly { id: string }[]) {
  const shown = useApp((state) => state.shownFinding)
  const showFinding = useApp((state) => state.showFinding)
  const all = useApp((state) => state.check?.result.findings)
  const first = findings[0]?.id ?? null
  const shownFlow = useApp((state) => state.shownFlow)
  const offered = useRef<string | null>(null)
  useEffect(() => {
    if (first === offered.current) return
    offered.current = first
    // A flow that is open keeps its place; the finding waits behind it.
    if (first !== null && shown === null && shownFlow === null) showFinding(first)
  }, [first, shown, shownFlow, showFinding])
  const chosen = useMemo(() => all?.findIndex(({ id }) => id === shown) ?? NONE, [all, shown])
  return { shown, chosen }
}

/** What the live region says: the run as it goes, and how it ended; nothing of what was there before. */
function useSpoken(running: Running, sentence: string): string {
  const words = useWords()
  const [seen, setSeen] = useState(false)
  if (running && !seen) setSeen(true)
  if (running) return spokenProgress(words, running)
  return seen ? words.say('run.done', { sentence }) : ''
}
