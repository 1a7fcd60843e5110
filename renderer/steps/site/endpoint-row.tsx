/** One row of the table of endpoints. Made of the browser's own controls: while thousands scroll by, a dozen are made in each frame. */
import { Trash2 } from 'lucide-react'
import { memo } from 'react'
import { ROLES, type Role } from '../../../shared/catalogue/catalogue.ts'
import type { DraftEndpoint } from '../../../shared/shapes.ts'
import { useOwnAddresses } from '../../parts/own-address.ts'
import { expandedCount } from '../../parts/site-picture/expanded-count.ts'
import { useWords } from '../../words/words.ts'
import { SelectCell, TextCell } from './cell.tsx'
import { removeEndpoint, setAddress, setEndpoint } from './draft-changes.ts'
import { useDraftEdits } from './draft-context.ts'
import { cellOf } from './draft-faults.ts'
import { VantageCell } from './vantage-cell.tsx'

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)

function RoleOptions({ role }: { role: string }) {
  const { say } = useWords()
  return (
    <>
      {role === '' && <option value="">{say('site.role.choose')}</option>}
      {role !== '' && !isRole(role) && <option value={role}>{say('site.role.unknown', { role })}</option>}
      {ROLES.map((one) => (
        <option key={one} value={one}>
          {say(`site.role.${one}`)}
        </option>
      ))}
    </>
  )
}

/** What an address stands for, where that is more than one machine. */
function CountNote({ endpoint }: { endpoint: DraftEndpoint }) {
  const { say } = useWords()
  const count = expandedCount(endpoint.address)
  if (count < 2 || !isRole(endpoint.role)) return null
  return <span className="field-note">{say(`site.count.${endpoint.role}`, { count })}</span>
}

interface Props {
  endpoint: DraftEndpoint
  index: number
  isReadOnly: boolean
}

export const EndpointRow = memo(function EndpointRow({ endpoint, index, isReadOnly }: Props) {
  const { say } = useWords()
  const { edit, editWithUndo } = useDraftEdits()
  const { own } = useOwnAddresses()
  const { name, role, address } = endpoint
  const common = (key: 'name' | 'role' | 'address') => ({
    cell: cellOf('endpoints', index, key),
    label: say('site.cell', { column: say(`site.column.${key}`), row: index + 1 }),
    isReadOnly,
    value: endpoint[key],
    onChange: (value: string) => edit(setEndpoint(index, { [key]: value })),
  })
  const called = name || address || say('site.row', { row: index + 1 })
  return (
    <>
      <td className="endpoints-number">{index + 1}</td>
      <td>
        <TextCell {...common('name')} />
      </td>
      <td>
        <SelectCell {...common('role')}>
          <RoleOptions role={role} />
        </SelectCell>
      </td>
      <td>
        <TextCell
          {...common('address')}
          onChange={(value) => edit(setAddress(index, value, own))}
          note={<CountNote endpoint={endpoint} />}
        />
      </td>
      <td>
        <VantageCell endpoint={endpoint} index={index} isReadOnly={isReadOnly} />
      </td>
      <td className="endpoints-actions">
        {!isReadOnly && (
          <button
            type="button"
            className="endpoints-remove"
            aria-label={say('site.remove', { name: called })}
            onClick={() => editWithUndo(removeEndpoint(index), say('site.removed', { name: called }))}
          >
            <Trash2 size={16} aria-hidden />
          </button>
        )}
      </td>
    </>
  )
})
