/**
 * The fewest places that explain everything: each item names the places that would explain it, likeliest first. This is minimum set
 * cover, which is hard in general; what a site shows falls apart into small parts, and those are searched exactly.
 */
import { entry } from '../entry.ts'

/** Larger parts, and searches that take longer, are left to the greedy answer. 36,000 flows must not be felt. */
const MOST_SEARCHED = 32
const MOST_STEPS = 20_000

/** Places by their likelihood for one item; never empty. */
export type Candidates = readonly [string, ...string[]]

/** The place of each item, in the order of the items: of its candidates the likeliest of those that were chosen. */
export function fewestPlaces(items: readonly Candidates[]): string[] {
  const chosen = new Set<string>()
  // What only one place explains is settled, and whatever that place explains with it.
  for (const [first, ...others] of items) if (others.length === 0) chosen.add(first)
  const open = different(items).filter((candidates) => !candidates.some((place) => chosen.has(place)))
  for (const part of parts(open)) for (const place of fewestFor(part)) chosen.add(place)
  return items.map((candidates) => candidates.find((place) => chosen.has(place)) ?? candidates[0])
}

function different(items: readonly Candidates[]): Candidates[] {
  const known = new Map(items.map((candidates) => [candidates.join('\n'), candidates]))
  return [...known.values()]
}

/** Items that share no place, not even by way of others, are parts of their own. */
function parts(items: readonly Candidates[]): Candidates[][] {
  const above = new Map<string, string>()
  const topOf = (place: string): string => {
    let top = place
    for (let next = above.get(top); next !== undefined && next !== top; next = above.get(top)) top = next
    above.set(place, top)
    return top
  }
  for (const [first, ...others] of items) for (const place of [first, ...others]) above.set(topOf(place), topOf(first))
  const byTop = new Map<string, Candidates[]>()
  for (const item of items) entry(byTop, topOf(item[0]), () => [] as Candidates[]).push(item)
  return [...byTop.values()]
}

function fewestFor(items: readonly Candidates[]): readonly string[] {
  const quick = greedy(items)
  return items.length > MOST_SEARCHED || quick.length === 1 ? quick : searched(items, quick)
}

/** Always the place that explains most of what is left; of equal ones the likeliest. */
function greedy(items: readonly Candidates[]): string[] {
  const left = new Set(items)
  // What is likeliest for any item stands before all others, so that it is taken where several explain as many.
  const by = new Map(items.map(([first]) => [first, [] as Candidates[]]))
  for (const item of items) for (const place of item) entry(by, place, () => [] as Candidates[]).push(item)
  const counts = new Map([...by].map(([place, explained]) => [place, explained.length]))
  const chosen: string[] = []
  while (left.size > 0) {
    const place = mostOf(counts)
    chosen.push(place)
    for (const item of by.get(place) ?? []) {
      if (!left.delete(item)) continue
      for (const other of item) counts.set(other, (counts.get(other) ?? 0) - 1)
    }
  }
  return chosen
}

function mostOf(counts: ReadonlyMap<string, number>): string {
  let [best, most] = ['', 0]
  for (const [place, count] of counts) if (count > most) [best, most] = [place, count]
  return best
}

/** Branches over the candidates of the item that has the fewest; never gives more places than `known`. */
function searched(items: readonly Candidates[], known: readonly string[]): readonly string[] {
  let best = known
  let steps = 0
  const branch = (left: readonly Candidates[], chosen: readonly string[]) => {
    steps += 1
    if (left.length === 0) {
      if (chosen.length < best.length) best = chosen
      return
    }
    // Items without a common place need a place each.
    if (steps > MOST_STEPS || chosen.length + apart(left) >= best.length) return
    const narrow = left.reduce((least, item) => (item.length < least.length ? item : least))
    for (const place of narrow)
      branch(
        left.filter((item) => !item.includes(place)),
        [...chosen, place],
      )
  }
  branch(items, [])
  return best
}

/** How many items, taken as they come, share no place with each other: a bound from below. */
function apart(items: readonly Candidates[]): number {
  const taken = new Set<string>()
  let count = 0
  for (const item of items) {
    if (item.some((place) => taken.has(place))) continue
    count += 1
    for (const place of item) taken.add(place)
  }
  return count
}
