/** What a run asks for → the flows of the plan that are asked. */
import { assertNever } from '../../shared/assert-never.ts'
import type { CheckResult, RunAsk } from '../../shared/shapes.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import { failedFlows, withPlaced } from '../preflight/failed-flows.ts'
import { CheckError } from './check-error.ts'
import type { Conclusions } from './conclusions.ts'
import type { JudgedPlan } from './tested-plan.ts'

export interface Chosen {
  flows: Flow[]
  /** Why there is none. */
  nothing: string
}

/** Throws {@link CheckError} for a finding or a flow that is not there. */
export function chooseAsked(
  ask: RunAsk,
  tested: JudgedPlan,
  conclusions: Conclusions,
  findings: CheckResult['findings'],
): Chosen {
  const { flows, plan, catalogue } = tested
  const inGroup = (group: string | undefined) => (flow: Flow) => group === undefined || flow.group === group
  switch (ask.kind) {
    case 'all':
      return { flows: [...flows], nothing: 'The plan has no flow.' }
    case 'group':
      return { flows: flows.filter(inGroup(ask.group)), nothing: 'The plan has no flow in this group.' }
    case 'failed': {
      const judged = flows.flatMap(({ id, direction, source, port, group }, index) =>
        ask.group === undefined || ask.group === group
          ? [{ id, direction, source: source.name, port, verdict: conclusions.verdictOf(index) }]
          : [],
      )
      const wanted = failedFlows(judged, plan.stage, catalogue)
      return { flows: flows.filter(wanted), nothing: 'Nothing failed or warned: there is nothing to test again.' }
    }
    case 'untested': {
      const left = flows.flatMap((flow, index) =>
        inGroup(ask.group)(flow) && isLeft(flow, index, conclusions) ? [index] : [],
      )
      return { flows: again(left, tested), nothing: 'Every flow that can be tested from here has been.' }
    }
    case 'finding': {
      const found = findings.find(({ id }) => id === ask.finding)
      if (!found) throw new CheckError('not-found', `There is no finding ${ask.finding} any more.`)
      const asked = found.flows.length > 0 ? found.flows : besideFlows(found, tested)
      return { flows: again(asked, tested), nothing: 'The flows of this finding are not in the plan any more.' }
    }
    case 'flow':
      if (!flows[ask.flow]) throw new CheckError('not-found', 'The plan has no such flow any more.')
      return { flows: again([ask.flow], tested), nothing: 'The plan has no such flow any more.' }
    default:
      return assertNever(ask)
  }
}

/**
 * What is wrong beside the flows is asked again with any flow of the machines that asked. Those from which nothing could be sent are asked
 * for all that they should send.
 */
function besideFlows({ cause, askedFrom = [] }: CheckResult['findings'][number], { flows }: JudgedPlan): number[] {
  const from = new Set(askedFrom)
  const seen = new Set<string>()
  return flows.flatMap(({ source: { name, vantage } }, index) => {
    if (vantage.kind === 'none' || (from.size > 0 && !from.has(name))) return []
    if (cause !== 'vantage-limits' && seen.has(name)) return []
    seen.add(name)
    return [index]
  })
}

/** These flows, and in a formed cluster what must be asked with them. */
function again(indices: readonly number[], { flows, plan, catalogue }: JudgedPlan): Flow[] {
  const chosen = indices.flatMap((index) => flows[index] ?? [])
  const named = chosen.map(({ id, direction, source, port }) => ({ id, direction, source: source.name, port }))
  return flows.filter(withPlaced(named, plan.stage, catalogue))
}

/** Without a conclusion; or not tested, though its source is to be tested from this machine or over SSH: a link can be opened again. */
const isLeft = ({ source }: Flow, index: number, conclusions: Conclusions) =>
  !conclusions.has(index) || (!conclusions.isTested(index) && source.vantage.kind !== 'none')
