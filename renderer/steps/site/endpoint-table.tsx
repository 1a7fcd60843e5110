/** The endpoints as a table that is typed into. A long one draws only the rows in sight. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useState } from 'react'
import type { DraftEndpoint } from '../../../shared/contract.ts'
import { useWords } from '../../words/words.ts'
import { EndpointRow } from './endpoint-row.tsx'
import type { RowScroller } from './go-to-cell.ts'

/** Below this, drawing all is faster than measuring, and the browser's own search finds each row. */
const VIRTUAL_FROM = 80
const ROW_HEIGHT = 41

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

interface InSightProps extends Props {
  scroller: Element | null
}

function RowsInSight({ endpoints, isReadOnly, rowScroller, scroller }: InSightProps) {
  // No compiler memoises here.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: endpoints.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollPaddingStart: ROW_HEIGHT,
  })
  useEffect(() => {
    rowScroller.current = (index) => virtual.scrollToIndex(index, { align: 'center' })
    return () => {
      rowScroller.current = null
    }
  }, [virtual, rowScroller])
  const rows = virtual.getVirtualItems()
  const before = rows[0]?.start ?? 0
  const after = virtual.getTotalSize() - (rows.at(-1)?.end ?? 0)
  return (
    <tbody>
      {before > 0 && <tr aria-hidden style={{ height: before }} />}
      {rows.map(({ index }) => {
        const endpoint = endpoints[index]
        return (
          endpoint && (
            <tr key={index} data-index={index} ref={virtual.measureElement} aria-rowindex={index + 2}>
              <EndpointRow endpoint={endpoint} index={index} isReadOnly={isReadOnly} />
            </tr>
          )
        )
      })}
      {after > 0 && <tr aria-hidden style={{ height: after }} />}
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
