/** Blocked ports beside the one that was traced: two devices are told apart, with few questions, and nothing is claimed that was not seen. */
import { describe, expect, test } from 'vitest'
import { askedPaths } from '../../../../main/preflight/evidence/asked-path.ts'
import { traceOtherPorts } from '../../../../main/preflight/evidence/other-ports.ts'
import type { LimitedDial } from '../../../../main/probe/dial.ts'
import { lastResponder } from '../../../../shared/conclude/where.ts'
import type { TraceObservation } from '../../../../shared/observation.ts'
import { DESTINATION, type Met, playedDial, probedPath } from '../../../support/played-path.ts'

const NEIGHBOUR = '10.77.20.12'
const BLOCKED = [443, 9010, 9011, 9012]
const ROUTERS = 3

const trace = (port: number, hops: number, end: TraceObservation['end'] = 'silence'): TraceObservation => ({
  observer: 'tcp-trace',
  port,
  hops: Array.from({ length: hops }, (_, i) => ({
    ttl: i + 1,
    addresses: [{ address: `10.77.1.${i + 1}`, rttMs: 1 }],
  })),
  end,
  endTtl: end === 'silence' ? null : hops + 1,
  rounds: 1,
})

/** How many routers a SYN to each blocked port passes before it is dropped. */
type Drops = Readonly<Record<number, number>>

function dialOf(drops: Drops) {
  const asked: number[] = []
  const dial = playedDial((port): Met => {
    if (port === 22) return { kind: 'handshake', routers: ROUTERS }
    asked.push(port)
    return { kind: 'silence', routers: drops[port] ?? ROUTERS }
  }, ROUTERS)
  return { dial, asked }
}

/** The last hop of each blocked port, of each address, after some were traced at first. */
async function ends(dial: LimitedDial, first: Readonly<Record<string, readonly TraceObservation[]>>, usualMs = 1500) {
  const answers = { 22: 'SYN-ACK' as const, ...Object.fromEntries(BLOCKED.map((port) => [port, null])) }
  const probed = Object.keys(first).map((address) => probedPath(answers, address))
  for (const { path } of probed)
    path.later = { traces: [trace(22, ROUTERS, 'handshake'), ...(first[path.address] ?? [])] }
  const { signal } = new AbortController()
  const asker = { dial, turn: () => Promise.resolve(), signal }
  await traceOtherPorts(askedPaths(probed.flatMap(({ flows }) => flows)), asker, usualMs)
  return probed.map(({ path }) => BLOCKED.map((port) => lastResponder(port, path.evidence(false))?.hop ?? null))
}

test('two devices on one path: each port is laid on its own', async () => {
  const { dial } = dialOf({ 443: 1, 9010: 2, 9011: 2, 9012: 2 })
  expect(await ends(dial, { [DESTINATION]: [trace(443, 1)] })).toEqual([[1, 2, 2, 2]])
})

test('a port in the middle of others is found, where it was the one that was traced', async () => {
  const { dial } = dialOf({ 443: 3, 9010: 1, 9011: 3, 9012: 3 })
  expect(await ends(dial, { [DESTINATION]: [trace(9010, 1)] })).toEqual([[3, 1, 3, 3]])
})

test('one device: one port more is asked, and hosts that are alike are not', async () => {
  const { dial, asked } = dialOf({ 443: 2, 9010: 2, 9011: 2, 9012: 2 })
  const both = { [DESTINATION]: [trace(443, 2)], [NEIGHBOUR]: [trace(443, 2)] }
  const all = [2, 2, 2, 2]
  expect(await ends(dial, both)).toEqual([all, all])
  expect(new Set(asked)).toEqual(new Set([9012]))
  expect(asked.length).toBeLessThanOrEqual(3)
})

test('a host like one whose ports end at two machines: nothing is said of what was not traced there', async () => {
  const { dial } = dialOf({ 443: 1, 9010: 2, 9011: 2, 9012: 2 })
  const both = { [DESTINATION]: [trace(443, 1)], [NEIGHBOUR]: [trace(443, 1)] }
  expect(await ends(dial, both)).toEqual([
    [1, 2, 2, 2],
    [1, null, null, null],
  ])
})

describe('a router that says nothing more', () => {
  /** Routers that have used up their errors: for no port is anything heard. */
  const mute: LimitedDial = (target, onAnswer) =>
    playedDial(() => ({ kind: 'silence' }), 0)({ ...target, ttl: 64 }, onAnswer)

  test('is no drop: what was traced at first stays, and nothing else is claimed', async () => {
    const startedAt = performance.now()
    expect(await ends(mute, { [DESTINATION]: [trace(443, 1)] }, 300)).toEqual([[1, 1, 1, 1]])
    expect(performance.now() - startedAt).toBeLessThan(1500)
  })
})
