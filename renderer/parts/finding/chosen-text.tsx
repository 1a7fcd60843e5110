/** Texts to take along, of which one is chosen from a list and shown, with a button that copies it. */
import { type RefObject, useRef } from 'react'
import { CopyButton } from './copy-button.tsx'
import '../controls/field.css'
import './chosen-text.css'

export interface NamedText {
  id: string
  name: string
  text: string
  /** Lines of a machine: they are scrolled, not wrapped, so that nobody takes one for two. */
  isCode: boolean
}

interface Props {
  /** Never empty. */
  texts: readonly [NamedText, ...NamedText[]]
  label: string
  /** Id of the one that is shown; the first where there is none of this id. */
  chosen: string
  choose: (id: string) => void
  /** Whether the key for copying means this one. */
  byKey?: boolean
  children?: React.ReactNode
}

/** `children`: the buttons beside *Copy*. */
export function ChosenText({ texts, label, chosen, choose, byKey = false, children }: Props) {
  const source = useRef<HTMLPreElement>(null)
  const shown = texts.find(({ id }) => id === chosen) ?? texts[0]
  return (
    <div className="chosen-text">
      {texts.length > 1 && (
        <label className="chosen-text-choice">
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
      <TextLines
        text={shown.text}
        label={texts.length > 1 ? shown.name : label}
        source={source}
        isCode={shown.isCode}
      />
      <div className="chosen-text-actions">
        <CopyButton text={shown.text} source={source} byKey={byKey} />
        {children}
      </div>
    </div>
  )
}

interface TextLinesProps extends Pick<NamedText, 'text' | 'isCode'> {
  label: string
  source: RefObject<HTMLPreElement | null>
}

export function TextLines({ text, label, source, isCode }: TextLinesProps) {
  return (
    <pre
      ref={source}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it can be reached with Tab
      tabIndex={0}
      role="region"
      aria-label={label}
      className="chosen-text-lines"
      data-code={isCode || undefined}
    >
      {text}
    </pre>
  )
}
