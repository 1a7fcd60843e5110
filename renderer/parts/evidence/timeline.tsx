/** What was sent and what came back, moment by moment, in the words of the core. */
import type { TimelineEntry } from '../../../shared/shapes.ts'

export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol className="timeline">
      {entries.map(({ when, text, kind }, i) => (
        // Two moments may read alike; their place is what tells them apart.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={i} data-kind={kind}>
          <span className="timeline-when">{when}</span>
          <span className="timeline-text">{text}</span>
        </li>
      ))}
    </ol>
  )
}
