import { describe, expect, test } from 'vitest'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { type ExactSet, type Triple, exactSets, sizeOf } from '../../../shared/explain/exact-sets.ts'
import { expand } from '../../../shared/plan/expand.ts'
import { randomFrom } from '../../support/random.ts'
import { samplePlan } from '../../support/sample-run.ts'

const keyOf = ({ source, destination, port }: Triple) => `${source}|${destination}|${port}`

/** Every combination of every set, with repetitions if sets overlap. */
function expandBack(sets: readonly ExactSet[]): string[] {
  return sets.flatMap((set) =>
    set.sources.flatMap((source) =>
      set.destinations.flatMap((destination) => set.ports.map((port) => keyOf({ source, destination, port }))),
    ),
  )
}

function randomTriples(seed: number): Triple[] {
  const random = randomFrom(seed)
  const below = (n: number) => Math.floor(random() * n)
  const [sources, destinations, ports] = [1 + below(12), 1 + below(12), 1 + below(12)]
  const share = random()
  const all: Triple[] = []
  for (let s = 0; s < sources; s += 1)
    for (let d = 0; d < destinations; d += 1)
      for (let p = 0; p < ports; p += 1) {
        if (random() < share) all.push({ source: `s${s}`, destination: `d${d}`, port: 9000 + p })
      }
  return all.sort(() => random() - 0.5)
}

describe('exact sets', () => {
  test.each(Array.from({ length: 300 }, (_, seed) => seed))(
    'expand back to the same flows, each once (seed %i)',
    (seed) => {
      const triples = randomTriples(seed)
      const sets = exactSets(triples)
      expect(expandBack(sets).sort()).toEqual(triples.map(keyOf).sort())
      expect(sets.reduce((sum, set) => sum + sizeOf(set), 0)).toBe(triples.length)
    },
  )

  test('nothing gives nothing', () => {
    expect(exactSets([])).toEqual([])
  })

  test('a full product is one set, whatever the order it comes in', () => {
    const triples = ['b', 'a'].flatMap((source) =>
      ['y', 'x'].flatMap((destination) => [22, 9].map((port) => ({ source, destination, port }))),
    )
    expect(exactSets(triples)).toEqual([{ sources: ['b', 'a'], destinations: ['y', 'x'], ports: [9, 22] }])
  })

  test('a hole is not filled: 9013 stays out of 9010 to 9015', () => {
    const triples = [9010, 9011, 9012, 9014, 9015].map((port) => ({ source: 'psm-3', destination: 'psm-1', port }))
    expect(exactSets(triples)[0]?.ports).toEqual([9010, 9011, 9012, 9014, 9015])
  })

  test('nodes that talk to every node but themselves need one set each', () => {
    const nodes = ['psm-1', 'psm-2', 'psm-3']
    const triples = nodes.flatMap((source) =>
      nodes.filter((node) => node !== source).map((destination) => ({ source, destination, port: 5001 })),
    )
    expect(exactSets(triples)).toHaveLength(3)
  })

  test('flows that come twice count once', () => {
    const twice = { source: 'a', destination: 'b', port: 1 }
    expect(expandBack(exactSets([twice, { ...twice }]))).toEqual(['a|b|1'])
  })

  test('36,159 flows become a handful of sets in under a second', () => {
    const triples = expand(samplePlan(1000), APPENDIX_B).map((flow) => ({
      source: flow.source.name,
      destination: flow.destination.name,
      port: flow.port,
    }))
    const start = performance.now()
    const sets = exactSets(triples)
    expect(performance.now() - start).toBeLessThan(1000)
    expect(sets.length).toBeLessThan(12)
    expect(new Set(expandBack(sets)).size).toBe(triples.length)
  })
})
