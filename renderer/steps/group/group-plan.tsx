/** Who talks to whom, what is sent from where, and what that cannot prove. */
import { useMemo } from 'react'
import { DIRECTION_IDS, type DirectionId, type GroupId } from '../../../shared/catalogue/catalogue.ts'
import type { PlanView } from '../../../shared/shapes.ts'
import type { MatrixModel } from '../../parts/matrix/matrix-model.ts'
import { NothingFromHere } from '../../parts/nothing-from-here.tsx'
import { sendsFromHere, useOwnAddresses } from '../../parts/own-address.ts'
import { SitePicture } from '../../parts/site-picture/site-picture.tsx'
import { useApp } from '../../store/store.ts'
import { mayStandIn } from '../../store/vantage-slice.ts'
import { type Words, useWords } from '../../words/words.ts'
import { type Sender, sendersOf } from './what-is-sent.ts'

interface Props {
  plan: PlanView
  group: GroupId
  model: MatrixModel
}

/** So many names are told one by one. */
const NAMED = 4

/** Arrows of the group in the picture; a plan's own rules have none there. */
function directionsOf(plan: PlanView, group: GroupId): DirectionId[] {
  const named = new Set(plan.rules.filter((rule) => rule.group === group).map(({ direction }) => direction))
  return DIRECTION_IDS.filter((direction) => named.has(direction))
}

/** Once there are results: a line above them that opens. */
export function GroupPlanLine(props: Props) {
  const { say } = useWords()
  return (
    <details className="group-plan">
      <summary>{say('group.sends')}</summary>
      <div className="group-plan-line">
        <GroupPlan {...props} />
      </div>
    </details>
  )
}

/** Before there are results: in their place. */
export function GroupPlanPanel(props: Props) {
  const { say } = useWords()
  return (
    <section className="group-plan-panel" aria-labelledby="group-sends">
      <h2 id="group-sends">{say('group.sends')}</h2>
      <GroupPlan {...props} />
    </section>
  )
}

/** Above what can be done: a run of this group would test none of its flows. */
export function NoSender({ plan, model }: Pick<Props, 'plan' | 'model'>) {
  const words = useWords()
  const { own } = useOwnAddresses()
  const sources = useMemo(() => sourcesOf(plan, model), [plan, model])
  if (own.length === 0 || sources.some((source) => sendsFromHere(source, own))) return null
  const source = namesWords(
    words,
    sources.map(({ name }) => name),
  )
  return (
    <NothingFromHere title={words.say('here.nothing.group')}>
      {words.say('here.nothing.groupWhy', { source })}
    </NothingFromHere>
  )
}

function sourcesOf(plan: PlanView, model: MatrixModel): PlanView['endpoints'] {
  const places = new Set(Array.from(model.columns, (pair) => plan.pairs[pair]?.source ?? -1))
  return plan.endpoints.filter((_, place) => places.has(place))
}

function GroupPlan({ plan, group, model }: Props) {
  const words = useWords()
  const { say } = words
  const vantages = useApp((state) => state.check?.result.vantages)
  const stage = useApp((state) => state.check?.draft.stage)
  const standIns = useApp((state) => state.standIns && mayStandIn(state.check))
  const { own } = useOwnAddresses()
  const senders = useMemo(() => sendersOf(plan, model, vantages ?? [], own), [plan, model, vantages, own])
  const directions = useMemo(() => directionsOf(plan, group), [plan, group])
  return (
    <>
      {directions.length > 0 && <SitePicture highlight={directions} />}
      <div className="group-plan-words">
        <ul>
          {senders.map((sender) => (
            <li key={`${sender.vantage} ${sender.sources[0] ?? ''}`}>{senderWords(words, sender)}</li>
          ))}
        </ul>
        <p>{say('group.sends.how')}</p>
        {senders.some(({ vantage }) => vantage === 'ssh') && <p>{say('group.sends.overSsh')}</p>}
        {standIns && <p>{say('group.sends.standIns')}</p>}
        <p>
          {stage === 'preinstall' ? `${say('group.sends.closed')} ` : ''}
          {say('group.sends.likely')}
        </p>
      </div>
    </>
  )
}

const NO_WAY = {
  ssh: 'group.sends.noSsh',
  none: 'group.sends.noVantage',
  local: 'group.sends.notHere',
} as const

const namesWords = ({ say, number }: Words, names: readonly string[]) =>
  names.length <= NAMED
    ? names.join(', ')
    : say('group.sends.many', { first: names[0] ?? '', last: names.at(-1) ?? '', number: number(names.length) })

function senderWords(words: Words, { sources, vantage, sends, flows, ports, why }: Sender): string {
  const { say } = words
  const source = namesWords(words, sources)
  if (sends && vantage !== 'none')
    return say(`group.sends.${vantage}`, { source, count: flows, ports: say('frame.ports', { count: ports }) })
  const noWay = say(NO_WAY[vantage])
  return say('group.sends.none', { source, count: flows, why: why ?? noWay })
}
