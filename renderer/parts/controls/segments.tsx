/** One of two or three, side by side: what is shown next to it changes at once. */
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import './segments.css'

interface Props<T extends string> {
  label: string
  value: T
  onChange: (value: T) => void
  options: readonly { value: T; name: string }[]
}

export function Segments<T extends string>({ label, value, onChange, options }: Props<T>) {
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.value))
        if (chosen) onChange(chosen.value)
      }}
    >
      {options.map(({ value: id, name }) => (
        <ToggleButton key={id} id={id} className="segment">
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
