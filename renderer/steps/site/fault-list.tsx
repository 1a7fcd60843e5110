/** All faults of the site in one list; each leads to its cell. */
import { Button as AriaButton } from 'react-aria-components'
import { useContext } from 'react'
import { useWords } from '../../words/words.ts'
import { FaultsContext } from './draft-context.ts'
import type { RowScroller } from './endpoint-table.tsx'

/** More than anybody mends in one go; the count says how many there are. */
const SHOWN = 50

/** Goes to a cell: its row may be out of sight and not drawn, its section may be closed. */
function goTo(cell: string, rowScroller: RowScroller): void {
  const focus = () => {
    const element = document.getElementById(cell) ?? document.getElementById(cell.split('-')[0] ?? '')
    element?.closest('details')?.setAttribute('open', '')
    element?.scrollIntoView({ block: 'center' })
    element?.focus()
  }
  const row = /^endpoints-(\d+)/.exec(cell)?.[1]
  if (row === undefined || document.getElementById(cell)) return focus()
  rowScroller.current?.(Number(row))
  // The row is drawn in the frame after the next.
  requestAnimationFrame(() => requestAnimationFrame(focus))
}

export function FaultList({ rowScroller }: { rowScroller: RowScroller }) {
  const { say } = useWords()
  const { all } = useContext(FaultsContext)
  if (all.length === 0) return null
  return (
    <section className="site-panel site-faults" aria-labelledby="faults-heading">
      <h2 id="faults-heading">{say('site.faults', { count: all.length })}</h2>
      <ul>
        {all.slice(0, SHOWN).map(({ cell, place, text, isMissing }) => (
          <li key={`${cell} ${text}`} data-missing={isMissing}>
            <AriaButton className="site-fault" onPress={() => goTo(cell, rowScroller)}>
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
