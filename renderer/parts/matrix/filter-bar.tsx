/** What narrows the flows that are shown: words, verdicts, and whether they are a matrix or a list. */
import { Grid3x3, List, Search } from 'lucide-react'
import { useRef } from 'react'
import { Input, SearchField, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { VERDICTS, type Verdict } from '../../../shared/outcome.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { useKey } from '../keys/registry.ts'
import { VerdictMark } from '../verdict-mark.tsx'
import './filter-bar.css'

export type FlowView = 'matrix' | 'list'

interface Props {
  text: string
  onText: (text: string) => void
  verdicts: ReadonlySet<Verdict>
  onVerdicts: (verdicts: ReadonlySet<Verdict>) => void
  counts: Record<Verdict, number>
  view: FlowView
  onView: (view: FlowView) => void
}

/** Worst first, as everywhere. */
const CHIPS: readonly Verdict[] = [...VERDICTS].sort((a, b) => weight(a) - weight(b))

function weight(verdict: Verdict): number {
  return ['fail', 'warn', 'untested', 'pass'].indexOf(verdict)
}

export function FilterBar({ text, onText, verdicts, onVerdicts, counts, view, onView }: Props) {
  const { say, number } = useWords()
  const letters = useApp(({ program }) => program?.settings.letterKeys ?? true)
  const input = useRef<HTMLInputElement>(null)
  useKey('filter', () => {
    input.current?.focus()
    input.current?.select()
  })
  return (
    <div className="filter-bar">
      <SearchField className="filter-field" aria-label={say('filter.label')} value={text} onChange={onText}>
        <Search size={15} aria-hidden />
        <Input ref={input} placeholder={say('filter.placeholder')} spellCheck={false} autoComplete="off" />
        {text === '' && letters && <kbd aria-hidden>/</kbd>}
      </SearchField>
      <ToggleButtonGroup
        className="filter-chips"
        aria-label={say('filter.verdicts')}
        selectionMode="multiple"
        selectedKeys={verdicts}
        onSelectionChange={(keys) => onVerdicts(new Set(VERDICTS.filter((verdict) => keys.has(verdict))))}
      >
        {CHIPS.map((verdict) => (
          <ToggleButton
            key={verdict}
            id={verdict}
            className="filter-chip"
            aria-label={`${say(`verdict.${verdict}`)}: ${number(counts[verdict])}`}
          >
            <VerdictMark verdict={verdict} proof="proven" size={14} />
            {number(counts[verdict])}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <ToggleButtonGroup
        className="filter-views"
        aria-label={say('view.label')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view]}
        onSelectionChange={(keys) => onView(keys.has('list') ? 'list' : 'matrix')}
      >
        <ToggleButton id="matrix" className="filter-view">
          <Grid3x3 size={15} aria-hidden />
          <span>{say('view.matrix')}</span>
        </ToggleButton>
        <ToggleButton id="list" className="filter-view">
          <List size={15} aria-hidden />
          <span>{say('view.list')}</span>
        </ToggleButton>
      </ToggleButtonGroup>
    </div>
  )
}
