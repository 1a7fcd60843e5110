/**
 * Where results of several machines disagree, the newest counts, and which one that is only their clocks tell. Two that were made in the same
 * minutes cannot be put in order by clocks that nobody compared.
 */
import type { RunResult } from '../../shared/result.ts'

const MOST_PAIRS = 5

/** A sentence where results that disagree overlap in time; none where each of them ended before the newer one began. */
export function clockDoubts({ runs = [], conflicts = [] }: Pick<RunResult, 'runs' | 'conflicts'>): string[] {
  const startedAt = new Map(runs.map((run) => [run.run, Date.parse(run.startedAt)]))
  const flows = new Set<string>()
  const pairs = new Set<string>()
  for (const { flow, kept, others } of conflicts) {
    const since = startedAt.get(kept.run) ?? Infinity
    for (const other of others) {
      if (Date.parse(other.at) < since) continue
      flows.add(flow)
      pairs.add([kept.run, other.run].toSorted((a, b) => a - b).join(' and '))
    }
  }
  if (flows.size === 0) return []
  const shown = [...pairs].slice(0, MOST_PAIRS).join('; ')
  const more = pairs.size > MOST_PAIRS ? `; and ${pairs.size - MOST_PAIRS} more pairs` : ''
  const about = flows.size === 1 ? 'one flow' : `${flows.size} flows`
  return [
    `Which result is the newer one is not certain for ${about}: results that disagree were made at the same time, as their clocks tell it (${shown}${more}). Test ${flows.size === 1 ? 'it' : 'them'} again.`,
  ]
}
