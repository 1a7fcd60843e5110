/**
 * Which port groups a plan has the roles for. A group of which one role is missing is not tested at all: half of it passing would be
 * read as the whole. The other groups do not wait for it.
 */
import type { Catalogue, GroupId, Role } from '../catalogue/catalogue.ts'

export interface LackingGroup {
  id: GroupId
  title: string
  /** Roles that it needs and no endpoint has; never empty. */
  roles: Role[]
}

/** Groups of the guide that a role is missing for, in the order of the guide. */
export function lackingGroups(
  has: ReadonlySet<string>,
  { groups, directions }: Pick<Catalogue, 'groups' | 'directions'>,
): LackingGroup[] {
  return groups.flatMap(({ id, title }) => {
    const needed = directions.filter(({ group }) => group === id).flatMap(({ from, to }) => [from, to])
    const roles = [...new Set(needed)].filter((role) => !has.has(role))
    return roles.length > 0 ? [{ id, title, roles }] : []
  })
}

export const rolesOf = (endpoints: readonly { role: string }[]): ReadonlySet<string> =>
  new Set(endpoints.map(({ role }) => role))
