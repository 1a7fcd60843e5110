/** The whole site in one picture; each cell leads to the group of its worst flow. */
import { memo, useMemo } from 'react'
import { routeName } from '../../parts/frame/steps.ts'
import { useGridFocus } from '../../parts/matrix/use-grid-focus.ts'
import type { PlanView } from '../../../shared/shapes.ts'
import { VerdictMark } from '../../parts/verdict-mark.tsx'
import { useApp } from '../../store/store.ts'
import { type Words, useWords } from '../../words/words.ts'
import { type HeatCell, type HeatLine, type HeatMap as Model, heatMap } from './heat-map-model.ts'
import './heat-map.css'

function lineName({ say, number }: Words, { names }: HeatLine): string {
  const first = names[0] ?? ''
  if (names.length === 1) return first
  return say('group.sends.many', { first, last: names.at(-1) ?? '', number: number(names.length) })
}

/** Rows that a page key moves by. */
const PAGE = 8

export function HeatMap({ plan }: { plan: PlanView }) {
  const words = useWords()
  const { say } = words
  const table = useApp((state) => state.flows)
  const updatedAt = useApp((state) => state.check?.result.updatedAt)
  const go = useApp((state) => state.go)
  const setFilter = useApp((state) => state.setFilter)
  // Verdicts change when a run ends; its first answers are none.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const map = useMemo(() => heatMap(plan, table), [plan, table, updatedAt])
  const place = useGridFocus(map.rows.length, map.columns.length)

  const open = (target: EventTarget) => {
    const at = target instanceof Element ? target.closest<HTMLElement>('[data-place]')?.dataset['place'] : undefined
    const [row = -1, column = -1] = (at ?? '').split(',').map(Number)
    const cell = map.cells[row]?.[column]
    if (!cell) return
    go({ step: 'group', group: cell.group })
    const source = map.rows[row]?.names ?? []
    const destination = map.columns[column]?.names ?? []
    // One endpoint on each side: the group shows just this pair.
    if (source.length === 1 && destination.length === 1) setFilter(`${source[0]}→${destination[0]}`)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const next = place.after(event, PAGE)
    if (next) place.focus(next.row, next.column)
    else if ((event.key === 'Enter' || event.key === ' ') && !event.ctrlKey) open(event.target)
    else return
    event.preventDefault()
  }
  return (
    <figure className="heat-map">
      <div className="heat-scroll">
        <div
          ref={place.grid}
          role="grid"
          tabIndex={-1}
          aria-label={say('summary.map')}
          className="heat-grid"
          style={{
            gridTemplateColumns: `minmax(112px, max-content) repeat(${map.columns.length}, minmax(52px, 104px))`,
          }}
          onKeyDown={onKeyDown}
          onClick={(event) => open(event.target)}
          onFocus={(event) => place.settle(event.target)}
        >
          <Lines map={map} words={words} row={place.active.row} column={place.active.column} />
        </div>
      </div>
      <figcaption>
        {say('summary.map.caption')} {map.aggregated ? say('summary.map.aggregated') : ''}
      </figcaption>
    </figure>
  )
}

interface LinesProps {
  map: Model
  words: Words
  /** The cell that Tab reaches. */
  row: number
  column: number
}

const Lines = memo(function Lines({ map, words, row: activeRow, column: activeColumn }: LinesProps) {
  const columns = map.columns.map((line) => lineName(words, line))
  return (
    <>
      <div role="row" className="heat-row">
        <div role="columnheader" className="heat-corner">
          {words.say('summary.map.from')}
        </div>
        {columns.map((name) => (
          <div key={name} role="columnheader" className="heat-column" title={name}>
            {name}
          </div>
        ))}
      </div>
      {map.rows.map((line, row) => {
        const source = lineName(words, line)
        return (
          <div key={source} role="row" className="heat-row">
            <div role="rowheader" className="heat-source" title={source}>
              {source}
            </div>
            {columns.map((destination, column) => (
              <div
                key={destination}
                role="gridcell"
                className="heat-cell"
                data-place={`${row},${column}`}
                data-verdict={map.cells[row]?.[column]?.verdict}
                tabIndex={row === activeRow && column === activeColumn ? 0 : -1}
                aria-label={cellWords(words, map.cells[row]?.[column] ?? null, source, destination)}
              >
                <Mark cell={map.cells[row]?.[column] ?? null} />
              </div>
            ))}
          </div>
        )
      })}
    </>
  )
})

const Mark = ({ cell }: { cell: HeatCell | null }) => cell && <VerdictMark verdict={cell.verdict} proof={cell.proof} />

function cellWords({ say, number }: Words, cell: HeatCell | null, source: string, destination: string): string {
  if (!cell) return say('summary.map.none')
  return say('summary.map.cell', {
    source,
    destination,
    verdict: say(`verdict.${cell.verdict}`),
    flows: number(cell.flows),
    group: say(routeName({ step: 'group', group: cell.group })),
  })
}
