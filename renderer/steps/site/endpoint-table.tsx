/** The endpoints as a table that is typed into. A long one draws only the rows in sight. */
import { useState } from 'react'
import type { DraftEndpoint } from '../../../shared/shapes.ts'
import { useWords } from '../../words/words.ts'
import { EndpointRow } from './endpoint-row.tsx'
import type { RowScroller } from './go-to-cell.ts'
import { RowsInSight } from './rows-in-sight.tsx'
import './endpoint-table.css'

/** Below this, drawing all is faster than measuring, and the browser's own search finds each row. */
const VIRTUAL_FROM = 80

interface Props {
  endpoints: readonly DraftEndpoint[]
  isReadOnly: boolean
  rowScroller: RowScroller
}

function Head() {
  const { say } = useWords()
  return (
    <thead>
      <tr>
        <th scope="col" className="endpoints-number">
          <span aria-hidden>#</span>
          <span className="visually-hidden">{say('site.column.number')}</span>
        </th>
        <th scope="col" className="endpoints-name">
          {say('site.column.name')}
        </th>
        <th scope="col" className="endpoints-role">
          {say('site.column.role')}
        </th>
        <th scope="col">{say('site.column.address')}</th>
        <th scope="col">{say('site.column.vantage')}</th>
        <th scope="col" className="endpoints-actions">
          <span className="visually-hidden">{say('site.column.actions')}</span>
        </th>
      </tr>
    </thead>
  )
}

function AllRows({ endpoints, isReadOnly }: Omit<Props, 'rowScroller'>) {
  return (
    <tbody>
      {endpoints.map((endpoint, index) => (
        // Rows have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <tr key={index}>
          <EndpointRow endpoint={endpoint} index={index} isReadOnly={isReadOnly} />
        </tr>
      ))}
    </tbody>
  )
}

export function EndpointTable({ endpoints, isReadOnly, rowScroller }: Props) {
  // A state, because the rows need it once it is there.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const isLong = endpoints.length >= VIRTUAL_FROM
  return (
    <div ref={setScroller} className={isLong ? 'endpoints endpoints-long' : 'endpoints'}>
      <table aria-labelledby="endpoints-heading" aria-rowcount={isLong ? endpoints.length + 1 : undefined}>
        <Head />
        {isLong ? (
          <RowsInSight endpoints={endpoints} isReadOnly={isReadOnly} rowScroller={rowScroller} scroller={scroller} />
        ) : (
          <AllRows endpoints={endpoints} isReadOnly={isReadOnly} />
        )}
      </table>
    </div>
  )
}
