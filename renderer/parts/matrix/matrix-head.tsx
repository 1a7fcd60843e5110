/** The line of column heads: short names, the full ones for a pointer that rests and for a screen reader. */
import { memo } from 'react'
import type { VirtualItem } from '@tanstack/react-virtual'
import type { Words } from '../../words/words.ts'
import type { PairName } from './short-names.ts'

/** Characters of "137→1" that a column shows in one line; longer names take two. */
const ONE_LINE = 8
const MOST = 14

const lengthOf = ({ sourceShort, destinationShort }: PairName, long: boolean) =>
  long ? Math.max(sourceShort.length, destinationShort.length + 2) : sourceShort.length + destinationShort.length + 1

export const isLong = (names: readonly PairName[]) => names.some((name) => lengthOf(name, false) > ONE_LINE)

/** Pixels; wide enough for the longest name, up to a limit. */
export function columnWidth(names: readonly PairName[]): number {
  const long = isLong(names)
  let longest = 0
  for (const name of names) longest = Math.max(longest, lengthOf(name, long))
  return Math.max(44, Math.min(MOST, longest) * 7 + 14)
}

interface Props {
  names: readonly PairName[]
  columns: readonly number[]
  sight: readonly VirtualItem[]
  head: number
  long: boolean
  words: Words
}

export const MatrixHead = memo(function MatrixHead({ names, columns, sight, head, long, words: { say } }: Props) {
  return (
    <div role="row" aria-rowindex={1} className="matrix-head" data-long={long || undefined}>
      <div role="columnheader" aria-colindex={1} className="matrix-corner" style={{ width: head }}>
        {say('matrix.head')}
      </div>
      {sight.map(({ index, start, size }) => {
        const name = names[columns[index] ?? 0]
        if (!name) return null
        const { source, destination, sourceShort, destinationShort } = name
        const full = say('matrix.pair', { source, destination })
        return (
          <div
            key={index}
            role="columnheader"
            aria-colindex={index + 2}
            aria-label={full}
            title={`${source} → ${destination}`}
            className="matrix-column"
            style={{ left: start, width: size }}
          >
            <bdi>{sourceShort}</bdi>
            <span dir="ltr">
              →<bdi>{destinationShort}</bdi>
            </span>
          </div>
        )
      })}
    </div>
  )
})
