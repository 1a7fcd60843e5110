/** How few rules a request has: none too many, against every partition that there is on small sets, and that none can be joined on any. */
import { describe, expect, test } from 'vitest'
import { type Triple, exactSets, sizeOf } from '../../../shared/explain/exact-sets.ts'
import { type Coded, joinedProducts } from '../../../shared/explain/products.ts'
import { randomFrom } from '../../support/random.ts'
import { anyJoinable } from './joinable.ts'

type Size = readonly [sources: number, destinations: number, ports: number]

/** Every triple of a site of this size, in the order of the bits of a mask. */
function universe([sources, destinations, ports]: Size): Triple[] {
  const all: Triple[] = []
  for (let s = 0; s < sources; s += 1)
    for (let d = 0; d < destinations; d += 1)
      for (let p = 0; p < ports; p += 1) all.push({ source: `s${s}`, destination: `d${d}`, port: p + 1 })
  return all
}

const nonEmpty = (count: number) => Array.from({ length: 2 ** count - 1 }, (_, index) => index + 1)

/** Masks of all products of a site of this size, by their lowest bit. Written in another way than what is tested. */
function allBoxes([sources, destinations, ports]: Size): number[][] {
  const boxes: number[][] = Array.from({ length: sources * destinations * ports }, () => [])
  for (const s of nonEmpty(sources))
    for (const d of nonEmpty(destinations))
      for (const p of nonEmpty(ports)) {
        let [mask, bit, lowest] = [0, 0, -1]
        for (let x = 0; x < sources; x += 1)
          for (let y = 0; y < destinations; y += 1)
            for (let z = 0; z < ports; z += 1) {
              if ((s >> x) & (d >> y) & (p >> z) & 1) {
                mask |= 1 << bit
                if (lowest < 0) lowest = bit
              }
              bit += 1
            }
        boxes[lowest]?.push(mask)
      }
  return boxes
}

/** The least number of products of which a set can be made, by trying all. */
function bruteForce(size: Size): (mask: number) => number {
  const boxes = allBoxes(size)
  const known = new Map<number, number>([[0, 0]])
  const least = (mask: number): number => {
    const before = known.get(mask)
    if (before !== undefined) return before
    let best = Number.POSITIVE_INFINITY
    let lowest = 0
    while (((mask >> lowest) & 1) === 0) lowest += 1
    for (const box of boxes[lowest] ?? []) if ((box & ~mask) === 0) best = Math.min(best, 1 + least(mask & ~box))
    known.set(mask, best)
    return best
  }
  return least
}

const chosen = (all: readonly Triple[], mask: number) => all.filter((_, bit) => (mask >> bit) & 1)

describe('as few as there can be', () => {
  test('all 4,095 failures of three sources, two destinations and two ports', () => {
    const size: Size = [3, 2, 2]
    const [all, least] = [universe(size), bruteForce(size)]
    for (let mask = 1; mask < 2 ** all.length; mask += 1)
      expect(exactSets(chosen(all, mask)).length, `set ${mask}`).toBe(least(mask))
  })

  test.each<[Size, number]>([
    [[3, 3, 2], 1000],
    [[2, 3, 3], 500],
    [[2, 2, 5], 500],
  ])('of a site of %j, %i random failures', (size, sets) => {
    const [all, least, random] = [universe(size), bruteForce(size), randomFrom(6)]
    for (let count = 0; count < sets; count += 1) {
      const density = random()
      const mask = all.reduce((sum, _, bit) => (random() < density ? sum | (1 << bit) : sum), 0)
      expect(exactSets(chosen(all, mask)).length, `set ${mask}`).toBe(least(mask))
    }
  })

  test('three rules around a corner, where joining dimension by dimension gives four', () => {
    const corner: Coded[] = [
      [0, 0, 2],
      [0, 1, 1],
      [0, 1, 2],
      [1, 0, 1],
      [1, 0, 2],
      [1, 1, 1],
    ]
    const sets = exactSets(corner.map(([s, d, port]) => ({ source: `s${s}`, destination: `d${d}`, port })))
    expect([sets.length, joinedProducts(corner).length]).toEqual([3, 4])
  })

  test('a set too large for the search is still exact, and done in time', () => {
    const random = randomFrom(3)
    const triples = universe([20, 20, 20]).filter(() => random() < 0.5)
    const start = performance.now()
    const sets = exactSets(triples)
    expect(performance.now() - start).toBeLessThan(2000)
    expect(sets.reduce((sum, set) => sum + sizeOf(set), 0)).toBe(triples.length)
  })
})

test('1,000 random failures of sites of any size: no rules, however many, can be one without widening', () => {
  const random = randomFrom(7)
  const upTo = (n: number) => 1 + Math.floor(random() * n)
  let most = 0
  for (let count = 0; count < 1000; count += 1) {
    const [all, density] = [universe([upTo(6), upTo(6), upTo(5)]), random() ** 0.5]
    const sets = exactSets(all.filter(() => random() < density))
    most = Math.max(most, sets.length)
    expect(anyJoinable(sets), `set ${count}`).toBeNull()
  }
  expect(most, 'some of them have many rules').toBeGreaterThan(20)
})

test('what could be joined is seen by that test', () => {
  const one = { sources: ['a'], destinations: ['x'], ports: [1] }
  expect(anyJoinable([one, { ...one, ports: [2] }])).toHaveLength(2)
  expect(anyJoinable([one, { ...one, sources: ['b'], ports: [2] }])).toBeNull()
})
