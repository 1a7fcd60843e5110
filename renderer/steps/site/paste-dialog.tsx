/** A place to paste rows of a spreadsheet into, with a look at what was understood before it is taken. */
import { useState } from 'react'
import { Label, Text, TextArea, TextField } from 'react-aria-components'
import type { DraftEndpoint } from '../../../shared/shapes.ts'
import { ROLES, type Role } from '../../../shared/catalogue/catalogue.ts'
import { Button } from '../../parts/controls/button.tsx'
import { DialogBox } from '../../parts/controls/dialog-box.tsx'
import { visible } from '../../words/visible.ts'
import { useWords } from '../../words/words.ts'
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

function Preview({ endpoints }: { endpoints: readonly DraftEndpoint[] }) {
  const { say } = useWords()
  const roleless = endpoints.filter(({ role }) => !isRole(role)).length
  return (
    <div className="paste-preview">
      <output>
        {say('site.paste.found', { count: endpoints.length })}
        {roleless > 0 && ` ${say('site.paste.noRole', { count: roleless })}`}
      </output>
      <ul>
        {endpoints.slice(0, SHOWN).map(({ name, role, address }, index) => (
          // The same row may stand there twice.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            {visible(`${name} · ${isRole(role) ? say(`site.role.${role}`) : role || '?'} · ${address}`)}
          </li>
        ))}
        {endpoints.length > SHOWN && <li>{say('site.picture.more', { count: endpoints.length - SHOWN })}</li>}
      </ul>
    </div>
  )
}

function Form({ known, onTake }: Pick<Props, 'known' | 'onTake'>) {
  const { say } = useWords()
  const [text, setText] = useState('')
  const endpoints = readPaste(text, known)
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
