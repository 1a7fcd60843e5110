/** Sets an SSH vantage up: who logs in, tested at once, for one row or for all of its role. What is tested is what the plan then says. */
import { useMemo, useState } from 'react'
import { Check } from 'lucide-react'
import { Checkbox } from 'react-aria-components'
import { ROLES } from '../../../shared/catalogue/catalogue.ts'
import { endpointsOfRow } from '../../../shared/plan/draft-endpoints.ts'
import type { PlanDraft } from '../../../shared/shapes.ts'
import type { VantageState } from '../../../shared/vantage-shapes.ts'
import { Button } from '../../parts/controls/button.tsx'
import { DialogBox } from '../../parts/controls/dialog-box.tsx'
import { Field } from '../../parts/controls/field.tsx'
import { LinkLine, linkWords } from '../../parts/vantages/link-state.tsx'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { useDraftEdits } from './draft-context.ts'
import { type SshForm, alikeRows, applySsh, formOf, isPort, keysToRemember, rememberKeys } from './ssh-changes.ts'
import '../../parts/vantages/vantages.css'

const NONE: readonly VantageState[] = []

interface Props {
  index: number
  draft: PlanDraft
  onClose: () => void
}

export function SshDialog({ index, draft, onClose }: Props) {
  const { say } = useWords()
  const setUp = useSetUp(draft, index)
  const { form, set, isSound, test, save } = setUp
  const name = draft.endpoints[index]?.name || say('site.row', { row: index + 1 })
  const canRead = endpointsOfRow(draft, index).length > 0
  return (
    <DialogBox title={say('vantage.title', { name })} isOpen onClose={onClose}>
      <p>{say('vantage.intro')}</p>
      <Fields form={form} set={set} />
      <Alike draft={draft} index={index} setUp={setUp} />
      {!canRead && <p className="field-fault">{say('vantage.rowFault')}</p>}
      <Links draft={draft} rows={setUp.rows} onRemember={setUp.remember} />
      <div className="dialog-actions">
        <Button onPress={onClose}>{say(setUp.isApplied ? 'vantage.close' : 'vantage.cancel')}</Button>
        <Button
          isDisabled={!isSound}
          onPress={() => {
            save()
            onClose()
          }}
        >
          {say('vantage.save')}
        </Button>
        <Button kind="primary" isDisabled={!isSound || !canRead} onPress={test}>
          {say(setUp.isTesting ? 'vantage.testing' : 'vantage.test')}
        </Button>
      </div>
    </DialogBox>
  )
}

/** Names of what rows stand for. */
const namesOf = (draft: PlanDraft, rows: readonly number[]) =>
  rows.flatMap((row) => endpointsOfRow(draft, row).map(({ name }) => name))

function useSetUp(draft: PlanDraft, index: number) {
  const { say } = useWords()
  const { edit, editWithUndo } = useDraftEdits()
  const testVantages = useApp((state) => state.testVantages)
  const links = useApp(({ check }) => check?.vantages ?? NONE)
  const [form, setForm] = useState(() => formOf(draft, index))
  const [isForAll, setForAll] = useState(false)
  const [isApplied, setApplied] = useState(false)
  const rows = useMemo(() => [index, ...(isForAll ? alikeRows(draft, index) : [])], [draft, index, isForAll])
  const others = rows.slice(1)
  const change = applySsh(form, index, others)
  const names = useMemo(() => new Set(namesOf(draft, rows)), [draft, rows])
  return {
    form,
    rows,
    isForAll,
    setForAll,
    isApplied,
    set: (part: Partial<SshForm>) => setForm((before) => ({ ...before, ...part })),
    // In its field, too: what is saved next must not take it out of the plan again.
    remember: (keys: ReadonlyMap<string, string>) => {
      edit(rememberKeys(keys))
      const [own] = namesOf(draft, [index])
      const hostKey = own === undefined ? undefined : keys.get(own)
      if (hostKey !== undefined) setForm((before) => ({ ...before, hostKey }))
    },
    isSound: form.user.trim() !== '' && isPort(form.port),
    isTesting: links.some(({ endpoint, state }) => names.has(endpoint) && state === 'connecting'),
    save: () => {
      if (others.length === 0) edit(change)
      else editWithUndo(change, say('vantage.applied', { count: rows.length }))
    },
    test: () => {
      edit(change)
      setApplied(true)
      void testVantages([...names])
    },
  }
}

function Fields({ form, set }: { form: SshForm; set: (part: Partial<SshForm>) => void }) {
  const { say } = useWords()
  const { user, port, identityFile, hostKey } = form
  return (
    <div className="vantage-fields">
      <Field
        label={say('vantage.user')}
        value={user}
        onChange={(value) => set({ user: value })}
        missing={user.trim() === '' ? say('vantage.user.missing') : undefined}
      />
      <Field
        label={say('vantage.port')}
        value={port}
        onChange={(value) => set({ port: value })}
        fault={isPort(port) ? undefined : say('vantage.port.fault')}
      />
      <Field
        label={say('vantage.keyFile')}
        hint={say('vantage.optional')}
        value={identityFile}
        onChange={(value) => set({ identityFile: value })}
      />
      <Field
        label={say('vantage.hostKey')}
        hint={say('vantage.hostKey.hint')}
        value={hostKey}
        onChange={(value) => set({ hostKey: value })}
      />
    </div>
  )
}

interface AlikeProps {
  draft: PlanDraft
  index: number
  setUp: Pick<ReturnType<typeof useSetUp>, 'isForAll' | 'setForAll'>
}

function Alike({ draft, index, setUp: { isForAll, setForAll } }: AlikeProps) {
  const { say } = useWords()
  const count = alikeRows(draft, index).length
  const role = draft.endpoints[index]?.role ?? ''
  const known = ROLES.find((one) => one === role)
  if (count === 0) return null
  return (
    <Checkbox className="checkbox" isSelected={isForAll} onChange={setForAll}>
      <span className="checkbox-box" aria-hidden>
        {isForAll && <Check size={14} />}
      </span>
      {say('vantage.alike', { count, role: known ? say(`site.role.${known}`) : role })}
    </Checkbox>
  )
}

interface LinksProps {
  draft: PlanDraft
  rows: readonly number[]
  onRemember: (keys: ReadonlyMap<string, string>) => void
}

function Links({ draft, rows, onRemember }: LinksProps) {
  const words = useWords()
  const { say } = words
  const disconnect = useApp((state) => state.disconnectVantages)
  const links = useApp(({ check }) => check?.vantages ?? NONE)
  const names = new Set(namesOf(draft, rows))
  const shown = links.filter(({ endpoint }) => names.has(endpoint))
  const keys = keysToRemember(draft, rows, new Map(shown.map(({ endpoint, hostKey }) => [endpoint, hostKey])))
  return (
    <>
      <p role="status" className="visually-hidden">
        {shown.map((link) => `${link.endpoint}: ${linkWords(words, link)}`).join(' ')}
      </p>
      {shown.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it can be reached with Tab
        <ul className="vantage-links" aria-label={say('vantage.results')} tabIndex={0}>
          {shown.map((link) => (
            <li key={link.endpoint}>
              <LinkLine name={link.endpoint} link={link} />
              {link.hostKey !== null && (
                <span className="vantage-key">
                  <code>{say('vantage.shown', { fingerprint: link.hostKey })}</code>
                  {!keys.has(link.endpoint) && <span>({say('vantage.remembered')})</span>}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {shown.length > 0 && (
        <div className="dialog-actions">
          {shown.some(({ state }) => state !== 'idle') && (
            <Button kind="quiet" onPress={() => void disconnect([...names])}>
              {say('vantage.disconnect')}
            </Button>
          )}
          {keys.size > 0 && (
            <Button onPress={() => onRemember(keys)}>
              {keys.size === 1 ? say('vantage.remember') : say('vantage.rememberAll', { count: keys.size })}
            </Button>
          )}
        </div>
      )}
    </>
  )
}
