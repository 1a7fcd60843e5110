/** Machines of an old plan found again in a new one: by role, name and address; a machine that was only renamed is known by its address. */
import type { Comparison } from '../comparison.ts'

interface Endpoint {
  name: string
  role: string
  address: string
}

export interface Matched extends Pick<Comparison, 'endpoints'> {
  /** Name in the new plan of a machine of the old one; null: it has none there. A name that is no endpoint is an address, and stays. */
  nameNow: (old: string) => string | null
  /** Whether a machine of the new plan was in the old one too. */
  wasThere: (name: string) => boolean
}

const same = (a: Endpoint, b: Endpoint) => a.role === b.role && a.address === b.address

export function matchEndpoints(before: readonly Endpoint[], now: readonly Endpoint[]): Matched {
  const byName = new Map(now.map((endpoint) => [endpoint.name, endpoint]))
  const oldNames = new Map(before.map((endpoint) => [endpoint.name, endpoint]))
  const names = new Map<string, string | null>()
  const endpoints: Comparison['endpoints'] = { renamed: [], moved: [], onlyOld: [], onlyNew: [] }
  const place = (e: Endpoint) => `${e.role} ${e.address}`
  const byPlace = new Map(now.map((endpoint) => [place(endpoint), endpoint]))
  for (const { name, role, address } of before) {
    const namesake = byName.get(name)
    const there = byPlace.get(place({ name, role, address }))
    if (namesake && same(namesake, { name, role, address })) names.set(name, name)
    else if (there) {
      names.set(name, there.name)
      endpoints.renamed.push({ old: name, new: there.name, address })
    } else {
      names.set(name, null)
      if (namesake) endpoints.moved.push({ name, old: where({ name, role, address }), new: where(namesake) })
      else endpoints.onlyOld.push({ name, role, address })
    }
  }
  const found = new Set([...names.values()].filter((name) => name !== null))
  for (const { name, role, address } of now)
    if (!found.has(name) && !oldNames.has(name)) endpoints.onlyNew.push({ name, role, address })
  return {
    endpoints,
    nameNow: (old) => (names.has(old) ? (names.get(old) ?? null) : old),
    wasThere: (name) => !byName.has(name) || found.has(name),
  }
}

const where = ({ role, address }: Endpoint) => `${address} (${role})`
