/** Rules of the plan beyond the port table: closed at first, because few sites have any. */
import { Plus, Trash2 } from 'lucide-react'
import { useId } from 'react'
import type { PlanDraft } from '../../../shared/shapes.ts'
import { ROLES } from '../../../shared/catalogue/catalogue.ts'
import { Button } from '../../parts/controls/button.tsx'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { TextCell } from './cell.tsx'
import { addRule, removeRule, setRule } from './draft-changes.ts'
import { useDraftEdits } from './draft-context.ts'
import { cellOf } from './draft-faults.ts'
import './endpoint-table.css'

type DraftRule = PlanDraft['rules'][number]

const KEYS = ['id', 'service', 'port', 'from', 'to'] as const
const NONE: readonly DraftRule[] = []
const SUGGESTED = 50

function Row({ rule, index, isReadOnly, list }: { rule: DraftRule; index: number; isReadOnly: boolean; list: string }) {
  const { say } = useWords()
  const { edit, editWithUndo } = useDraftEdits()
  return (
    <>
      {KEYS.map((key) => (
        <td key={key}>
          <TextCell
            cell={cellOf('rules', index, key)}
            label={say('site.cell', { column: say(`site.rules.${key}`), row: index + 1 })}
            isReadOnly={isReadOnly}
            value={String(rule[key])}
            onChange={(value) => edit(setRule(index, { [key]: value }))}
            {...(key === 'from' || key === 'to' ? { list } : {})}
            {...(key === 'port' ? { inputMode: 'numeric' as const } : {})}
          />
        </td>
      ))}
      <td className="endpoints-actions">
        {!isReadOnly && (
          <Button
            kind="quiet"
            icon
            aria-label={say('site.remove', { name: rule.id })}
            onPress={() => editWithUndo(removeRule(index), say('site.removed', { name: rule.id }))}
          >
            <Trash2 size={16} aria-hidden />
          </Button>
        )}
      </td>
    </>
  )
}

function Table({ rules, isReadOnly }: { rules: readonly DraftRule[]; isReadOnly: boolean }) {
  const { say } = useWords()
  const list = useId()
  const endpoints = useApp(({ check }) => check?.draft.endpoints)
  // Two endpoints may have one name while it is typed.
  const suggestions = [...new Set([...ROLES, ...(endpoints ?? []).slice(0, SUGGESTED).map(({ name }) => name)])]
  return (
    <div className="endpoints">
      <datalist id={list}>
        {suggestions.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </datalist>
      <table className="rules-table" aria-label={say('site.rules')}>
        <thead>
          <tr>
            {KEYS.map((key) => (
              <th key={key} scope="col">
                {say(`site.rules.${key}`)}
              </th>
            ))}
            <th scope="col" className="endpoints-actions">
              <span className="visually-hidden">{say('site.column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule, index) => (
            // Rows have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index}>
              <Row rule={rule} index={index} isReadOnly={isReadOnly} list={list} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function RulesSection() {
  const { say, number } = useWords()
  const { edit, isFixed } = useDraftEdits()
  const rules = useApp(({ check }) => check?.draft.rules ?? NONE)
  return (
    <details className="site-panel" id="rules">
      <summary>
        <h2>{say('site.rules')}</h2>
        <span className="field-hint">{rules.length === 0 ? say('site.rules.none') : number(rules.length)}</span>
      </summary>
      <p className="site-panel-what">{say('site.rules.what')}</p>
      {rules.length > 0 && <Table rules={rules} isReadOnly={isFixed} />}
      {!isFixed && (
        <div className="site-panel-foot">
          <Button onPress={() => edit(addRule)}>
            <Plus size={16} aria-hidden />
            {say('site.rules.add')}
          </Button>
        </div>
      )}
    </details>
  )
}
