/** A part of a menu in which one of a few is chosen. */
import { Check } from 'lucide-react'
import { Header, MenuItem, MenuSection } from 'react-aria-components'
import './popup.css'

export function Tick({ isSelected }: { isSelected: boolean }) {
  return <span className="popup-tick">{isSelected && <Check size={16} aria-hidden />}</span>
}

interface ChoiceProps<T extends string> {
  title: string
  options: readonly T[]
  chosen: T
  nameOf: (option: T) => string
  onChoose: (option: T) => void
}

export function ChoiceSection<T extends string>({ title, options, chosen, nameOf, onChoose }: ChoiceProps<T>) {
  return (
    <MenuSection
      className="popup-section"
      aria-label={title}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const option = options.find((one) => keys !== 'all' && keys.has(one))
        if (option !== undefined) onChoose(option)
      }}
    >
      <Header className="popup-heading">{title}</Header>
      {options.map((option) => (
        <MenuItem key={option} id={option} className="popup-item" textValue={nameOf(option)}>
          <Tick isSelected={option === chosen} />
          {nameOf(option)}
        </MenuItem>
      ))}
    </MenuSection>
  )
}
