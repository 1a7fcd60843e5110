/** Which part of a plan `--group` and `--from` ask for. Both may be repeated and take lists; all that is unknown is named at once. */
import { GROUP_IDS } from '../../shared/catalogue/catalogue.ts'
import { nearest } from '../../shared/plan/did-you-mean.ts'
import { printable } from '../../shared/plan/faults.ts'
import type { Endpoint, Plan } from '../../shared/plan/plan.ts'
import { UsageError } from '../terms.ts'

const GROUPS: readonly string[] = [...GROUP_IDS, 'extra']
/** A plan may hold a thousand names. */
const MOST_NAMED = 20
const HOW = 'repeated, or separated by commas'

/** Throws {@link UsageError} when a group is none. */
export function checkGroups(groups: readonly string[]): void {
  const unknown = groups.filter((group) => !GROUPS.includes(group))
  if (unknown.length > 0) throw unknownNames('--group', unknown, GROUPS, `port groups (${HOW})`)
}

/**
 * The names that `--from` gave, as the plan has them. A name of the plan may itself hold a comma, so a value that is a name as a
 * whole is not split. Throws {@link UsageError} when one is no endpoint of the plan.
 */
export function endpointsAsked({ endpoints }: Plan, values: readonly string[]): string[] {
  const known = new Set(endpoints.map(({ name }) => name))
  const asked = values.flatMap((value) => (known.has(value) ? [value] : value.split(',').map((word) => word.trim())))
  const unknown = asked.filter((name) => !known.has(name))
  if (unknown.length > 0) throw unknownNames('--from', unknown, [...known], `endpoints of the plan (${HOW})`)
  return [...new Set(asked)]
}

/** The one endpoint that `--as` names. Throws {@link UsageError} when the plan has none such. */
export function endpointAs({ endpoints }: Plan, name: string): Endpoint {
  const found = endpoints.find((endpoint) => endpoint.name === name)
  if (found) return found
  const known = endpoints.map((endpoint) => endpoint.name)
  throw unknownNames('--as', [name], known, 'an endpoint of the plan')
}

function unknownNames(option: string, unknown: readonly string[], known: readonly string[], what: string): UsageError {
  const names = [...new Set(unknown)]
  const found = names.map((name) => `"${printable(name)}"`).join(', ')
  const meant = [...new Set(names.flatMap((name) => nearest(name, known) ?? []))].map((name) => `"${name}"`)
  const more = known.length - MOST_NAMED
  const accepted = `${known.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const hint = meant.length > 0 ? `; did you mean ${meant.join(', ')}?` : ''
  return new UsageError(`${option}: found ${found}; accepted: ${what}: ${accepted}${hint}`)
}
