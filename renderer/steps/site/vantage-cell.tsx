/** From where the probes of a row start: nowhere, this machine, or the row's own machine by SSH, which is set up and tested in a dialog. */
import { TriangleAlert } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { DraftEndpoint, PlanDraft } from '../../../shared/shapes.ts'
import type { VantageState } from '../../../shared/vantage-shapes.ts'
import { endpointsOfRow } from '../../../shared/plan/draft-endpoints.ts'
import { ownershipOf, useOwnAddresses } from '../../parts/own-address.ts'
import { LinkIcon, isBroken } from '../../parts/vantages/link-state.tsx'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { SelectCell } from './cell.tsx'
import { setEndpoint } from './draft-changes.ts'
import { useDraftEdits } from './draft-context.ts'
import { cellOf } from './draft-faults.ts'
import { SshDialog } from './ssh-dialog.tsx'
import '../../parts/vantages/vantages.css'

const NONE: readonly VantageState[] = []

function LocalNote({ address }: { address: string }) {
  const { say } = useWords()
  const { own, told } = useOwnAddresses()
  const ownership = ownershipOf(address, own)
  if (ownership === 'own' || ownership === 'unknown') return null
  return (
    <span className="endpoints-warning">
      <TriangleAlert size={14} aria-hidden />
      {ownership === 'foreign' ? say('site.vantage.foreign', { own: told }) : say('site.vantage.many')}
    </span>
  )
}

/** How the links of a row stand: in full for one machine, counted for several. */
function SshNote({ names, onSetUp, label }: { names: readonly string[]; onSetUp: (() => void) | null; label: string }) {
  const { say } = useWords()
  const links = useApp(({ check }) => check?.vantages ?? NONE)
  const known = useMemo(() => new Map(links.map((link) => [link.endpoint, link])), [links])
  const own = names.map((name) => known.get(name))
  const ready = own.filter((link) => link?.state === 'ready').length
  const worst = own.find(isBroken) ?? own.find((link) => link !== undefined)
  // The column is narrow: the rest stands in the dialog.
  const shortWords = (link: VantageState | undefined) => say(link ? `vantage.state.${link.state}` : 'vantage.never')
  return (
    <span className="vantage-note">
      <LinkIcon state={worst?.state} />
      <span>
        {names.length > 1 ? say('vantage.some', { ready, all: names.length }) : shortWords(own[0])}{' '}
        {onSetUp && (
          <button type="button" className="vantage-set-up" aria-label={label} onClick={onSetUp}>
            {say('vantage.setUp')}
          </button>
        )}
      </span>
    </span>
  )
}

interface Props {
  endpoint: DraftEndpoint
  index: number
  isReadOnly: boolean
}

/** One row alone gives its names as in the table: `{n}` counts within it. */
const rowAlone = (endpoint: DraftEndpoint): PlanDraft => ({
  site: { name: '', customer: '', engineer: '' },
  stage: 'preinstall',
  pace: 'normal',
  endpoints: [endpoint],
  rules: [],
})

export function VantageCell({ endpoint, index, isReadOnly }: Props) {
  const { say } = useWords()
  const { edit, editWithUndo } = useDraftEdits()
  const [isOpen, setOpen] = useState(false)
  const { vantage } = endpoint
  const isSsh = typeof vantage === 'object'
  const names = useMemo(
    () => (isSsh ? endpointsOfRow(rowAlone(endpoint), 0).map(({ name }) => name) : []),
    [endpoint, isSsh],
  )
  const called = endpoint.name || say('site.row', { row: index + 1 })
  const choose = (value: string) => {
    if (value === 'ssh') return setOpen(true)
    const change = setEndpoint(index, { vantage: value === 'local' ? 'local' : 'none' })
    // What was set up for SSH must not be lost by a slip.
    if (isSsh) editWithUndo(change, say('site.vantage.changed', { name: endpoint.name }))
    else edit(change)
  }
  const note = isSsh ? (
    <SshNote
      names={names}
      onSetUp={isReadOnly ? null : () => setOpen(true)}
      label={say('vantage.setUpFor', { name: called })}
    />
  ) : vantage === 'local' ? (
    <LocalNote address={endpoint.address} />
  ) : null
  return (
    <>
      <SelectCell
        cell={cellOf('endpoints', index, 'vantage')}
        label={say('site.cell', { column: say('site.column.vantage'), row: index + 1 })}
        isReadOnly={isReadOnly}
        value={isSsh ? 'ssh' : vantage}
        onChange={choose}
        note={note}
      >
        <option value="none">{say('site.vantage.none')}</option>
        <option value="local">{say('site.vantage.local')}</option>
        <option value="ssh">
          {isSsh ? say('site.vantage.ssh', { user: vantage.ssh.user }) : say('vantage.choose')}
        </option>
      </SelectCell>
      {isOpen && <OpenDialog index={index} onClose={() => setOpen(false)} />}
    </>
  )
}

/** Only an open dialog follows the whole draft. */
function OpenDialog({ index, onClose }: { index: number; onClose: () => void }) {
  const draft = useApp(({ check }) => check?.draft)
  return draft ? <SshDialog index={index} draft={draft} onClose={onClose} /> : null
}
