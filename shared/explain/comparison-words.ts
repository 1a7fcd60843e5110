/** A comparison in words, the same on the terminal, in the PDF and on the page. */
import type { Change, Comparison, FlowChange, Seen } from '../comparison.ts'
import type { Language } from '../words/language.ts'
import { REPORT_WORDS, type ReportWords } from '../words/report.ts'
import { compactNames, compactNumbers } from './compact.ts'
import { isAllWell } from './compare.ts'
import { exactSets, sizeOf } from './exact-sets.ts'

export const changeTitle = (change: Change, language: Language = 'en') =>
  REPORT_WORDS[language].comparison.title(change)

export function standingOfComparison(comparison: Comparison): 'good' | 'bad' | 'open' {
  if (isAllWell(comparison)) return 'good'
  const { failingNow, byChange } = comparison.summary
  return failingNow > 0 || byChange.broken > 0 ? 'bad' : 'open'
}

/** Said also where it is 0. */
const ALWAYS = ['fixed', 'broken', 'still-failing'] as const satisfies readonly Change[]
const OPTIONAL = [
  'newly-untested',
  'not-asked',
  'newly-tested',
  'changed-evidence',
  'still-untested',
  'unchanged',
] as const satisfies readonly Change[]

/** "3 flows fixed, 1 broken, 12 still failing." What is 0 is left out, but for what is fixed, broken and failing. */
export function comparisonSentence({ summary, fieldChecks }: Comparison, language: Language = 'en'): string {
  const words = REPORT_WORDS[language].comparison
  const said = [...ALWAYS, ...OPTIONAL.filter((change) => summary.byChange[change] > 0)]
  const parts = said.map((change) => words.counted(change, summary.byChange[change]))
  const fields = fieldChecks.filter(({ new: now, old }) => ['fail', 'warn'].includes((now ?? old)?.verdict ?? ''))
  const beyond = fields.length === 0 ? '' : ` ${words.beyond(fields.length)}`
  return `${words.sentence(summary.compared, parts)}${beyond}`
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

type Words = ReportWords['comparison']

function seenWords(seen: Seen | null, words: Words): string {
  if (!seen) return words.notAsked()
  const by = seen.blockedBy && seen.verdict !== 'pass' ? ` (${seen.blockedBy.address})` : ''
  return `${words.seen(seen)}${by}`
}

/** Flows of one kind of change as exact sets: what is alike but for its machines and its port is one row. */
export function changeRows(flows: readonly FlowChange[], change: Change, language: Language = 'en'): ChangeRow[] {
  const words = REPORT_WORDS[language].comparison
  const kinds = new Map<string, FlowChange[]>()
  for (const flow of flows) {
    if (flow.change !== change) continue
    const key = JSON.stringify([flow.direction, seenWords(flow.old, words), seenWords(flow.new, words), flow.differs])
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
          was: seenWords(example.old, words),
          is: seenWords(example.new, words),
          differs: example.differs.map((aspect) => words.differs(aspect)).join(', '),
          example,
        },
      ]
    }),
  )
}
