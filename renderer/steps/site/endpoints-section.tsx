/** The endpoints: their table, and the ways to fill it. */
import { ClipboardPaste, Plus } from 'lucide-react'
import { useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { ROLES } from '../../../shared/catalogue/catalogue.ts'
import type { DraftEndpoint } from '../../../shared/contract.ts'
import { Button } from '../../parts/controls/button.tsx'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { addEndpoints, addRow, replaceEndpoints } from './draft-changes.ts'
import { useDraftEdits } from './draft-context.ts'
import { EndpointTable, type RowScroller } from './endpoint-table.tsx'
import { PasteDialog } from './paste-dialog.tsx'
import { readPaste } from './read-paste.ts'
import '../../parts/controls/popup.css'

/** As the contract has it. */
const ENTRY_LIMIT = 20_000

const NONE: readonly DraftEndpoint[] = []

/** The address from which this machine would reach the site; else the first that is not its own loopback. */
function useOwnAddress(): string {
  return useApp(({ machine }) => {
    const used = machine?.routes.find(({ sourceAddress }) => sourceAddress !== null)?.sourceAddress
    return used ?? machine?.addresses.find(({ address }) => !/^(127\.|::1$|fe80)/i.test(address))?.address ?? ''
  })
}

function AddMenu() {
  const { say } = useWords()
  const { edit } = useDraftEdits()
  const own = useOwnAddress()
  return (
    <MenuTrigger>
      <Button>
        <Plus size={16} aria-hidden />
        {say('site.add')}
      </Button>
      <Popover className="popup" placement="bottom end">
        <Menu className="popup-menu" aria-label={say('site.add')}>
          <MenuItem
            className="popup-item"
            onAction={() => edit(addRow('user-station', own, 'local'))}
            textValue={say('site.add.local')}
          >
            {say('site.add.local')}
            {own !== '' && <span className="field-hint">{own}</span>}
          </MenuItem>
          {ROLES.toReversed().map((role) => (
            <MenuItem key={role} className="popup-item" onAction={() => edit(addRow(role))}>
              {say(`site.add.${role}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

function usePaste() {
  const { say } = useWords()
  const { editWithUndo } = useDraftEdits()
  const endpoints = useApp(({ check }) => check?.draft.endpoints ?? NONE)
  const notify = useApp((state) => state.notify)
  const known = endpoints.map(({ name }) => name)
  const take = (rows: readonly DraftEndpoint[], how: 'add' | 'replace') => {
    const total = rows.length + (how === 'add' ? endpoints.length : 0)
    if (rows.length === 0) return notify({ tone: 'error', message: say('site.paste.nothing') })
    if (total > ENTRY_LIMIT) {
      return notify({ tone: 'error', message: say('site.paste.tooMany', { limit: ENTRY_LIMIT }) })
    }
    const change = how === 'add' ? addEndpoints(rows) : replaceEndpoints(rows)
    editWithUndo(change, say('site.pasted', { count: rows.length }))
  }
  return { known, take, takeText: (text: string) => take(readPaste(text, known), 'add') }
}

export function EndpointsSection({ rowScroller }: { rowScroller: RowScroller }) {
  const { say } = useWords()
  const { isReadOnly } = useDraftEdits()
  const endpoints = useApp(({ check }) => check?.draft.endpoints ?? NONE)
  const [pasting, setPasting] = useState(false)
  const { known, take, takeText } = usePaste()
  return (
    <section className="site-panel" aria-labelledby="endpoints-heading">
      <div className="site-panel-head">
        <h2 id="endpoints-heading">{say('site.endpoints')}</h2>
        {!isReadOnly && (
          <div className="site-panel-actions">
            <Button onPress={() => setPasting(true)}>
              <ClipboardPaste size={16} aria-hidden />
              {say('site.paste')}
            </Button>
            <AddMenu />
          </div>
        )}
      </div>
      <p className="site-panel-what">{say('site.endpoints.what')}</p>
      {endpoints.length === 0 ? (
        // What is pasted here would go nowhere else, and there is no cell yet to paste into.
        <div
          className="endpoints-empty"
          id="endpoints"
          tabIndex={-1}
          onPaste={({ clipboardData }) => takeText(clipboardData.getData('text/plain'))}
        >
          <p>{say('site.empty')}</p>
        </div>
      ) : (
        <EndpointTable
          endpoints={endpoints}
          isReadOnly={isReadOnly}
          onPasteTable={takeText}
          rowScroller={rowScroller}
        />
      )}
      <PasteDialog
        isOpen={pasting}
        known={known}
        onClose={() => setPasting(false)}
        onTake={(rows, how) => {
          setPasting(false)
          take(rows, how)
        }}
      />
    </section>
  )
}
