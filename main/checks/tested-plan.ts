/** A sound plan with everything that is derived from it once: its flows, its view, the text of its file. */
import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import type { Catalogue } from '../../shared/catalogue/catalogue.ts'
import type { PlanDraft } from '../../shared/shapes.ts'
import { rawOfDraft, readDraft } from '../../shared/plan/draft.ts'
import { expand } from '../../shared/plan/expand.ts'
import { lackingGroups, rolesOf } from '../../shared/plan/group-roles.ts'
import type { Fault } from '../../shared/plan/faults.ts'
import type { Flow, Plan } from '../../shared/plan/plan.ts'
import type { FlowResult } from '../../shared/result.ts'
import { type ViewedPlan, viewPlan } from './plan-view.ts'

/** What results are judged by: of a check of the app, or known from the results themselves. */
export interface JudgedPlan {
  plan: Plan
  catalogue: Catalogue
  flows: readonly Flow[]
  /** Id of a flow → its index. */
  indexOf: ReadonlyMap<string, number>
  sha256: string
}

export interface TestedPlan extends ViewedPlan, JudgedPlan {
  warnings: readonly string[]
  /** The plan file. */
  yaml: string
}

/** With a plan and faults: roles are missing, and the groups that need them have no flow. */
export function testedPlan(draft: PlanDraft, catalogue: Catalogue): { tested: TestedPlan | null; faults: Fault[] } {
  const { read, faults } = readDraft(draft, catalogue)
  if (!read) return { tested: null, faults }
  const { plan, warnings } = read
  const lacking = new Set(lackingGroups(rolesOf(plan.endpoints), catalogue).map(({ id }) => id))
  const flows = expand(plan, catalogue).filter(({ group }) => !lacking.has(group))
  const yaml = stringify(rawOfDraft(draft))
  const tested: TestedPlan = {
    ...viewPlan(plan, flows, catalogue),
    plan,
    catalogue,
    flows,
    indexOf: new Map(flows.map(({ id }, index) => [id, index])),
    warnings,
    yaml,
    sha256: createHash('sha256').update(yaml).digest('hex'),
  }
  return { tested, faults }
}

/** A machine of a plan, and where it was. */
export interface Named {
  name: string
  address: string
}

/**
 * Finds the flows of a run in the plan as it is now: those whose id and addresses are still the same. Addresses are compared as the
 * two plans have them, for what a name resolves to may change while the plan does not.
 */
export function matchFlows(
  { flows, indexOf }: Pick<JudgedPlan, 'flows' | 'indexOf'>,
  { endpoints }: { endpoints: readonly Named[] },
) {
  const then = new Map(endpoints.map(({ name, address }) => [name, address]))
  const isSame = (flow: Flow) =>
    then.get(flow.source.name) === flow.source.address &&
    (then.get(flow.destination.name) ?? flow.destination.name) === flow.destination.address
  return ({ id }: Pick<FlowResult, 'id'>): number | null => {
    const index = indexOf.get(id)
    const flow = index === undefined ? undefined : flows[index]
    return index !== undefined && flow && isSame(flow) ? index : null
  }
}
