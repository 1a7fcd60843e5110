/** All faults of the site in one list; each leads to its cell. */
import { Button as AriaButton } from 'react-aria-components'
import { useContext } from 'react'
import { useWords } from '../../words/words.ts'
import { FaultsContext } from './draft-context.ts'
import { type RowScroller, goToCell } from './go-to-cell.ts'
import './fault-list.css'

/** More than anybody mends in one go; the count says how many there are. */
const SHOWN = 50

export function FaultList({ rowScroller }: { rowScroller: RowScroller }) {
  const { say } = useWords()
  const { all } = useContext(FaultsContext)
  if (all.length === 0) return null
  return (
    <section className="site-panel site-faults" aria-labelledby="faults-heading">
      <h2 id="faults-heading">
        {say(all.every(({ isMissing }) => isMissing) ? 'site.missing' : 'site.faults', { count: all.length })}
      </h2>
      <ul>
        {all.slice(0, SHOWN).map(({ cell, place, text, isMissing }) => (
          <li key={`${cell} ${text}`} data-missing={isMissing}>
            <AriaButton className="site-fault" onPress={() => goToCell(cell, rowScroller)}>
              <span className="site-fault-place">{place}</span>
              <span className="site-fault-text">{text}</span>
            </AriaButton>
          </li>
        ))}
        {all.length > SHOWN && (
          <li className="field-note">{say('site.picture.more', { count: all.length - SHOWN })}</li>
        )}
      </ul>
    </section>
  )
}
