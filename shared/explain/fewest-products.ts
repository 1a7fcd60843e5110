/**
 * The fewest products of which a set of triples consists, by search: a firewall request has no rule too many. Finding them is hard in
 * general (as covering a graph by bicliques is), so that the search has bounds: up to `MOST_CELLS` triples that differ, and a budget
 * of steps. Within both the answer is proven; beyond, the products that it was given stand.
 */
import { entry } from '../entry.ts'
import { AXES, type Axis, type Coded, type Product, ascending } from './products.ts'

/** Values of a dimension with the same triples are one value here: `dsc-1…dsc-40` are one as long as the same is asked for all of them. */
interface Condensed {
  cells: Coded[]
  /** Per dimension: value of a cell → the values that it stands for. */
  members: [number[][], number[][], number[][]]
}

/** Bits of a number, less the sign. */
const MOST_CELLS = 30
/** Products that the triples hold in all: at most 30 cells in one plane can hold more. */
const MOST_BOXES = 6000

/** What is left of the work allowed for one list of flows, however many parts it has: states looked at, and products listed. */
export interface Budget {
  steps: number
}

/** A sixth of a second at most. Of 17,000 random sets with as few cells, four needed more. */
export const fullBudget = (): Budget => ({ steps: 100_000 })

const others = (triple: Coded, axis: Axis) => triple.filter((_, index) => index !== axis).join()

function condensed(triples: readonly Coded[]): Condensed {
  const members: Condensed['members'] = [[], [], []]
  const codes = AXES.map((axis) => {
    const slices = new Map<number, string[]>()
    for (const triple of triples) entry(slices, triple[axis], () => [] as string[]).push(others(triple, axis))
    const bySlice = new Map<string, number>()
    const codeOf = new Map<number, number>()
    for (const [value, slice] of slices) {
      const code = entry(bySlice, slice.sort().join(';'), () => members[axis].push([]) - 1)
      members[axis][code]?.push(value)
      codeOf.set(value, code)
    }
    return codeOf
  })
  const cells = new Map<string, Coded>()
  for (const triple of triples) {
    const cell: Coded = [codes[0]?.get(triple[0]) ?? 0, codes[1]?.get(triple[1]) ?? 0, codes[2]?.get(triple[2]) ?? 0]
    cells.set(cell.join(), cell)
  }
  return { cells: [...cells.values()], members }
}

const bitsOf = (mask: number) => {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1
  return count
}

const lowestOf = (mask: number) => 31 - Math.clz32(mask & -mask)

/** Every product that the cells hold, as a mask of cells, by its lowest cell, the largest first; null where they are too many. */
function boxesOf(cells: readonly Coded[], budget: Budget): number[][] | null {
  const indexOf = new Map(cells.map((cell, index) => [cell.join(), index]))
  const maskOf = ([xs, ys, zs]: Product): number => {
    let mask = 0
    for (const x of xs)
      for (const y of ys)
        for (const z of zs) {
          const index = indexOf.get(`${x},${y},${z}`)
          if (index === undefined) return 0
          mask |= 1 << index
        }
    return mask
  }
  const values = AXES.map((axis) => [...new Set(cells.map((cell) => cell[axis]))].sort(ascending))
  const known = new Set<number>()
  const waiting: Product[] = cells.map(([x, y, z]) => [[x], [y], [z]])
  for (const box of waiting) known.add(maskOf(box))
  for (let box = waiting.pop(); box; box = waiting.pop()) {
    for (const axis of AXES)
      for (const value of values[axis] ?? []) {
        if (box[axis].includes(value)) continue
        const wider: Product = [...box]
        wider[axis] = [...box[axis], value]
        const mask = maskOf(wider)
        if (mask === 0 || known.has(mask)) continue
        budget.steps -= 1
        if (known.size >= MOST_BOXES || budget.steps < 0) return null
        known.add(mask)
        waiting.push(wider)
      }
  }
  const byLowest: number[][] = cells.map(() => [])
  for (const mask of known) byLowest[lowestOf(mask)]?.push(mask)
  for (const masks of byLowest) masks.sort((a, b) => bitsOf(b) - bitsOf(a) || a - b)
  return byLowest
}

/** For each cell, the cells that some product holds with it. */
function matesOf(boxes: readonly (readonly number[])[]): number[] {
  const mates = boxes.map(() => 0)
  for (const mask of boxes.flat())
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const cell = lowestOf(rest)
      mates[cell] = (mates[cell] ?? 0) | mask
    }
  return mates
}

/** A search for at most so many products; looks at each state once per limit. */
class Search {
  readonly #failed = new Map<number, number>()
  readonly #boxes: readonly (readonly number[])[]
  readonly #mates: readonly number[]
  readonly #budget: Budget

  constructor(boxes: readonly (readonly number[])[], budget: Budget) {
    this.#boxes = boxes
    this.#budget = budget
    this.#mates = matesOf(boxes)
  }

  get gaveUp(): boolean {
    return this.#budget.steps < 0
  }

  /** Cells of which no two fit into one product need as many products. */
  atLeast(left: number): number {
    let count = 0
    for (let rest = left; rest !== 0; rest &= ~(this.#mates[lowestOf(rest)] ?? 0)) count += 1
    return count
  }

  /** Masks of products that are together exactly `left`; null where there are none, or the search gave up. */
  find(left: number, most: number): number[] | null {
    if (left === 0) return []
    if (this.gaveUp || (this.#failed.get(left) ?? -1) >= most || this.atLeast(left) > most) return null
    this.#budget.steps -= 1
    for (const box of this.#boxes[lowestOf(left)] ?? []) {
      if ((box & ~left) !== 0) continue
      const rest = this.find(left & ~box, most - 1)
      if (rest) return [box, ...rest]
    }
    this.#failed.set(left, most)
    return null
  }
}

function productOf(mask: number, { cells, members }: Condensed): Product {
  const held = cells.filter((_, index) => mask & (1 << index))
  const along = (axis: Axis) =>
    [...new Set(held.map((cell) => cell[axis]))].flatMap((code) => members[axis][code] ?? [])
  return [along(0), along(1), along(2)]
}

/** The fewest products that together are exactly `triples`; `known` where they are no fewer, or where the bounds are passed. */
export function fewestProducts(triples: readonly Coded[], known: Product[], budget: Budget): Product[] {
  if (known.length <= 2 || budget.steps < 0) return known
  const form = condensed(triples)
  if (form.cells.length > MOST_CELLS) return known
  const boxes = boxesOf(form.cells, budget)
  if (!boxes) return known
  const all = 2 ** form.cells.length - 1
  const search = new Search(boxes, budget)
  for (let most = search.atLeast(all); most < known.length && !search.gaveUp; most += 1) {
    const found = search.find(all, most)
    if (found) return found.map((mask) => productOf(mask, form))
  }
  return known
}
