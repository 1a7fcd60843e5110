/** A plan as the interface takes it: rules and pairs once, and for each flow its place in the two. */
import { type Catalogue, type GroupId, directedRules } from '../../shared/catalogue/catalogue.ts'
import type { PlanView } from '../../shared/shapes.ts'
import type { Flow, Plan } from '../../shared/plan/plan.ts'

export interface ViewedPlan {
  view: PlanView
  /** For each flow, its place in `view.rules` and in `view.pairs`. */
  rows: readonly (readonly [number, number])[]
}

const EXTRA = {
  title: 'Rules of this plan',
  purpose: 'What this site needs beside the port table of the guide.',
}

export function viewPlan(plan: Plan, flows: readonly Flow[], catalogue: Catalogue): ViewedPlan {
  const rules = rulesOf(plan, catalogue)
  const ruleAt = new Map(rules.map((rule, index) => [`${rule.direction} ${rule.port}`, index]))
  const endpointAt = new Map(plan.endpoints.map(({ name }, index) => [name, index]))
  const pairs: PlanView['pairs'] = []
  const pairAt = new Map<string, number>()
  const rows = flows.map((flow) => {
    const key = `${flow.source.name}/${flow.destination.name}`
    let pair = pairAt.get(key)
    if (pair === undefined) {
      pair = pairs.length
      pairAt.set(key, pair)
      pairs.push({
        source: endpointAt.get(flow.source.name) ?? -1,
        destination: endpointAt.get(flow.destination.name) ?? -1,
        address: flow.destination.address,
      })
    }
    return [ruleAt.get(`${flow.direction} ${flow.port}`) ?? -1, pair] as const
  })
  const view: PlanView = {
    portShift: catalogue.portShift ?? 0,
    endpoints: plan.endpoints.map(({ name, role, address, vantage }) => ({
      name,
      role,
      address,
      vantage: vantage.kind,
    })),
    groups: groupsOf(flows, catalogue),
    rules,
    pairs,
    flows: flows.length,
  }
  return { view, rows }
}

function rulesOf(plan: Plan, catalogue: Catalogue): PlanView['rules'] {
  const ofGuide = directedRules(catalogue).map(({ row, direction }) => ({
    group: row.group,
    direction: direction.id,
    port: row.port,
    service: row.service,
    purpose: row.purpose,
    ...(row.doubt === undefined ? {} : { doubt: row.doubt }),
  }))
  const own = plan.rules.map(({ id, port, service, from, to }) => ({
    group: 'extra' as const,
    direction: id,
    port,
    service,
    purpose: `A rule of this plan, from ${from} to ${to}.`,
  }))
  return [...ofGuide, ...own]
}

function groupsOf(flows: readonly Flow[], catalogue: Catalogue): PlanView['groups'] {
  const counts = new Map<GroupId, number>()
  for (const { group } of flows) counts.set(group, (counts.get(group) ?? 0) + 1)
  const ofGuide = catalogue.groups.map(({ id, title, purpose }) => ({ id, title, purpose, flows: counts.get(id) ?? 0 }))
  const extra = counts.get('extra') ?? 0
  return extra === 0 ? ofGuide : [...ofGuide, { id: 'extra', ...EXTRA, flows: extra }]
}
