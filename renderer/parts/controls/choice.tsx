/** One of a few, each with a line on what it means. */
import { Label, Radio, RadioGroup } from 'react-aria-components'
import './choice.css'

interface Props<T extends string> {
  label: string
  value: T
  onChange: (value: T) => void
  options: readonly { value: T; name: string; what: string }[]
  isReadOnly?: boolean
}

export function Choice<T extends string>({ label, value, onChange, options, isReadOnly = false }: Props<T>) {
  return (
    <RadioGroup
      className="choice"
      value={value}
      isReadOnly={isReadOnly}
      // The values are those of the options.
      onChange={(chosen) => onChange(chosen as T)}
    >
      <Label className="field-label">{label}</Label>
      <div className="choice-options">
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className="choice-option">
            <span className="choice-dot" />
            <span className="choice-words">
              <span className="choice-name">{option.name}</span>
              <span className="choice-what">{option.what}</span>
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
