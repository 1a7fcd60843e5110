/** Before a run: who talks to whom, what is sent from where, and what that cannot prove. Closed once there are results. */
import { type ReactNode, useMemo, useState } from 'react'
import type { PlanView } from '../../../shared/contract.ts'
import type { MatrixModel } from '../../parts/matrix/matrix-model.ts'
import { useApp } from '../../store/store.ts'
import { type Words, useWords } from '../../words/words.ts'
import { type Sender, sendersOf } from './what-is-sent.ts'

interface Props {
  plan: PlanView
  model: MatrixModel
  /** Whether nothing was asked yet. */
  fresh: boolean
  /** The picture of the site with the arrows of this group. */
  picture: ReactNode
}

/** So many names are told one by one. */
const NAMED = 4

export function GroupPlan({ plan, model, fresh, picture }: Props) {
  const words = useWords()
  const { say } = words
  const vantages = useApp((state) => state.check?.result.vantages)
  const stage = useApp((state) => state.check?.draft.stage)
  const senders = useMemo(() => sendersOf(plan, model, vantages ?? []), [plan, model, vantages])
  const [chosen, setChosen] = useState<boolean | null>(null)
  return (
    <details className="group-plan" open={chosen ?? fresh}>
      {/* The element opens by itself; the state follows, so that it stays as it was left. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events */}
      <summary
        onClick={(event) => {
          event.preventDefault()
          setChosen(!(chosen ?? fresh))
        }}
      >
        {say('group.sends')}
      </summary>
      <div className="group-plan-body">
        {picture}
        <div className="group-plan-words">
          <ul>
            {senders.map((sender) => (
              <li key={`${sender.vantage} ${sender.sources[0] ?? ''}`} data-vantage={sender.vantage}>
                {senderWords(words, sender)}
              </li>
            ))}
          </ul>
          <p>{say('group.sends.how')}</p>
          <p>
            {stage === 'preinstall' ? `${say('group.sends.closed')} ` : ''}
            {say('group.sends.likely')}
          </p>
        </div>
      </div>
    </details>
  )
}

function senderWords({ say, number }: Words, { sources, vantage, flows, ports, why }: Sender): string {
  const source =
    sources.length <= NAMED
      ? sources.join(', ')
      : say('group.sends.many', { first: sources[0] ?? '', last: sources.at(-1) ?? '', number: number(sources.length) })
  if (vantage === 'none')
    return say('group.sends.none', { source, count: flows, why: why ?? say('group.sends.noVantage') })
  return say(`group.sends.${vantage}`, { source, count: flows, ports })
}
