/**
 * Triples of small numbers as products of sets, joined dimension by dimension. Linear in the number of triples, so that 36,000 of
 * them take no time; not always the fewest products that there are (see `fewest-products.ts`), always exact.
 */

import { entry } from '../entry.ts'

/** A triple as three small numbers, and a product of such triples, in any order of the dimensions. */
export type Coded = readonly [number, number, number]
export type Product = [number[], number[], number[]]
export type Axis = 0 | 1 | 2

export const AXES = [0, 1, 2] as const

/** The order in which dimensions are joined decides how many products remain; all six are tried. */
const ORDERS: readonly (readonly [Axis, Axis, Axis])[] = [
  [0, 1, 2],
  [1, 0, 2],
  [2, 0, 1],
  [2, 1, 0],
  [0, 2, 1],
  [1, 2, 0],
]

export const ascending = (a: number, b: number) => a - b

/** outer → inner → the last dimension's values, without duplicates. */
function nest(triples: readonly Coded[], [outer, inner, last]: readonly [Axis, Axis, Axis]) {
  const tree = new Map<number, Map<number, Set<number>>>()
  for (const triple of triples) {
    const branch = entry(tree, triple[outer], () => new Map<number, Set<number>>())
    entry(branch, triple[inner], () => new Set<number>()).add(triple[last])
  }
  return tree
}

/** For one outer value: inner values that share the same last values become one rectangle. */
function rectangles(branch: ReadonlyMap<number, ReadonlySet<number>>): [number[], number[]][] {
  const byLast = new Map<string, [number[], number[]]>()
  for (const [inner, values] of branch) {
    const sorted = [...values].sort(ascending)
    entry(byLast, sorted.join(), () => [[], sorted] as [number[], number[]])[0].push(inner)
  }
  return [...byLast.values()]
}

/** Joins outer values whose rectangle is the same. */
function joinedIn(triples: readonly Coded[], order: readonly [Axis, Axis, Axis]): Product[] {
  const byRectangle = new Map<string, Product>()
  for (const [outer, branch] of nest(triples, order)) {
    for (const [inner, last] of rectangles(branch)) {
      inner.sort(ascending)
      const product = entry(byRectangle, `${inner.join()}|${last.join()}`, () => {
        const fresh: Product = [[], [], []]
        fresh[order[1]] = inner
        fresh[order[2]] = last
        return fresh
      })
      product[order[0]].push(outer)
    }
  }
  return [...byRectangle.values()]
}

/** The fewest products that one of the six orders gives. */
export function joinedProducts(triples: readonly Coded[]): Product[] {
  let best: Product[] | null = null
  for (const order of ORDERS) {
    const candidate = joinedIn(triples, order)
    if (best === null || candidate.length < best.length) best = candidate
    if (best.length <= 1) break
  }
  return best ?? []
}

/** More than there are names in the largest plan, or ports. Two values and a port still fit the 53 bits of a whole number. */
const VALUES = 2 ** 18

/** Differs where the triple differs; quicker than text, as 36,000 triples have four keys each. */
export const keyOf = ([s, d, p]: Coded) => (s * VALUES + d) * 65_536 + p

/** Of the three lines through a triple along which one dimension changes. */
const lineKeys = ([s, d, p]: Coded): Coded => [d * VALUES + p, s * VALUES + p, s * VALUES + d]

/**
 * Triples that no product can hold together, apart: two of them in one product are joined by steps in it that change one dimension
 * each. So the fewest products of all are those of the parts.
 */
export function separateParts(triples: readonly Coded[]): Coded[][] {
  const parents = triples.map((_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    for (let up = parents[root]; up !== undefined && up !== root; up = parents[root]) root = up
    parents[index] = root
    return root
  }
  const firstOn = AXES.map(() => new Map<number, number>())
  for (const [index, triple] of triples.entries()) {
    const keys = lineKeys(triple)
    for (const [axis, lines] of firstOn.entries()) {
      const [one, other] = [rootOf(entry(lines, keys[axis] ?? 0, () => index)), rootOf(index)]
      parents[Math.max(one, other)] = Math.min(one, other)
    }
  }
  const parts = new Map<number, Coded[]>()
  for (const [index, triple] of triples.entries()) entry(parts, rootOf(index), () => [] as Coded[]).push(triple)
  return [...parts.values()]
}
