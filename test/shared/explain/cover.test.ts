/** The fewest places, compared with trying all sets of places on small random cases; and quick on large ones. */
import { describe, expect, test } from 'vitest'
import { type Candidates, fewestPlaces } from '../../../shared/explain/cover.ts'
import { randomFrom } from '../../support/random.ts'

/** Size of the smallest set of places that explains every item, by trying all of them. */
function fewestByForce(items: readonly Candidates[]): number {
  const places = [...new Set(items.flat())]
  let best = places.length
  for (let set = 0; set < 1 << places.length; set += 1) {
    const chosen = new Set(places.filter((_, i) => (set & (1 << i)) !== 0))
    if (chosen.size < best && items.every((item) => item.some((place) => chosen.has(place)))) best = chosen.size
  }
  return best
}

function randomItems(seed: number): Candidates[] {
  const random = randomFrom(seed)
  const below = (n: number) => Math.floor(random() * n)
  const place = () => 'abcdefgh'.charAt(below(8))
  return Array.from({ length: below(13) }, (): Candidates => {
    const [first, ...others] = new Set([place(), ...Array.from({ length: below(4) }, place)])
    return [first ?? 'a', ...others]
  })
}

test('as few places as there can be in 2,000 random cases, and each item has one of its own', () => {
  for (let seed = 0; seed < 2000; seed += 1) {
    const items = randomItems(seed)
    const found = fewestPlaces(items)
    expect(items.filter((item, i) => !item.includes(found[i] ?? ''))).toEqual([])
    expect([seed, new Set(found).size]).toEqual([seed, fewestByForce(items)])
  }
})

describe('of equally few', () => {
  test('the likeliest place is taken', () => {
    expect(fewestPlaces([['device', 'host']])).toEqual(['device'])
    expect(fewestPlaces([['host', 'device']])).toEqual(['host'])
  })
  test('a place that is needed anyway explains what it can, and no other is named', () => {
    expect(fewestPlaces([['r2'], ['r1', 'r2']])).toEqual(['r2', 'r2'])
  })
  test('an item that two of them explain is given to the likelier', () => {
    expect(fewestPlaces([['r2'], ['r1', 'r2'], ['r1', 'r3']])).toEqual(['r2', 'r1', 'r1'])
  })
})

test('a host that is seen dead from everywhere is one, not one for each router before it', () => {
  const seen: Candidates[] = ['r1', 'r2', 'r3'].map((router) => [router, 'psm-3'])
  expect(fewestPlaces(seen)).toEqual(['psm-3', 'psm-3', 'psm-3'])
})

test('36,000 different items in well under a second', () => {
  const all = Array.from(
    { length: 36_000 },
    (_, i): Candidates => [`source ${Math.floor(i / 190)}`, `destination ${i % 190}`],
  )
  const startedAt = performance.now()
  const found = fewestPlaces(all)
  expect(performance.now() - startedAt).toBeLessThan(900)
  expect(new Set(found).size).toBe(190)
})
