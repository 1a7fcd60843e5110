/** A draft → what the picture shows: who there is in each role, and how many flows go in each direction. Pure; faults do not hide the rest. */
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { type DirectionId, ROLES, type Role, directedRules } from '../../../shared/catalogue/catalogue.ts'
import type { DraftEndpoint } from '../../../shared/shapes.ts'
import { expandedCount } from './expanded-count.ts'

export interface RoleShape {
  count: number
  /** As they were typed; an entry with a range has one name for many. */
  names: readonly string[]
}

export interface Arrow {
  direction: DirectionId
  from: Role
  to: Role
  flows: number
}

export interface SiteShape {
  roles: Readonly<Record<Role, RoleShape>>
  /** All five, also those without flows. */
  arrows: readonly Arrow[]
}

function roleShape(endpoints: readonly DraftEndpoint[], role: Role): RoleShape {
  const entries = endpoints.filter((endpoint) => endpoint.role === role)
  // An address that cannot be read yet is still a machine that was named.
  const count = entries.reduce((sum, { address }) => sum + Math.max(1, expandedCount(address)), 0)
  return { count, names: entries.map(({ name, address }) => name || address) }
}

/** Ports of each direction, counted once: the catalogue does not change. A practice site has the same rules on other ports. */
const RULES = new Map<DirectionId, number>()
for (const { direction } of directedRules(APPENDIX_B)) RULES.set(direction.id, (RULES.get(direction.id) ?? 0) + 1)

export function siteShape(endpoints: readonly DraftEndpoint[]): SiteShape {
  const shapes = ROLES.map((role) => [role, roleShape(endpoints, role)] as const)
  const roles = Object.fromEntries(shapes) as Record<Role, RoleShape>
  const arrows = APPENDIX_B.directions.map(({ id, from, to }): Arrow => {
    const [sources, destinations] = [roles[from].count, roles[to].count]
    const pairs = from === to ? sources * (sources - 1) : sources * destinations
    return { direction: id, from, to, flows: Math.max(0, pairs) * (RULES.get(id) ?? 0) }
  })
  return { roles, arrows }
}
