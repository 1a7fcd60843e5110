/** Answers that come from nearer than others, change, or take ways of different length: what is gathered of them, and concluded. */
import { expect, test } from 'vitest'
import { gather } from '../../../../main/preflight/evidence/gather.ts'
import type { AnswerKind } from '../../../../main/preflight/answer-kind.ts'
import { RunMemory } from '../../../../main/preflight/path-memory.ts'
import type { LimitedDial } from '../../../../main/probe/dial.ts'
import type { CaptureView } from '../../../../main/preflight/evidence/join-capture.ts'
import { conclude } from '../../../../shared/conclude/conclude.ts'
import type { SegmentObservation } from '../../../../shared/observation.ts'
import { DESTINATION, type Met, type Plays, SOURCE, playedDial, probedPath } from '../../../support/played-path.ts'

const handshake = (routers: number, routersBack = routers): Met => ({ kind: 'handshake', routers, routersBack })
const rst = (routers: number, routersBack = routers): Met => ({ kind: 'rst', routers, routersBack })
const SILENCE: Met = { kind: 'silence' }
const PROHIBITED: Met = { kind: 'icmp', reporter: '10.77.1.2' }

async function concluded(
  answers: Readonly<Record<number, AnswerKind | null>>,
  dial: LimitedDial | null,
  capture: CaptureView | null = null,
): Promise<Record<number, string>> {
  const { path, flows } = probedPath(answers)
  path.controls.push({ observer: 'control', port: 1, result: 'closed', errno: 'ECONNREFUSED' })
  const { signal } = new AbortController()
  const turn = () => Promise.resolve()
  await gather(flows, {
    asker: dial && { dial, turn, signal },
    turn,
    signal,
    whyStopped: () => 'stopped',
    run: new RunMemory('linux'),
    askedMs: 100,
    pace: 'fast',
    distancesOnly: false,
    segments: null,
    echo: null,
    capture,
    interfaces: () => Promise.resolve([]),
    traceByIcmp: false,
  })
  const host = path.evidence(false)
  return Object.fromEntries(
    flows.map(({ flow, evidence, address }) => {
      const { outcome, proof } = conclude({ address, port: flow.port, service: 'x', identity: null }, evidence, host)
      return [flow.port, `${outcome} ${proof}`]
    }),
  )
}

/** What a capture saw of each port: its answers, by the routers that they crossed. Port 22 is open. */
const captured = (answers: Readonly<Record<number, readonly number[]>>): CaptureView => ({
  evidence: (source, destination, port) => {
    expect([source, destination]).toEqual([SOURCE, DESTINATION])
    return {
      segments: (answers[port] ?? []).map((hops) => segment(port === 22 ? 'SYN-ACK' : 'RST', hops)),
      errors: [],
      syns: 1,
    }
  },
})

const segment = (kind: SegmentObservation['kind'], hops: number): SegmentObservation => ({
  observer: 'capture',
  kind,
  ttl: 64 - hops,
  hops,
  window: null,
  mss: null,
  options: '',
})

const played = (plays: Plays, longest = 3) => playedDial(plays, longest)
const byPort =
  (ports: Readonly<Record<number, Met | ((nth: number) => Met)>>): Plays =>
  (port, nth) => {
    const met = ports[port] ?? SILENCE
    return typeof met === 'function' ? met(nth) : met
  }

test('a healthy host: what is closed comes from as far as what is open', async () => {
  const seen = await concluded({ 22: 'SYN-ACK', 443: 'RST' }, played(byPort({ 22: handshake(3), 443: rst(3) })))
  expect(seen).toEqual({ 22: 'open likely', 443: 'closed proven' })
})

test('a device that resets is named, also beside one whose distance changes; that one passes for nobody', async () => {
  const plays = byPort({ 22: handshake(3), 443: rst(1), 9101: (nth) => rst(nth % 3, nth % 3) })
  const view = captured({ 22: [3, 3], 443: [1, 1], 9101: [0, 1, 2] })
  const seen = await concluded({ 22: 'SYN-ACK', 443: 'RST', 9101: 'RST' }, played(plays), view)
  expect(seen[443]).toBe('reset proven')
  expect(seen[9101]).toMatch(/^(reset proven|unstable likely)$/)
})

test('where what others are compared with falls silent, near answers are no closed ports', async () => {
  const view = captured({ 22: [3, 3], 443: [1, 1] })
  const seen = await concluded({ 22: 'SYN-ACK', 443: 'RST' }, played(byPort({ 443: rst(1) })), view)
  expect(seen).toEqual({ 22: 'unstable likely', 443: 'unstable likely' })
})

test('the last router before the destination is not ruled out as the one that resets by saying where a TTL ended', async () => {
  // It counts the TTL before it filters: a SYN that ends at it is answered by "time exceeded", one that goes on by a RST.
  const plays = byPort({ 22: (nth) => (nth < 12 ? handshake(3) : SILENCE), 443: rst(3, 2), 6443: SILENCE })
  const view = captured({ 22: [3, 3], 443: [2, 2] })
  const seen = await concluded({ 22: 'SYN-ACK', 443: 'RST', 6443: null }, played(plays), view)
  expect(seen[443]).toBe('unstable likely')
})

test.each([
  ['a RST, then ICMP errors', 'RST', () => PROHIBITED],
  ['a handshake, then RSTs', 'SYN-ACK', () => rst(3)],
] as const)('%s: contradictory, and never a pass', async (_, first, later) => {
  const seen = await concluded({ 22: 'SYN-ACK', 443: first }, played(byPort({ 22: handshake(3), 443: later })))
  expect(seen[443]).toBe('unstable likely')
})

test('ways there of different length prove no device, although a router is heard behind an answer', async () => {
  // Each SYN takes the way over three routers or over four, by its source port.
  const plays = byPort({
    22: (nth) => handshake(nth % 2 === 0 ? 3 : 4, 3),
    80: (nth) => rst(nth % 2 === 0 ? 4 : 3, 3),
    443: SILENCE,
  })
  const seen = await concluded({ 22: 'SYN-ACK', 80: 'RST', 443: null }, played(plays, 4))
  expect(seen[22]).toMatch(/^open/)
  expect(seen[80]).toMatch(/^closed/)
})

test('a device that answers for two ports, before a router that drops the third, is still found', async () => {
  const seen = await concluded(
    { 22: 'SYN-ACK', 80: 'RST', 443: null },
    played(byPort({ 22: handshake(1), 80: rst(1), 443: SILENCE }), 2),
  )
  expect(seen[22]).toBe('intercepted proven')
  expect(seen[80]).toBe('reset proven')
})

test('a device that resets two ports is traced, and the closed port behind it is judged by its own way', async () => {
  const plays = byPort({ 9101: rst(1), 9102: rst(1), 9103: rst(3) })
  const seen = await concluded({ 9101: 'RST', 9102: 'RST', 9103: 'RST' }, played(plays))
  expect(seen).toEqual({ 9101: 'reset proven', 9102: 'reset proven', 9103: 'closed likely' })
})

test('behind one device that resets another one, in its filter: its RST crosses fewer routers than the SYN needs', async () => {
  const plays = byPort({ 9101: rst(1), 9103: rst(3, 2) })
  const seen = await concluded({ 9101: 'RST', 9103: 'RST' }, played(plays))
  expect(seen[9103]).toBe('unstable likely')
})

/** The same path, where questions about the distance of a port are lost, by TTL or least TTL: those that `isLost` names, counted from 1. */
function losing(dial: LimitedDial, port: number, isLost: (nth: number) => boolean): LimitedDial {
  const silent = playedDial(() => SILENCE, 3)
  let asked = 0
  return (target, onAnswer) => {
    if (target.port !== port || (target.minTtl ?? target.ttl) === undefined) return dial(target, onAnswer)
    asked += 1
    return isLost(asked) ? silent(target, onAnswer) : dial(target, onAnswer)
  }
}

const resetAt443 = played(byPort({ 22: handshake(3), 443: rst(1), 9101: rst(3) }))

test('a distance that is lost at first is asked for again, and a device that resets is found', async () => {
  const dial = losing(resetAt443, 443, (nth) => nth <= 40)
  expect(await concluded({ 22: 'SYN-ACK', 443: 'RST', 9101: 'RST' }, dial)).toEqual({
    22: 'open likely',
    443: 'reset proven',
    9101: 'closed proven',
  })
})

test('a RST whose distance was asked for and never came passes for no closed port', { timeout: 20_000 }, async () => {
  const dial = losing(resetAt443, 443, () => true)
  expect(await concluded({ 22: 'SYN-ACK', 443: 'RST', 9101: 'RST' }, dial)).toEqual({
    22: 'open likely',
    443: 'unstable likely',
    9101: 'closed proven',
  })
})

test('a near RST is no closed port where the distance of all that may come from farther is lost', {
  timeout: 20_000,
}, async () => {
  const dial = losing(resetAt443, 22, () => true)
  const seen = await concluded({ 22: 'SYN-ACK', 443: 'RST' }, dial)
  expect(seen[443]).toMatch(/^(reset proven|unstable likely)$/)
  expect(seen[22]).toBe('unstable likely')
})

test('a capture alone: one near answer is not enough to prove a device, and does not pass', async () => {
  const answers = { 22: 'SYN-ACK', 80: 'RST' } as const
  const seenOf80 = async (hops: readonly number[]) =>
    (await concluded(answers, null, captured({ 22: [3, 3], 80: hops })))[80]
  expect(await seenOf80([1])).toBe('unstable likely')
  expect(await seenOf80([1, 1])).toBe('reset proven')
  expect(await seenOf80([1, 3])).toBe('closed likely')
})
