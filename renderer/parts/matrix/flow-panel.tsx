/** The flows of a group with all that narrows them: filter, matrix or list, and the line that explains. */
import { type RefObject, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import { Button } from '../controls/button.tsx'
import type { PlanView } from '../../../shared/shapes.ts'
import type { Verdict } from '../../../shared/outcome.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { FilterBar, type FlowView } from './filter-bar.tsx'
import { filterFlows, filterIndex } from './flow-filter.ts'
import { FlowList } from './flow-list.tsx'
import { OUTCOME_TEXTS } from './flow-words.ts'
import { Matrix, type MatrixHandle } from './matrix.tsx'
import type { MatrixModel } from './matrix-model.ts'
import { ReadOut, type ReadOutHandle } from './read-out.tsx'
import './flow-panel.css'

interface Props {
  plan: PlanView
  model: MatrixModel
  title: string
  finding: number
  handle: RefObject<MatrixHandle | null>
}

const ALL: ReadonlySet<Verdict> = new Set()

/** What the filter lets through, made anew with each change of the flows. */
function useFiltered(plan: PlanView, model: MatrixModel) {
  const table = useApp((state) => state.flows)
  const version = useApp((state) => state.flowsVersion)
  const text = useApp((state) => state.filter)
  const setFilter = useApp((state) => state.setFilter)
  const [verdicts, setVerdicts] = useState(ALL)
  const index = useMemo(() => filterIndex(plan, model, OUTCOME_TEXTS), [plan, model])
  // What is typed stands there at once; the flows follow when there is time.
  const wanted = useDeferredValue(text)
  const filtered = useMemo(
    () => filterFlows(table, model, index, { text: wanted, verdicts }),
    // The table changes in place, its version tells when.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [table, version, model, index, wanted, verdicts],
  )
  const clear = () => {
    setFilter('')
    setVerdicts(ALL)
  }
  return { table, version, text, setFilter, verdicts, setVerdicts, filtered, clear }
}

export function FlowPanel({ plan, model, title, finding, handle }: Props) {
  const { say } = useWords()
  const { table, version, text, setFilter, verdicts, setVerdicts, filtered, clear } = useFiltered(plan, model)
  const shownFlow = useApp((state) => state.shownFlow)
  const showFlow = useApp((state) => state.showFlow)
  const stage = useApp((state) => state.check?.draft.stage ?? 'preinstall')
  const running = useApp((state) => state.check?.running != null)
  const [view, setView] = useState<FlowView>('matrix')
  const readOut = useRef<ReadOutHandle>(null)
  const onPoint = useCallback((flow: number | null) => readOut.current?.point(flow), [])
  const narrowed = text.trim() !== '' || verdicts.size > 0
  const shared = { model, table, filtered, stage, shownFlow, finding, handle, onOpen: showFlow, onPoint }
  return (
    <section className="flow-panel" aria-label={say('matrix.label', { group: title })}>
      <FilterBar
        text={text}
        onText={setFilter}
        verdicts={verdicts}
        onVerdicts={setVerdicts}
        counts={filtered.byVerdict}
        view={view}
        onView={setView}
      />
      <p role="status" className="visually-hidden">
        {narrowed ? say('filter.count', { count: filtered.count, all: model.flows.length }) : ''}
      </p>
      {filtered.count === 0 ? (
        <div className="flow-panel-none">
          <p>{say('matrix.none')}</p>
          <Button onPress={clear}>{say('matrix.clear')}</Button>
        </div>
      ) : view === 'matrix' ? (
        <Matrix
          {...shared}
          version={version}
          portShift={plan.portShift}
          label={say('matrix.label', { group: title })}
        />
      ) : (
        <FlowList {...shared} label={say('list.label', { group: title })} />
      )}
      <ReadOut model={model} table={table} stage={stage} running={running} handle={readOut} />
    </section>
  )
}
