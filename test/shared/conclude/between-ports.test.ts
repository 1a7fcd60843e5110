/** Which ports are traced to find out where each of them ends, and what is taken of those that were not. */
import { expect, test } from 'vitest'
import { endBetween, nextToTrace } from '../../../shared/conclude/between-ports.ts'
import { randomFrom } from '../../support/random.ts'

const isSame = (a: string, b: string) => a === b
const end = (port: number, traced: Record<number, string>) =>
  endBetween(port, new Map(Object.entries(traced).map(([p, at]) => [Number(p), at])), isSame)

test('between two that end at one machine, a port ends there; between two that do not, nothing is said', () => {
  expect(end(9005, { 9000: 'r1', 9010: 'r1', 9020: 'r2' })).toBe('r1')
  expect(end(9015, { 9000: 'r1', 9010: 'r1', 9020: 'r2' })).toBeNull()
  expect(end(9010, { 9000: 'r1', 9010: 'r2' })).toBe('r2')
})
test('outside of them it ends where all do, or nothing is said', () => {
  expect(end(9999, { 9000: 'r1' })).toBe('r1')
  expect(end(9999, { 9000: 'r1', 9010: 'r2' })).toBeNull()
  expect(end(9999, {})).toBeNull()
})
test('two ranges of 24 ports are told apart by few traces', () => {
  const ports = Array.from({ length: 24 }, (_, i) => 9000 + i)
  const truth = (port: number) => (port < 9017 ? 'r1' : 'r2')
  const traced = new Map<number, string>()
  for (let port = nextToTrace(ports, traced, isSame); port !== null; port = nextToTrace(ports, traced, isSame))
    traced.set(port, truth(port))
  expect(ports.map((port) => endBetween(port, traced, isSame))).toEqual(ports.map(truth))
  expect(traced.size).toBeLessThanOrEqual(8)
})
test('however ports are dealt out: it ends, each port once, and what was traced is never overruled', () => {
  for (let seed = 0; seed < 500; seed += 1) {
    const random = randomFrom(seed)
    const ports = [...new Set(Array.from({ length: 12 }, () => Math.floor(random() * 60_000)))]
    const truth = new Map(ports.map((port) => [port, random() < 0.5 ? 'r1' : 'r2']))
    const traced = new Map<number, string>()
    for (let port = nextToTrace(ports, traced, isSame); port !== null; port = nextToTrace(ports, traced, isSame)) {
      expect(traced.has(port)).toBe(false)
      traced.set(port, truth.get(port) ?? '')
    }
    for (const [port, at] of traced) expect(endBetween(port, traced, isSame)).toBe(at)
    expect(ports.every((port) => endBetween(port, traced, isSame) !== null)).toBe(true)
  }
})
