/** Text to give to the firewall team: the request in words, and the rule in each dialect that there is. */
import { useRef } from 'react'
import { DIALECTS } from '../../../shared/explain/dialects/all.ts'
import type { FindingView } from '../../../shared/shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { CopyButton } from './copy-button.tsx'
import '../controls/field.css'
import './paste-text.css'

type Parts = FindingView['request']

/** As it is pasted into a mail or a ticket. */
export function requestText(parts: Parts): string {
  return parts.map(({ title, intro, lines }) => [title, intro, ...lines].join('\n')).join('\n\n')
}

interface Props {
  request: Parts
  rules?: Readonly<Record<string, string>>
  label: string
  byKey?: boolean
  children?: React.ReactNode
}

const REQUEST = 'request'
const NO_RULES = {}

/** A result of another version may know dialects that this one does not. */
const titleOf = (dialect: string) => DIALECTS.find(({ id }) => id === dialect)?.title ?? dialect

/** Nothing where there is nothing to paste but `children`, the buttons beside *Copy*. */
export function PasteText({ request, rules = NO_RULES, label, byKey = false, children }: Props) {
  const { say } = useWords()
  const source = useRef<HTMLPreElement>(null)
  const texts = [
    ...(request.length > 0 ? [{ id: REQUEST, name: say('finding.request'), text: requestText(request) }] : []),
    ...Object.entries(rules).map(([dialect, text]) => ({ id: dialect, name: titleOf(dialect), text })),
  ]
  // One site mostly has one kind of firewall: what was chosen for a finding is shown for the next one.
  const chosen = useApp((state) => state.pasteAs)
  const choose = useApp((state) => state.setPasteAs)
  const shown = texts.find(({ id }) => id === chosen) ?? texts[0]
  if (!shown) return children === undefined ? null : <div className="to-paste-actions">{children}</div>
  return (
    <div className="to-paste">
      {texts.length > 1 && (
        <label className="to-paste-choice">
          <span className="field-label">{label}</span>
          <select className="input" value={shown.id} onChange={(event) => choose(event.target.value)}>
            {texts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <Paste
        text={shown.text}
        label={texts.length > 1 ? shown.name : label}
        source={source}
        isRule={shown.id !== REQUEST}
      />
      <div className="to-paste-actions">
        <CopyButton text={shown.text} source={source} byKey={byKey} />
        {children}
      </div>
    </div>
  )
}

interface PasteProps {
  text: string
  label: string
  source: React.RefObject<HTMLPreElement | null>
  isRule: boolean
}

function Paste({ text, label, source, isRule }: PasteProps) {
  return (
    <pre
      ref={source}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it can be reached with Tab
      tabIndex={0}
      role="region"
      aria-label={label}
      className="to-paste-text"
      data-rule={isRule || undefined}
    >
      {text}
    </pre>
  )
}
