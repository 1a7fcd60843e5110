/** What was not tested, and why: a check that hides this would say more than it knows. */
import { useMemo } from 'react'
import type { PlanView } from '../../../shared/shapes.ts'
import { useApp } from '../../store/store.ts'
import { type Words, useWords } from '../../words/words.ts'
import { type UntestedSources, untestedOf } from './untested.ts'

const WHY = {
  local: 'summary.untested.each',
  ssh: 'summary.untested.noSsh',
  none: 'summary.untested.noVantage',
} as const

/** So many names are told one by one. */
const NAMED = 4

export function UntestedSection({ plan }: { plan: PlanView }) {
  const words = useWords()
  const { say } = words
  const table = useApp((state) => state.flows)
  const updatedAt = useApp((state) => state.check?.result.updatedAt)
  const vantages = useApp((state) => state.check?.result.vantages)
  const { never, sources } = useMemo(
    () => untestedOf(plan, table, vantages ?? []),
    // Verdicts change when a run ends.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [plan, table, updatedAt, vantages],
  )
  return (
    <section className="summary-section" aria-labelledby="summary-untested">
      <h2 id="summary-untested">{say('summary.untested')}</h2>
      {never + sources.length === 0 && <p>{say('summary.untested.none')}</p>}
      <ul className="summary-list">
        {sources.map((entry) => (
          <li key={entry.sources[0]}>
            <b>{say('summary.untested.source', { source: namesOf(words, entry), count: entry.flows })}</b>{' '}
            {whyOf(words, entry)}
          </li>
        ))}
        {never > 0 && <li>{say('summary.untested.never', { count: never })}</li>}
      </ul>
    </section>
  )
}

function namesOf({ say, number }: Words, { sources }: UntestedSources): string {
  if (sources.length <= NAMED) return sources.join(', ')
  return say('group.sends.many', {
    first: sources[0] ?? '',
    last: sources.at(-1) ?? '',
    number: number(sources.length),
  })
}

function whyOf({ say }: Words, { why, vantage }: UntestedSources): string {
  return why ?? say(WHY[vantage])
}
