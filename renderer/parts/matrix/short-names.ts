/** Names as a narrow column can show them: what all endpoints of a role begin with is left out, so that "psm-3 → psm-1" is "3→1". */
import type { PlanView } from '../../../shared/shapes.ts'

type Endpoint = PlanView['endpoints'][number]
type Pair = PlanView['pairs'][number]

/** Where a name may be cut: after a separator, or between letters and digits. */
function cutOf(prefix: string): number {
  const separator = Math.max(...['-', '_', '.', ' ', ':', '/'].map((sign) => prefix.lastIndexOf(sign)))
  const letters = /^(.*[^\d])\d*$/u.exec(prefix)?.[1]?.length ?? 0
  return Math.max(separator + 1, letters)
}

function commonPrefix(names: readonly string[]): string {
  const [first = '', ...rest] = names
  let length = first.length
  for (const name of rest) {
    let same = 0
    while (same < length && name[same] === first[same]) same += 1
    length = same
  }
  return first.slice(0, length)
}

/** One short name for each endpoint, in their order. An endpoint alone in its role keeps its whole name. */
export function shortNames(endpoints: readonly Endpoint[]): string[] {
  const cuts = new Map<string, number>()
  for (const role of new Set(endpoints.map((e) => e.role))) {
    const names = endpoints.filter((e) => e.role === role).map((e) => e.name)
    const cut = names.length > 1 ? cutOf(commonPrefix(names)) : 0
    cuts.set(role, names.every((name) => name.length > cut) ? cut : 0)
  }
  return endpoints.map(({ name, role }) => name.slice(cuts.get(role) ?? 0))
}

export interface PairName {
  /** Of the source and the destination, in full. */
  source: string
  destination: string
  sourceShort: string
  destinationShort: string
}

/** Names of every pair of the plan; a single address of a plan's own rule names itself. */
export function pairNames({ endpoints, pairs }: Pick<PlanView, 'endpoints' | 'pairs'>): PairName[] {
  const short = shortNames(endpoints)
  const nameOf = (index: number, pair: Pair) => endpoints[index]?.name ?? pair.address
  return pairs.map((pair) => ({
    source: nameOf(pair.source, pair),
    destination: nameOf(pair.destination, pair),
    sourceShort: short[pair.source] ?? pair.address,
    destinationShort: short[pair.destination] ?? pair.address,
  }))
}
