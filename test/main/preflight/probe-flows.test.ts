/** The prober on real loopback sockets: sources, families, own addresses, the control, and being stopped. */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { controlPorts } from '../../../main/preflight/control.ts'
import { judge } from '../../../main/preflight/judge.ts'
import type { Resolution } from '../../../main/preflight/choose-flows.ts'
import { dialByConnect } from '../../../main/probe/connect.ts'
import type { Dial } from '../../../main/probe/dial.ts'
import { probeFlows } from '../../../main/preflight/probe-flows.ts'
import { connectOnly } from '../../../main/preflight/observers.ts'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import type { Flow, Pace } from '../../../shared/plan/plan.ts'
import { Listeners, flowTo } from '../../support/loopback.ts'

const BLIND = { vantages: null, observers: connectOnly('A test.'), onPhase: () => {} }

const listeners = new Listeners()
afterEach(() => listeners.close())

interface Options {
  pace?: Pace
  stopAfterMs?: number
  names?: Map<string, Resolution>
}

async function run(flows: Flow[], { pace = 'fast', stopAfterMs = 0, names = new Map() }: Options = {}) {
  const stop = new AbortController()
  if (stopAfterMs > 0) setTimeout(() => stop.abort(), stopAfterMs)
  const probed = await probeFlows({ flows, pace, names, signal: stop.signal, onFlow: () => {}, ...BLIND })
  return judge(probed, 'preinstall', APPENDIX_B).flows
}

const quiet = () => {}

test('every connect leaves from the plan’s source address, to many destinations', async () => {
  const seen = new Set<string | undefined>()
  const port = await listeners.open((socket: Socket) => void seen.add(socket.remoteAddress), '0.0.0.0')
  const flows = Array.from({ length: 60 }, (_, i) => flowTo({ port, to: `127.64.1.${i + 1}` }))
  const results = await run(flows)
  expect([...seen]).toEqual(['127.65.0.2'])
  expect(new Set(results.map((f) => `${f.outcome} ${f.sourceAddress}`))).toEqual(new Set(['open 127.65.0.2']))
})

test('a destination that is this machine itself is not tested', async () => {
  const port = await listeners.open(quiet, '127.65.0.2')
  const [self] = await run([flowTo({ port, to: '127.65.0.2' })])
  expect({ outcome: self?.outcome, verdict: self?.verdict }).toEqual({ outcome: 'not-tested', verdict: 'untested' })
  expect(self?.reason).toContain('an address of this machine itself')
})

test.each([
  ['127.65.0.2', 'fd00::1', /not of one address family/],
  ['::1', '10.1.2.3', /not of one address family/],
  ['::1', 'fe80::1', /has no zone/],
])('%s → %s cannot be tested, and nothing is said of the network', async (from, to, reason) => {
  const [flow] = await run([flowTo({ port: 7001, from, to })])
  expect(flow?.outcome).toBe('not-tested')
  expect(flow?.reason).toMatch(reason)
})

test('where every port answers, stopping at any moment gives no pass', async () => {
  const ports = Array.from({ length: 12 }, (_, i) => 17_200 + i)
  const controls = controlPorts('127.64.2.1', new Set(ports))
  for (const port of [...ports, ...controls]) await listeners.open(quiet, '127.64.2.1', port)
  const flows = ports.map((port) => flowTo({ port, to: '127.64.2.1' }))
  for (const stopAfterMs of [60, 300, 700]) {
    const results = await run(flows, { pace: 'gentle', stopAfterMs })
    expect(results.filter((f) => f.verdict === 'pass').map((f) => [f.port, f.reason])).toEqual([])
  }
  const whole = await run(flows)
  expect(new Set(whole.map((f) => f.outcome))).toEqual(new Set(['intercepted']))
})

test('when stopped, it ends at once, and nothing is asked any more', async () => {
  let connections = 0
  const port = await listeners.open(() => void (connections += 1), '0.0.0.0')
  const flows = Array.from({ length: 40 }, (_, i) => flowTo({ port, to: `127.64.3.${i + 1}` }))
  const startedAt = Date.now()
  const results = await run(flows, { pace: 'gentle', stopAfterMs: 500 })
  expect(Date.now() - startedAt).toBeLessThan(900)
  expect(results).toHaveLength(40)
  const then = connections
  await sleep(400)
  expect(connections).toBe(then)
})

test('a name that does not resolve is not tested', async () => {
  const flow = flowTo({ port: 7001, to: 'psm.invalid' })
  const named = { ...flow, destination: { ...flow.destination, isName: true } }
  const [result] = await run([named], { names: new Map([['psm.invalid', { error: 'ENOTFOUND' }]]) })
  expect(result?.reason).toBe('Not tested: the name psm.invalid does not resolve here.')
})

/** An attempt that nothing answers. */
const NEVER = {
  observer: 'connect',
  answeredAt: null,
  errno: null,
  sourcePort: null,
  sourceAddress: null,
  icmp: null,
  retransmits: null,
  kernelRttMs: null,
  abandon: quiet,
} as const

test('loss is told as it is seen: an attempt whose answer never came, on a path that answers', async () => {
  const port = await listeners.open(quiet, '127.64.9.1')
  let dialled = 0
  const dial: Dial = (target, onAnswer) => {
    if (target.port !== port) return dialByConnect(target, onAnswer)
    dialled += 1
    return dialled === 1 ? { ...NEVER, startedAt: performance.now() } : dialByConnect(target, onAnswer)
  }
  const told: { asked: number; lost: number }[] = []
  await probeFlows({
    flows: [flowTo({ port, to: '127.64.9.1' })],
    pace: 'fast',
    names: new Map(),
    signal: new AbortController().signal,
    onFlow: quiet,
    onPhase: quiet,
    vantages: null,
    onLoss: (loss) => told.push(loss),
    observers: { ...connectOnly('A test.'), dial },
  })
  expect(told).toEqual([{ asked: expect.any(Number) as number, lost: 1 }])
})
