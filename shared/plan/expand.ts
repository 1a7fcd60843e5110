/** Plan and catalogue → the directed flows, in the order of the port table. */
import { type Catalogue, type GroupId, type IdentityRule, ROLES, directedRules } from '../catalogue/catalogue.ts'
import type { Endpoint, ExtraRule, Flow, Plan } from './plan.ts'

interface Destination {
  name: string
  address: string
  isName: boolean
}

interface RuleTuple {
  group: GroupId
  direction: string
  service: string
  port: number
  identity: IdentityRule | null
}

const isRole = (text: string) => (ROLES as readonly string[]).includes(text)

function flowOf(rule: RuleTuple, source: Endpoint, destination: Destination): Flow {
  const { name, address, isName } = destination
  return {
    id: `${rule.direction}/${source.name}/${name}/${rule.port}`,
    ...rule,
    source,
    destination: { name, address, isName },
  }
}

function* catalogueFlows(plan: Plan, catalogue: Catalogue): Generator<Flow> {
  const byRole = new Map(ROLES.map((role) => [role, plan.endpoints.filter((e) => e.role === role)]))
  const identityOf = (port: number) => catalogue.field.identity.find((i) => i.ports.includes(port)) ?? null
  for (const { row, direction } of directedRules(catalogue)) {
    const rule = {
      group: row.group,
      direction: direction.id,
      service: row.service,
      port: row.port,
      identity: identityOf(row.port),
    }
    for (const source of byRole.get(direction.from) ?? []) {
      for (const destination of byRole.get(direction.to) ?? []) {
        if (source.name !== destination.name) yield flowOf(rule, source, destination)
      }
    }
  }
}

/** The endpoints that `from` or `to` of a plan's rule stands for; an address stands for itself. */
function destinationsOf(rule: ExtraRule, plan: Plan): Destination[] {
  const named = plan.endpoints.filter((e) => (isRole(rule.to) ? e.role === rule.to : e.name === rule.to))
  if (named.length > 0 || isRole(rule.to)) return named
  return [{ name: rule.to, address: rule.to, isName: !/^[\d.]+$|:/.test(rule.to) }]
}

function* extraFlows(plan: Plan): Generator<Flow> {
  for (const rule of plan.rules) {
    const tuple = {
      group: 'extra' as const,
      direction: rule.id,
      service: rule.service,
      port: rule.port,
      identity: null,
    }
    const sources = plan.endpoints.filter((e) => (isRole(rule.from) ? e.role === rule.from : e.name === rule.from))
    for (const source of sources) {
      for (const destination of destinationsOf(rule, plan)) {
        if (source.name !== destination.name) yield flowOf(tuple, source, destination)
      }
    }
  }
}

/** Every flow of the plan. 1 user station, 1 management station, 3 nodes and 2 DSCs give 231. */
export function expand(plan: Plan, catalogue: Catalogue): Flow[] {
  return [...catalogueFlows(plan, catalogue), ...extraFlows(plan)]
}

/** The number of flows that {@link expand} would give, without building them. */
export function countFlows(plan: Pick<Plan, 'endpoints' | 'rules'>, catalogue: Catalogue): number {
  const count = (role: string) => plan.endpoints.filter((e) => e.role === role).length
  let flows = 0
  for (const { direction } of directedRules(catalogue)) {
    const from = count(direction.from)
    flows += direction.from === direction.to ? from * (from - 1) : from * count(direction.to)
  }
  for (const rule of plan.rules) {
    const from = isRole(rule.from) ? count(rule.from) : 1
    const to = isRole(rule.to) ? count(rule.to) : 1
    flows += from * to
  }
  return flows
}
