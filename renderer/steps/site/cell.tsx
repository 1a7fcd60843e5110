/** A cell of a table that is typed into: its field, and what is wrong with it below. */
import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, memo } from 'react'
import { useCellFault } from './draft-context.ts'

interface Common {
  /** Names the cell; faults lead to it. */
  cell: string
  label: string
  isReadOnly: boolean
}

/** Attributes that tie a field to its fault, and the words of it. */
function useFault(cell: string) {
  const fault = useCellFault(cell)
  const attributes = {
    id: cell,
    'aria-invalid': fault !== undefined && !fault.isMissing,
    'aria-describedby': fault ? `${cell}-fault` : undefined,
  }
  const words = fault && (
    <span id={`${cell}-fault`} className={fault.isMissing ? 'field-note' : 'field-fault'}>
      {fault.text}
    </span>
  )
  return { attributes, words }
}

interface TextProps extends Common, Pick<InputHTMLAttributes<HTMLInputElement>, 'placeholder' | 'inputMode'> {
  value: string
  onChange: (value: string) => void
  list?: string
  note?: ReactNode
}

export const TextCell = memo(function TextCell({ cell, label, isReadOnly, onChange, note, ...rest }: TextProps) {
  const { attributes, words } = useFault(cell)
  return (
    <>
      <input
        {...rest}
        {...attributes}
        className="input"
        aria-label={label}
        readOnly={isReadOnly}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => onChange(target.value)}
      />
      {words}
      {note}
    </>
  )
})

interface SelectProps extends Common, Pick<SelectHTMLAttributes<HTMLSelectElement>, 'children'> {
  value: string
  onChange: (value: string) => void
  note?: ReactNode
}

export function SelectCell({ cell, label, isReadOnly, value, onChange, children, note }: SelectProps) {
  const { attributes, words } = useFault(cell)
  return (
    <>
      <select
        {...attributes}
        className="input"
        aria-label={label}
        disabled={isReadOnly}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      >
        {children}
      </select>
      {words}
      {note}
    </>
  )
}
