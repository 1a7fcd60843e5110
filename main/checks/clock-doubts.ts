/**
 * Where results of several machines disagree, the newest counts, and which one that is only their clocks tell. Two that were made in the same
 * minutes cannot be put in order by clocks that nobody compared; a pass that hangs on their order is none.
 */
import type { Catalogue } from '../../shared/catalogue/catalogue.ts'
import { conclude } from '../../shared/conclude/conclude.ts'
import { rule } from '../../shared/conclude/verdict.ts'
import type { Stage } from '../../shared/plan/plan.ts'
import type { Conflict, FlowResult, RunResult } from '../../shared/result.ts'
import type { ConcludedFlow } from '../preflight/judge.ts'

const MOST_PAIRS = 5

type Joined = Pick<RunResult, 'runs' | 'conflicts'>

/** Conflicts with those of the others that did not end before the one that is kept began. */
function atOneTime({ runs = [], conflicts = [] }: Joined): Conflict[] {
  const startedAt = new Map(runs.map((run) => [run.run, Date.parse(run.startedAt)]))
  return conflicts.flatMap((conflict) => {
    const since = startedAt.get(conflict.kept.run) ?? Infinity
    const others = conflict.others.filter(({ at }) => Date.parse(at) >= since)
    return others.length > 0 ? [{ ...conflict, others }] : []
  })
}

/** A sentence where results that disagree overlap in time; none where each of them ended before the newer one began. */
export function clockDoubts(joined: Joined): string[] {
  const doubtful = atOneTime(joined)
  if (doubtful.length === 0) return []
  const pairs = new Set(
    doubtful.flatMap(({ kept, others }) =>
      others.map((other) => [kept.run, other.run].toSorted((a, b) => a - b).join(' and ')),
    ),
  )
  const shown = [...pairs].slice(0, MOST_PAIRS).join('; ')
  const more = pairs.size > MOST_PAIRS ? `; and ${pairs.size - MOST_PAIRS} more pairs` : ''
  const about = doubtful.length === 1 ? 'one flow' : `${doubtful.length} flows`
  return [
    `Which result is the newer one is not certain for ${about}: results that disagree were made at the same time, as their clocks tell it (${shown}${more}). Test ${doubtful.length === 1 ? 'it' : 'them'} again.`,
  ]
}

/**
 * The flows, with those marked that pass in the result that is kept and not in another one of the same time. Null where there is none.
 * @param flows as they are judged without that
 */
export function withoutDoubtfulPasses(
  concluded: readonly ConcludedFlow[],
  flows: readonly FlowResult[],
  joined: Joined,
  { stage, catalogue }: { stage: Stage; catalogue: Catalogue },
): ConcludedFlow[] | null {
  const passes = new Set(flows.flatMap(({ id, verdict }) => (verdict === 'pass' ? id : [])))
  const isBad = ({ outcome }: Conflict['kept']) => {
    const [ruling] = rule([{ direction: '', source: '', port: 0, outcome, catalogueOnNode: false }], stage, catalogue)
    return ruling?.verdict === 'fail' || ruling?.verdict === 'warn'
  }
  const doubtful = new Set(
    atOneTime(joined).flatMap(({ flow, others }) => (passes.has(flow) && others.some(isBad) ? flow : [])),
  )
  if (doubtful.size === 0) return null
  return concluded.map((item) => {
    if (!doubtful.has(item.facts.id)) return item
    const { address, port, service } = item.facts
    const evidence = { ...item.facts.evidence, disagreed: true } as const
    const conclusion = conclude({ address, port, service, identity: null }, evidence, null)
    return { ...item, facts: { ...item.facts, evidence }, conclusion }
  })
}
