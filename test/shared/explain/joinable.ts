/** Whether some of the rules could be one without permitting more: complete, for any number of rules, and quick. */
import { type ExactSet, sizeOf } from '../../../shared/explain/exact-sets.ts'

interface Hull {
  sources: Set<string>
  destinations: Set<string>
  ports: Set<number>
}

const hullOf = (sets: readonly ExactSet[]): Hull => ({
  sources: new Set(sets.flatMap((set) => set.sources)),
  destinations: new Set(sets.flatMap((set) => set.destinations)),
  ports: new Set(sets.flatMap((set) => set.ports)),
})

const meets = (set: ExactSet, hull: Hull) =>
  set.sources.some((s) => hull.sources.has(s)) &&
  set.destinations.some((d) => hull.destinations.has(d)) &&
  set.ports.some((p) => hull.ports.has(p))

/**
 * The sets that would be one product together with these two; null where that would permit more. What overlaps the hull of sets that
 * make one product belongs to them, as no two sets overlap: so that growing a pair until nothing else overlaps finds all such sets.
 */
function joinable(sets: readonly ExactSet[], pair: readonly [ExactSet, ExactSet]): ExactSet[] | null {
  let group: ExactSet[] = [...pair]
  for (let grown = -1; grown !== group.length; ) {
    grown = group.length
    const hull = hullOf(group)
    group = sets.filter((set) => meets(set, hull))
  }
  const { sources, destinations, ports } = hullOf(group)
  const held = group.reduce((sum, set) => sum + sizeOf(set), 0)
  return held === sources.size * destinations.size * ports.size ? group : null
}

/** Sets that are one product together; null where there are none. */
export function anyJoinable(sets: readonly ExactSet[]): ExactSet[] | null {
  for (const [index, one] of sets.entries())
    for (const other of sets.slice(index + 1)) {
      const group = joinable(sets, [one, other])
      if (group) return group
    }
  return null
}
