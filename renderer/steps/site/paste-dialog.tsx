/** A place to paste rows of a spreadsheet into, with a look at what was understood before it is taken. */
import { useMemo, useState } from 'react'
import { Label, Text, TextArea, TextField } from 'react-aria-components'
import { emptyDraft, faultsOfDraft } from '../../../shared/plan/draft.ts'
import type { DraftEndpoint, PlanDraft } from '../../../shared/shapes.ts'
import { ROLES, type Role } from '../../../shared/catalogue/catalogue.ts'
import { Button } from '../../parts/controls/button.tsx'
import { DialogBox } from '../../parts/controls/dialog-box.tsx'
import { useOwnAddresses } from '../../parts/own-address.ts'
import { visible } from '../../words/visible.ts'
import { type Words, useWords } from '../../words/words.ts'
import { type CellFault, cellFaults } from './draft-faults.ts'
import { readPaste } from './read-paste.ts'
import './paste-dialog.css'

const EXAMPLE = 'psm-1\tPSM node\t10.0.0.11\npsm-2\tPSM node\t10.0.0.12\ndsc-{n}\tDSC\t10.0.1.20-59'
const SHOWN = 5

interface Props {
  isOpen: boolean
  known: readonly string[]
  onClose: () => void
  onTake: (endpoints: readonly DraftEndpoint[], how: 'add' | 'replace') => void
}

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)

interface Row {
  endpoint: DraftEndpoint
  /** As it will stand in the table when that is replaced. */
  place: number
  faults: readonly CellFault[]
}

/** Rows with something to fix come first: five of a thousand are shown, and these are what must be seen. */
function rowsOf(endpoints: readonly DraftEndpoint[], words: Words): Row[] {
  const draft: PlanDraft = { ...emptyDraft(), endpoints: [...endpoints] }
  const rows = endpoints.map((endpoint, place) => ({ endpoint, place, faults: [] as CellFault[] }))
  for (const fault of cellFaults(faultsOfDraft(draft), draft, words)) {
    const row = /^endpoints-(\d+)-/.exec(fault.cell)?.[1]
    if (row !== undefined) rows[Number(row)]?.faults.push(fault)
  }
  return [...rows.filter(({ faults }) => faults.length > 0), ...rows.filter(({ faults }) => faults.length === 0)]
}

function RowLine({ endpoint: { name, role, address }, place, faults }: Row) {
  const { say } = useWords()
  const text = `${name} · ${isRole(role) ? say(`site.role.${role}`) : role || '?'} · ${address}`
  return (
    <li>
      {faults.length > 0 && `${say('site.row', { row: place + 1 })}: `}
      {visible(text)}
      {faults.map(({ cell, text: fault }) => (
        <span key={cell + fault} className="field-fault">
          {visible(fault)}
        </span>
      ))}
    </li>
  )
}

function Preview({ endpoints }: { endpoints: readonly DraftEndpoint[] }) {
  const words = useWords()
  const { say } = words
  const rows = useMemo(() => rowsOf(endpoints, words), [endpoints, words])
  const faulty = rows.filter(({ faults }) => faults.length > 0).length
  return (
    <div className="paste-preview">
      <output>
        {say('site.paste.found', { count: endpoints.length })}
        {faulty > 0 && ` ${say('site.paste.faulty', { count: faulty })}`}
      </output>
      <ul>
        {rows.slice(0, SHOWN).map((row) => (
          <RowLine key={row.place} {...row} />
        ))}
        {rows.length > SHOWN && <li>{say('site.picture.more', { count: rows.length - SHOWN })}</li>}
      </ul>
    </div>
  )
}

function Form({ known, onTake }: Pick<Props, 'known' | 'onTake'>) {
  const { say } = useWords()
  const [text, setText] = useState('')
  const { own } = useOwnAddresses()
  const endpoints = useMemo(() => readPaste(text, known, own), [text, known, own])
  const isEmpty = text.trim() === ''
  return (
    <>
      {/* The dialog is opened to paste, and that is its first field. */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <TextField className="field" value={text} onChange={setText} autoFocus>
        <Label className="field-label">{say('site.paste.text')}</Label>
        <Text slot="description" className="field-note">
          {say('site.paste.what')}
        </Text>
        <TextArea className="input paste-text" rows={7} placeholder={EXAMPLE} spellCheck={false} />
      </TextField>
      {endpoints.length > 0 && <Preview endpoints={endpoints} />}
      {!isEmpty && endpoints.length === 0 && <output className="field-fault">{say('site.paste.nothing')}</output>}
      <div className="dialog-actions">
        <Button slot="close">{say('site.cancel')}</Button>
        <Button isDisabled={endpoints.length === 0} onPress={() => onTake(endpoints, 'replace')}>
          {say('site.paste.replace')}
        </Button>
        <Button kind="primary" isDisabled={endpoints.length === 0} onPress={() => onTake(endpoints, 'add')}>
          {say('site.paste.add')}
        </Button>
      </div>
    </>
  )
}

export function PasteDialog({ isOpen, onClose, ...rest }: Props) {
  const { say } = useWords()
  return (
    <DialogBox title={say('site.paste.title')} isOpen={isOpen} onClose={onClose}>
      <Form {...rest} />
    </DialogBox>
  )
}
