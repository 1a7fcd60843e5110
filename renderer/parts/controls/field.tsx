/** A labelled line of text with its fault below it. */
import { Input, Label, Text, TextField } from 'react-aria-components'
import './field.css'

interface Props {
  label: string
  value: string
  onChange: (value: string) => void
  /** Beside the label, such as "optional". */
  hint?: string | undefined
  /** What is wrong, in words. */
  fault?: string | undefined
  /** It is empty, and must not stay so: told, but not as an error. */
  missing?: string | undefined
  isReadOnly?: boolean
  /** Of the input, so that a list of faults can lead to it. */
  id?: string
}

export function Field({ label, value, onChange, hint, fault, missing, isReadOnly = false, id }: Props) {
  const note = fault ?? missing
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={fault !== undefined}
      isReadOnly={isReadOnly}
      {...(id === undefined ? {} : { id })}
    >
      <Label className="field-label">
        {label}
        {hint !== undefined && <span className="field-hint"> {hint}</span>}
      </Label>
      <Input className="input" spellCheck={false} autoComplete="off" />
      {note !== undefined && (
        <Text slot="description" className={fault === undefined ? 'field-note' : 'field-fault'}>
          {note}
        </Text>
      )}
    </TextField>
  )
}
