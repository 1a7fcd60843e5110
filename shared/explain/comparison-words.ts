/** A comparison in words, the same on the terminal, in the PDF and on the page. */
import type { Change, Comparison, FlowChange, Seen } from '../comparison.ts'
import { compactNames, compactNumbers } from './compact.ts'
import { isAllWell } from './compare.ts'
import { exactSets, sizeOf } from './exact-sets.ts'

export const CHANGE_TITLES: Record<Change, string> = {
  broken: 'Broken',
  'still-failing': 'Still failing',
  'newly-untested': 'Tested before, untested now',
  'not-asked': 'Not asked again',
  'newly-tested': 'Newly tested',
  fixed: 'Fixed',
  'changed-evidence': 'Passes as before, on other evidence',
  'still-untested': 'Untested in both',
  unchanged: 'Passes as before',
}

export function standingOfComparison(comparison: Comparison): 'good' | 'bad' | 'open' {
  if (isAllWell(comparison)) return 'good'
  const { failingNow, byChange } = comparison.summary
  return failingNow > 0 || byChange.broken > 0 ? 'bad' : 'open'
}

/** "3 flows fixed, 1 broken, 12 still failing." What is 0 is left out, but for fixed and broken. */
export function comparisonSentence(comparison: Comparison): string {
  const { summary, fieldChecks } = comparison
  const n = (change: Change) => summary.byChange[change].toLocaleString('en-US')
  const parts = [`${n('fixed')} fixed`, `${n('broken')} broken`, `${n('still-failing')} still failing`]
  const optional: [Change, string][] = [
    ['newly-untested', 'untested now'],
    ['not-asked', 'not asked again'],
    ['newly-tested', 'newly tested'],
    ['changed-evidence', 'pass on other evidence'],
    ['still-untested', 'untested in both'],
    ['unchanged', 'pass as before'],
  ]
  for (const [change, words] of optional) if (summary.byChange[change] > 0) parts.push(`${n(change)} ${words}`)
  const fields = fieldChecks.filter(({ new: now, old }) => ['fail', 'warn'].includes((now ?? old)?.verdict ?? ''))
  const beyond =
    fields.length === 0
      ? ''
      : ` ${fields.length} beyond the port table ${fields.length === 1 ? 'does' : 'do'} not pass.`
  const all = summary.compared.toLocaleString('en-US')
  return `${all} ${summary.compared === 1 ? 'flow' : 'flows'} compared: ${parts.join(', ')}.${beyond}`
}

export interface ChangeRow {
  sources: string
  destinations: string
  ports: string
  flows: number
  was: string
  is: string
  /** What of the evidence is another one, in words; empty where nothing is. */
  differs: string
  example: FlowChange
}

const DIFFERS = {
  outcome: 'outcome',
  verdict: 'verdict',
  proof: 'proof',
  blockedBy: 'what is in the way',
  reason: 'reason',
}

const seenWords = (seen: Seen | null) => {
  if (!seen) return 'not asked'
  const by = seen.blockedBy && seen.verdict !== 'pass' ? ` (${seen.blockedBy.address})` : ''
  return `${seen.verdict}, ${seen.outcome}${seen.proof === 'proven' ? ', proven' : ''}${by}`
}

/** Flows of one kind of change as exact sets: what is alike but for its machines and its port is one row. */
export function changeRows(flows: readonly FlowChange[], change: Change): ChangeRow[] {
  const kinds = new Map<string, FlowChange[]>()
  for (const flow of flows) {
    if (flow.change !== change) continue
    const key = JSON.stringify([flow.direction, seenWords(flow.old), seenWords(flow.new), flow.differs])
    const list = kinds.get(key)
    if (list) list.push(flow)
    else kinds.set(key, [flow])
  }
  return [...kinds.values()].flatMap((list) =>
    exactSets(list).flatMap((set) => {
      const [example] = list
      if (!example) return []
      return [
        {
          sources: compactNames(set.sources).join(', '),
          destinations: compactNames(set.destinations).join(', '),
          ports: compactNumbers(set.ports).join(', '),
          flows: sizeOf(set),
          was: seenWords(example.old),
          is: seenWords(example.new),
          differs: example.differs.map((aspect) => DIFFERS[aspect]).join(', '),
          example,
        },
      ]
    }),
  )
}
