/** Of a long table only the rows in sight, and the one that has the focus: it must not vanish while somebody types in it. */
import { type Range, defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { Fragment, useEffect, useState } from 'react'
import type { DraftEndpoint } from '../../../shared/shapes.ts'
import { EndpointRow } from './endpoint-row.tsx'
import type { RowScroller } from './go-to-cell.ts'

const ROW_HEIGHT = 41
/** Drawn beyond the sight on both sides, so that Tab finds the next row. */
const OVERSCAN = 3

interface Props {
  endpoints: readonly DraftEndpoint[]
  isReadOnly: boolean
  rowScroller: RowScroller
  scroller: Element | null
}

/** In the order of the table; the row with the focus may be far from the rest. */
function withFocused(range: Range, focused: number | null): number[] {
  const inSight = defaultRangeExtractor(range)
  if (focused === null || focused >= range.count || inSight.includes(focused)) return inSight
  return [...inSight, focused].sort((a, b) => a - b)
}

function rowOf(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('tr[data-index]') : null
  return row ? Number(row.dataset['index']) : null
}

function useFocusedRow(scroller: Element | null): number | null {
  const [focused, setFocused] = useState<number | null>(null)
  useEffect(() => {
    const enter = (event: Event) => setFocused(rowOf(event.target))
    const leave = () => setFocused(null)
    scroller?.addEventListener('focusin', enter)
    scroller?.addEventListener('focusout', leave)
    return () => {
      scroller?.removeEventListener('focusin', enter)
      scroller?.removeEventListener('focusout', leave)
    }
  }, [scroller])
  return focused
}

/** Stands for rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return height > 0 && <tr aria-hidden style={{ height }} />
}

export function RowsInSight({ endpoints, isReadOnly, rowScroller, scroller }: Props) {
  const focused = useFocusedRow(scroller)
  // No compiler memoises here.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: endpoints.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollPaddingStart: ROW_HEIGHT,
    rangeExtractor: (range) => withFocused(range, focused),
  })
  useEffect(() => {
    rowScroller.current = (index) => virtual.scrollToIndex(index, { align: 'center' })
    return () => {
      rowScroller.current = null
    }
  }, [virtual, rowScroller])
  const rows = virtual.getVirtualItems()
  return (
    <tbody>
      {rows.map(({ index, start }, i) => {
        const endpoint = endpoints[index]
        return (
          endpoint && (
            <Fragment key={index}>
              <Gap height={start - (rows[i - 1]?.end ?? 0)} />
              <tr data-index={index} ref={virtual.measureElement} aria-rowindex={index + 2}>
                <EndpointRow endpoint={endpoint} index={index} isReadOnly={isReadOnly} />
              </tr>
            </Fragment>
          )
        )
      })}
      <Gap height={virtual.getTotalSize() - (rows.at(-1)?.end ?? 0)} />
    </tbody>
  )
}
