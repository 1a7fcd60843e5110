/** The endpoints: their table, and the ways to fill it. */
import { ClipboardPaste, Plus } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { ROLES } from '../../../shared/catalogue/catalogue.ts'
import type { DraftEndpoint } from '../../../shared/shapes.ts'
import { Button } from '../../parts/controls/button.tsx'
import { useOwnAddresses } from '../../parts/own-address.ts'
import { useApp, useAppStore } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { addEndpoints, addRow, replaceEndpoints } from './draft-changes.ts'
import { useDraftEdits } from './draft-context.ts'
import { EndpointTable } from './endpoint-table.tsx'
import { type RowScroller, goToNewRow } from './go-to-cell.ts'
import { PasteDialog } from './paste-dialog.tsx'
import { isTable, readPaste } from './read-paste.ts'
import '../../parts/controls/popup.css'
import './endpoint-table.css'

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

/** Adds a row and goes to it. */
function useAddRow(rowScroller: RowScroller) {
  const { edit } = useDraftEdits()
  const store = useAppStore()
  return (...row: Parameters<typeof addRow>) => {
    edit(addRow(...row))
    goToNewRow((store.getState().check?.draft.endpoints.length ?? 1) - 1, rowScroller)
  }
}

function AddMenu({ rowScroller }: { rowScroller: RowScroller }) {
  const { say } = useWords()
  const add = useAddRow(rowScroller)
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
            onAction={() => add('user-station', own, 'local')}
            textValue={say('site.add.local')}
          >
            {say('site.add.local')}
            {own !== '' && <span className="field-hint">{own}</span>}
          </MenuItem>
          {ROLES.toReversed().map((role) => (
            <MenuItem key={role} className="popup-item" onAction={() => add(role)}>
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
  const { own } = useOwnAddresses()
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
  return { known, take, takeText: (text: string) => take(readPaste(text, known, own), 'add') }
}

/** The rows that nearly every site begins with. */
function FirstRows({ rowScroller }: { rowScroller: RowScroller }) {
  const { say } = useWords()
  const add = useAddRow(rowScroller)
  const own = useOwnAddress()
  return (
    <div className="site-panel-actions">
      <Button onPress={() => add('user-station', own, 'local')}>{say('site.add.local')}</Button>
      <Button onPress={() => add('psm-node')}>{say('site.add.psm-node')}</Button>
      <Button onPress={() => add('dsc')}>{say('site.add.dsc')}</Button>
    </div>
  )
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement

/** Rows of a spreadsheet may be pasted anywhere on the page; into other fields than the table's they go as they are. */
function usePagePaste(takeText: (text: string) => void): void {
  const take = useEffectEvent(takeText)
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const { target } = event
      const text = event.clipboardData?.getData('text/plain') ?? ''
      const elsewhere = target instanceof Element && target.closest('[role="dialog"]') !== null
      const inOtherField = isField(target) && (target as Element).closest('.endpoints') === null
      if (elsewhere || inOtherField || !isTable(text)) return
      event.preventDefault()
      take(text)
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [])
}

export function EndpointsSection({ rowScroller }: { rowScroller: RowScroller }) {
  const { say } = useWords()
  const { isFixed } = useDraftEdits()
  const practice = useApp(({ check }) => check?.practice ?? false)
  const endpoints = useApp(({ check }) => check?.draft.endpoints ?? NONE)
  const [pasting, setPasting] = useState(false)
  const { known, take, takeText } = usePaste()
  usePagePaste((text) => {
    if (!isFixed) takeText(text)
  })
  return (
    <section className="site-panel" aria-labelledby="endpoints-heading">
      <div className="site-panel-head">
        <h2 id="endpoints-heading">{say('site.endpoints')}</h2>
        {!isFixed && (
          <div className="site-panel-actions">
            <Button onPress={() => setPasting(true)}>
              <ClipboardPaste size={16} aria-hidden />
              {say('site.paste')}
            </Button>
            <AddMenu rowScroller={rowScroller} />
          </div>
        )}
      </div>
      <p className="site-panel-what">{say(practice ? 'site.endpoints.fixed' : 'site.endpoints.what')}</p>
      {endpoints.length === 0 ? (
        <div className="endpoints-empty" id="endpoints" tabIndex={-1}>
          <p>{say('site.empty')}</p>
          {!isFixed && <FirstRows rowScroller={rowScroller} />}
        </div>
      ) : (
        <EndpointTable endpoints={endpoints} isReadOnly={isFixed} rowScroller={rowScroller} />
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
