/** The steps of the check, with how each stands; live during a run. */
import { ArrowLeft, CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import type { ReactNode } from 'react'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { GROUP_IDS, type GroupId } from '../../../shared/catalogue/catalogue.ts'
import { useApp } from '../../store/store.ts'
import type { Route } from '../../store/view-slice.ts'
import { lackingGroups, rolesOf } from '../../../shared/plan/group-roles.ts'
import { type Words, useWords } from '../../words/words.ts'
import { VerdictMark } from '../verdict-mark.tsx'
import { type GroupStanding, groupStandings } from './group-standing.ts'
import { isSameStep } from './steps.ts'
import './navigation.css'

interface EntryProps {
  route: Route
  mark: ReactNode
  title: string
  detail?: string | undefined
  count?: string | undefined
  /** What `count` says, in words. */
  countWords?: string | undefined
  disabled?: boolean
  onGone: (() => void) | undefined
}

function Entry({ route, mark, title, detail, count, countWords, disabled = false, onGone }: EntryProps) {
  const go = useApp((state) => state.go)
  const isHere = useApp((state) => isSameStep(state.route, route))
  return (
    <li>
      <button
        type="button"
        className="navigation-entry"
        aria-current={isHere ? 'step' : undefined}
        aria-disabled={disabled}
        onClick={() => {
          if (disabled) return
          go(route)
          onGone?.()
        }}
      >
        <span className="navigation-mark">{mark}</span>
        <span className="navigation-words">
          <span className="navigation-title">{title}</span>
          {detail !== undefined && <span className="navigation-detail">{detail}</span>}
        </span>
        {count !== undefined && (
          <span className="navigation-count tabular">
            <span aria-hidden>{count}</span>
            <span className="visually-hidden">{countWords}</span>
          </span>
        )}
      </button>
    </li>
  )
}

function SiteEntry({ onGone }: { onGone: (() => void) | undefined }) {
  const { say } = useWords()
  const plan = useApp(({ check }) => check?.plan ?? null)
  const faults = useApp(({ check }) => check?.faults.length ?? 0)
  const isEmpty = useApp(({ check }) => check?.draft.endpoints.length === 0)
  const of = (role: string) => plan?.endpoints.filter((endpoint) => endpoint.role === role).length ?? 0
  const counts = {
    nodes: say('frame.nodes', { count: of('psm-node') }),
    cards: say('frame.cards', { count: of('dsc') }),
    flows: say('frame.flows', { count: plan?.flows ?? 0 }),
  }
  const unfinished = isEmpty ? say('frame.siteMissing') : say('frame.siteFaults', { count: faults })
  const Mark = plan ? CircleCheck : isEmpty ? CircleDashed : CircleAlert
  return (
    <Entry
      route={{ step: 'site' }}
      mark={<Mark size={16} strokeWidth={1.75} aria-hidden />}
      title={say('frame.site')}
      detail={plan ? say('frame.siteCounts', counts) : unfinished}
      onGone={onGone}
    />
  )
}

function useStandings(): readonly GroupStanding[] {
  const plan = useApp(({ check }) => check?.plan ?? null)
  const flows = useApp((state) => state.flows)
  // The table changes in place; the version says that it did, and the component is drawn anew.
  useApp(({ flowsVersion }) => flowsVersion)
  return plan ? groupStandings(plan, flows) : []
}

/** Shown while the site has faults, and so no plan. */
const CATALOGUE_PORTS = new Map<GroupId, number[]>()
for (const { group, port } of APPENDIX_B.rows) CATALOGUE_PORTS.set(group, [...(CATALOGUE_PORTS.get(group) ?? []), port])

const portWords = (ports: readonly number[], say: Words['say']) =>
  ports.length <= 4 ? ports.join(', ') : say('frame.ports', { count: ports.length })

type OnGone = (() => void) | undefined

/** A group that cannot be gone to; `detail` says why, or what it would ask. */
function LockedEntry({ group, detail, onGone }: { group: GroupId; detail: string; onGone: OnGone }) {
  const { say } = useWords()
  return (
    <Entry
      route={{ step: 'group', group }}
      mark={<VerdictMark verdict="untested" proof="none" />}
      title={say(`frame.group.${group}`)}
      detail={detail}
      disabled
      onGone={onGone}
    />
  )
}

function StandingEntry({ standing, onGone }: { standing: GroupStanding; onGone: OnGone }) {
  const { say, number } = useWords()
  const { id, ports, flows, passed, verdict, proof } = standing
  return (
    <Entry
      route={{ step: 'group', group: id }}
      mark={<VerdictMark verdict={verdict} proof={proof} label={say(`verdict.${verdict}`)} />}
      title={say(`frame.group.${id}`)}
      detail={portWords(ports, say)}
      count={`${number(passed)}/${number(flows)}`}
      countWords={say('frame.passed', { passed, all: flows })}
      onGone={onGone}
    />
  )
}

function GroupEntries({ onGone }: { onGone: OnGone }) {
  const { say } = useWords()
  const standings = useStandings()
  const plan = useApp(({ check }) => check?.plan ?? null)
  if (!plan) {
    return GROUP_IDS.map((group) => (
      <LockedEntry
        key={group}
        group={group}
        detail={portWords(CATALOGUE_PORTS.get(group) ?? [], say)}
        onGone={onGone}
      />
    ))
  }
  const lacking = new Map(lackingGroups(rolesOf(plan.endpoints), APPENDIX_B).map(({ id, roles }) => [id, roles]))
  return plan.groups.map(({ id }) => {
    const standing = standings.find((one) => one.id === id)
    if (standing) return <StandingEntry key={id} standing={standing} onGone={onGone} />
    const roles = lacking.get(id)?.map((role) => say(`site.role.${role}`))
    const why = roles ? say('frame.group.needs', { roles: roles.join(', ') }) : say('frame.group.noFlows')
    return <LockedEntry key={id} group={id} detail={why} onGone={onGone} />
  })
}

function SummaryEntry({ onGone }: { onGone: (() => void) | undefined }) {
  const { say } = useWords()
  const hasPlan = useApp(({ check }) => check?.plan != null)
  const standing = useApp(({ check }) => check?.result.standing ?? 'untested')
  const proofs = useStandings().flatMap(({ verdict, proof }) => (verdict === standing ? [proof] : []))
  const isProven = standing === 'pass' ? proofs.every((proof) => proof === 'proven') : proofs.includes('proven')
  const proof = standing === 'untested' ? 'none' : isProven ? 'proven' : 'likely'
  return (
    <Entry
      route={{ step: 'summary' }}
      mark={<VerdictMark verdict={standing} proof={proof} label={say(`verdict.${standing}`)} />}
      title={say('frame.summary')}
      disabled={!hasPlan}
      onGone={onGone}
    />
  )
}

/** `onGone`: the navigation stands in a popover, which closes. */
export function Navigation({ onGone }: { onGone?: () => void }) {
  const { say } = useWords()
  const hasPlan = useApp(({ check }) => check?.plan != null)
  return (
    <nav className="navigation" aria-label={say('frame.navigation')}>
      <ul>
        <Entry
          route={{ step: 'start' }}
          mark={<ArrowLeft size={16} aria-hidden />}
          title={say('frame.checks')}
          onGone={onGone}
        />
      </ul>
      <p className="navigation-heading" id="navigation-check">
        {say('frame.check')}
      </p>
      <ul aria-labelledby="navigation-check">
        <SiteEntry onGone={onGone} />
      </ul>
      <p className="navigation-heading" id="navigation-groups">
        {say('frame.groups')}
      </p>
      {!hasPlan && <p className="navigation-note">{say('frame.siteFirst')}</p>}
      <ul aria-labelledby="navigation-groups">
        <GroupEntries onGone={onGone} />
      </ul>
      <p className="navigation-heading" id="navigation-result">
        {say('frame.result')}
      </p>
      <ul aria-labelledby="navigation-result">
        <SummaryEntry onGone={onGone} />
      </ul>
    </nav>
  )
}
