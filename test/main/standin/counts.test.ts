/** What of a stand-in's counts belongs to one flow, and what cannot be told. */
import { describe, expect, test } from 'vitest'
import { type Counted, type ReachCount, countsBetween, endKey, reachKey } from '../../../main/standin/counts.ts'
import { joinStandIn, observeStandIn } from '../../../main/standin/observe.ts'

const ALL: Counted = { listener: true, wire: true, why: '', full: false }
const row = (source: string, more: Partial<ReachCount> = {}): [string, ReachCount] => {
  const port = more.port ?? 9010
  return [reachKey(port, source), { port, source, accepted: 0, answered: 0, brief: 0, listener: 0, wire: 0, ...more }]
}
const OTHERS = new Set(['10.0.0.1', '10.0.0.2'])
const flow = { port: 9010, source: '10.0.0.1', others: OTHERS }

describe('the counts of one flow', () => {
  test('are what was added meanwhile, from its source', () => {
    const before = new Map([row('10.0.0.1', { listener: 4, wire: 4, accepted: 1 })])
    const after = new Map([row('10.0.0.1', { listener: 10, wire: 10, accepted: 2 }), row('10.0.0.2', { listener: 3 })])
    expect(countsBetween(before, after, flow, ALL)).toEqual({ accepted: 1, syns: { listener: 6, wire: 6 } })
  })
  test('are 0 where only other senders of the run, or other ports, were seen', () => {
    const after = new Map([
      row('10.0.0.2', { listener: 3, wire: 3, accepted: 3 }),
      row('10.0.0.1', { port: 9011, listener: 9 }),
    ])
    expect(countsBetween(new Map(), after, flow, ALL)).toEqual({ accepted: 0, syns: { listener: 0, wire: 0 } })
  })
  test('are not known where an address came that may be ours, rewritten', () => {
    const after = new Map([row('10.9.9.9', { listener: 3, wire: 3 })])
    expect(countsBetween(new Map(), after, flow, ALL).syns).toEqual({ listener: null, wire: null })
  })
  test('are what its own source ports tell where NAT gave it the address of another sender', () => {
    const after = new Map([row('10.0.0.2', { listener: 6, wire: 6 })])
    const ends = [1, 2, 3].map((n) => ['10.0.0.2', n] as const)
    const came = { listener: ends, wire: ends }
    expect(countsBetween(new Map(), after, { ...flow, came }, ALL).syns).toEqual({ listener: 3, wire: 3 })
    // Another sender of the run happened to use the same source ports.
    const sentByOthers = new Set(ends.map(([address, port]) => endKey(address, port)))
    expect(countsBetween(new Map(), after, { ...flow, came, sentByOthers }, ALL).syns).toEqual({ listener: 0, wire: 0 })
  })
  test('are not known where its address was seen, and none of its source ports: another sender was given it', () => {
    const after = new Map([row('10.0.0.1', { listener: 6, wire: 6 })])
    const came = { listener: [], wire: [] }
    expect(countsBetween(new Map(), after, { ...flow, came }, ALL).syns).toEqual({ listener: null, wire: null })
  })
  describe('where another place of the run holds the same address', () => {
    const shared = { ...flow, isShared: true }
    const after = new Map([row('10.0.0.1', { listener: 6, wire: 6, accepted: 2 })])
    const none = { listener: [], wire: [] }
    const own = [['10.0.0.1', 7]] as const

    test('are what its own source ports tell: a connection of the other one is not its own', () => {
      expect(countsBetween(new Map(), after, { ...shared, came: none }, ALL)).toEqual({
        accepted: 0,
        syns: { listener: null, wire: null },
      })
      const came = { listener: own, wire: own }
      expect(countsBetween(new Map(), after, { ...shared, came }, ALL)).toEqual({
        accepted: 1,
        syns: { listener: 1, wire: 1 },
      })
    })
    test('are not known without them, nor where both happened to use the same ones', () => {
      const unknown = { listener: null, wire: null }
      expect(countsBetween(new Map(), after, shared, ALL)).toEqual({ accepted: null, syns: unknown })
      const came = { listener: own, wire: own }
      const sentByOthers = new Set([endKey('10.0.0.1', 7)])
      expect(countsBetween(new Map(), after, { ...shared, came, sentByOthers }, ALL).syns).toEqual(unknown)
    })
    test('are 0 where nothing came from there', () => {
      const nothing = { accepted: 0, syns: { listener: 0, wire: 0 } }
      expect(countsBetween(new Map(), new Map(), shared, ALL)).toEqual(nothing)
    })
  })
  test('are not known where nobody counts, or too much came', () => {
    expect(countsBetween(new Map(), new Map(), flow, { ...ALL, wire: false }).syns).toEqual({ listener: 0, wire: null })
    expect(countsBetween(new Map(), new Map(), flow, { ...ALL, full: true }).syns).toEqual({
      listener: null,
      wire: null,
    })
  })
})

describe('the observation', () => {
  const answer = {
    nonce: 'answered',
    name: 'psm-1',
    seenSource: { address: '10.0.0.1', port: 1 },
    seenDestination: { address: '10.0.0.9', port: 2 },
  } as const
  const observe = (name: string) => observeStandIn({ state: 'listening', by: 'hand', answer, counts: null, name })
  test('names an endpoint only where it is another one', () => {
    expect(observe('psm-1')).not.toHaveProperty('otherName')
    expect(observe('psm-2')).toMatchObject({ nonce: 'answered', otherName: 'psm-1', accepted: null })
  })
  test('without an answer it holds none', () => {
    expect(observeStandIn({ state: 'taken', by: 'ssh', answer: null, counts: null, name: 'x' })).toMatchObject({
      nonce: 'not-asked',
      seenSource: null,
    })
  })
  test('of a flow is joined to what was counted there, and a greeting that did not come is one that was asked for', () => {
    const counts = { accepted: 1, syns: { listener: 1, wire: null } }
    const join = (connected: boolean, state: 'listening' | 'taken') =>
      joinStandIn(undefined, { state, counts, connected }).nonce
    expect(joinStandIn(observe('psm-1'), { state: 'listening', counts, connected: true })).toMatchObject({
      by: 'ssh',
      nonce: 'answered',
      accepted: 1,
    })
    expect([join(true, 'listening'), join(false, 'listening'), join(true, 'taken')]).toEqual([
      'none',
      'not-asked',
      'not-asked',
    ])
  })
})
