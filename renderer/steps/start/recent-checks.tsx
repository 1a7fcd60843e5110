/** Checks that were begun before, the latest first. What is discarded can be brought back at once, so nobody is asked whether he is sure. */
import { Trash2 } from 'lucide-react'
import { Button as AriaButton } from 'react-aria-components'
import type { CheckSummary } from '../../../shared/shapes.ts'
import { Button } from '../../parts/controls/button.tsx'
import { VerdictMark } from '../../parts/verdict-mark.tsx'
import { messageOf } from '../../store/errors.ts'
import { useApp, useAppStore } from '../../store/store.ts'
import { visible } from '../../words/visible.ts'
import { useWords } from '../../words/words.ts'
import { useEnterCheck } from './use-enter-check.ts'

function useDiscard() {
  const store = useAppStore()
  const { say } = useWords()
  return async ({ id, site: name }: CheckSummary) => {
    const { discardCheck, restoreCheck, notify } = store.getState()
    const site = name || say('start.unnamed')
    const tellError = (error: unknown) => notify({ tone: 'error', message: messageOf(error) })
    const restore = () =>
      void restoreCheck(id)
        .then(() => notify({ tone: 'info', message: say('start.restored', { site }) }))
        .catch(tellError)
    try {
      await discardCheck(id)
      notify({
        tone: 'info',
        message: say('start.discarded', { site }),
        action: { label: say('frame.undo'), run: restore },
      })
    } catch (error) {
      tellError(error)
    }
  }
}

function Standing({ check }: { check: CheckSummary }) {
  const { say } = useWords()
  if (check.trouble !== null)
    return <span className="recent-trouble">{say('start.trouble', { why: check.trouble })}</span>
  const { standing, summary, sentence } = check
  // How well a failure is proven is not in the list, and a mark never claims more than is known.
  const isProven = standing === 'pass' && summary.proven === summary.pass
  const proof = standing === 'untested' ? 'none' : isProven ? 'proven' : 'likely'
  return (
    <span className="recent-standing">
      <VerdictMark verdict={standing} proof={proof} />
      <span>
        <span className="recent-verdict">{say(`verdict.${standing}`)}</span>
        <span className="recent-sentence">{sentence}</span>
      </span>
    </span>
  )
}

function Row({ check }: { check: CheckSummary }) {
  const { say, date } = useWords()
  const { enter } = useEnterCheck()
  const discard = useDiscard()
  const site = visible(check.site) || say('start.unnamed')
  return (
    <tr>
      <th scope="row">
        <AriaButton className="recent-open" isDisabled={check.trouble !== null} onPress={() => void enter(check.id)}>
          {site}
        </AriaButton>
        {check.practice && site !== say('frame.practice') && (
          <span className="recent-practice">{say('frame.practice')}</span>
        )}
      </th>
      <td>{visible(check.customer)}</td>
      <td className="recent-date">{date(check.updatedAt)}</td>
      <td>
        <Standing check={check} />
      </td>
      <td className="recent-actions">
        <Button kind="quiet" icon aria-label={say('start.discard', { site })} onPress={() => void discard(check)}>
          <Trash2 size={16} aria-hidden />
        </Button>
      </td>
    </tr>
  )
}

function List({ checks }: { checks: readonly CheckSummary[] }) {
  const { say } = useWords()
  return (
    <div className="recent-panel">
      <table className="recent-table" aria-labelledby="recent-heading">
        <thead>
          <tr>
            <th scope="col">{say('start.column.site')}</th>
            <th scope="col">{say('start.column.customer')}</th>
            <th scope="col">{say('start.column.changed')}</th>
            <th scope="col">{say('start.column.standing')}</th>
            <th scope="col">
              <span className="visually-hidden">{say('start.column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <Row key={check.id} check={check} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function RecentChecks() {
  const { say } = useWords()
  const checks = useApp((state) => state.checks)
  return (
    <section aria-labelledby="recent-heading">
      <h2 id="recent-heading">{say('start.recent')}</h2>
      {checks === null ? (
        <p className="recent-none">{say('start.recent.reading')}</p>
      ) : checks.length === 0 ? (
        <p className="recent-none">{say('start.recent.none')}</p>
      ) : (
        <List checks={checks} />
      )}
    </section>
  )
}
