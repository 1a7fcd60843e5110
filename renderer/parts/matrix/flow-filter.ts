/**
 * Which flows of a group are shown: words that are typed, and verdicts that are chosen. Each word is looked up once in the few rules,
 * pairs and outcomes; the flows themselves are only compared as numbers, so that 36,000 of them take about a millisecond.
 */
import type { PlanView } from '../../../shared/shapes.ts'
import { OUTCOMES, VERDICTS, type Verdict } from '../../../shared/outcome.ts'
import { type FlowTable, NONE, verdictOf } from '../../store/flow-table.ts'
import type { MatrixModel } from './matrix-model.ts'

export interface FilterIndex {
  /** What each rule, each pair and each outcome is found by, in small letters. The last outcome stands for "never asked". */
  rules: readonly string[]
  pairs: readonly string[]
  outcomes: readonly string[]
}

/** @param outcomeWords of each outcome, and last of a flow that was never asked: all words in all languages */
export function filterIndex(plan: PlanView, model: MatrixModel, outcomeWords: readonly string[]): FilterIndex {
  const pairs = Array.from<string>({ length: plan.pairs.length }).fill('')
  for (const [column, pair] of model.columns.entries()) {
    const { source, destination, sourceShort, destinationShort } = model.names[column] ?? NO_NAME
    const { address, source: from } = plan.pairs[pair] ?? NO_PAIR
    const sourceAddress = plan.endpoints[from]?.address ?? ''
    pairs[pair] =
      `${source} ${sourceAddress} ${destination} ${address} ${source}→${destination} ${sourceShort}→${destinationShort}`.toLowerCase()
  }
  return {
    rules: plan.rules.map(({ port, service }) => `${port} ${port - plan.portShift} ${service}`.toLowerCase()),
    pairs,
    outcomes: outcomeWords.map((words) => words.toLowerCase()),
  }
}

const NO_NAME = { source: '', destination: '', sourceShort: '', destinationShort: '' }
const NO_PAIR = { address: '', source: NONE }

export interface Filtered {
  /** One for each flow of the group: 1 where it is shown. */
  shown: Uint8Array
  /** Rows and columns that have a flow that is shown. */
  rows: readonly number[]
  columns: readonly number[]
  count: number
  /** Flows that the words find, by verdict: what each chip would show. */
  byVerdict: Record<Verdict, number>
}

/** "psm-3 -> psm-1" is typed with the signs of a keyboard. */
const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/\s*(?:->|→)\s*/g, '→')
    .split(/\s+/)
    .filter((word) => word !== '')

const found = (texts: readonly string[], word: string) =>
  Uint8Array.from(texts, (text) => (text.includes(word) ? 1 : 0))

/** A flow is shown when every word is found in its rule, pair or outcome, and its verdict is chosen; none chosen: all are. */
export function filterFlows(
  table: FlowTable,
  model: MatrixModel,
  index: FilterIndex,
  { text, verdicts }: { text: string; verdicts: ReadonlySet<Verdict> },
): Filtered {
  const words = wordsOf(text).map((word) => ({
    rules: found(index.rules, word),
    pairs: found(index.pairs, word),
    outcomes: found(index.outcomes, word),
  }))
  const chosen = Uint8Array.from(VERDICTS, (verdict) => (verdicts.size === 0 || verdicts.has(verdict) ? 1 : 0))
  const shown = new Uint8Array(model.flows.length)
  const rows = new Uint8Array(model.rows.length)
  const columns = new Uint8Array(model.columns.length)
  const counts = new Uint32Array(VERDICTS.length)
  const untested = VERDICTS.indexOf('untested')
  let count = 0
  for (let i = 0; i < model.flows.length; i += 1) {
    const flow = model.flows[i] ?? 0
    const rule = table.rule[flow] ?? 0
    const pair = table.pair[flow] ?? 0
    const outcome = table.outcome[flow] ?? NONE
    const known = outcome === NONE ? OUTCOMES.length : outcome
    if (!words.every((word) => word.rules[rule] === 1 || word.pairs[pair] === 1 || word.outcomes[known] === 1)) continue
    const concluded = verdictOf(table, flow)
    const verdict = concluded === NONE ? untested : concluded
    counts[verdict] = (counts[verdict] ?? 0) + 1
    if (chosen[verdict] !== 1) continue
    shown[i] = 1
    count += 1
    rows[model.rowOf[i] ?? 0] = 1
    columns[model.columnOf[i] ?? 0] = 1
  }
  return { shown, rows: placesOf(rows), columns: placesOf(columns), count, byVerdict: byVerdict(counts) }
}

function placesOf(flags: Uint8Array): number[] {
  const places: number[] = []
  for (const [place, flag] of flags.entries()) if (flag === 1) places.push(place)
  return places
}

const byVerdict = (counts: Uint32Array) =>
  Object.fromEntries(VERDICTS.map((verdict, i) => [verdict, counts[i] ?? 0])) as Record<Verdict, number>
