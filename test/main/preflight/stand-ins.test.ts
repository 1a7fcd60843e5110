/** What is counted on a destination and belongs to a flow, with a destination that counts what a test wants. */
import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import type { ProbedFlow } from '../../../main/preflight/ask-flow.ts'
import { nameSentAs } from '../../../main/preflight/sent-as.ts'
import { StandIns } from '../../../main/preflight/stand-ins.ts'
import { observeStandIn } from '../../../main/standin/observe.ts'
import { conclude } from '../../../shared/conclude/conclude.ts'
import type { RemoteProcess } from '../../../main/remote-process.ts'
import type { AttemptObservation } from '../../../shared/observation.ts'
import type { Endpoint, Flow } from '../../../shared/plan/plan.ts'
import { host as hostEvidence } from '../../shared/conclude/case.ts'
import { flowTo } from '../../support/loopback.ts'

const THERE = '127.64.9.1'
const PORT = 9010

/** A stand-in on its host, that counted these SYNs: by source, at the listener and on the wire; of these source ports it knows from where they came. */
function hostThatCounted(
  counts: Record<string, number>,
  came: readonly (readonly [string, number])[] = [],
): RemoteProcess {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()]
  let end: () => void = () => {}
  let isOver = false
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    end = () => {
      isOver = true
      resolve({ code: 0, signal: null })
    }
  })
  const say = (message: object) => isOver || stdout.write(`${JSON.stringify(message)}\n`)
  stdin.on('data', (bytes: Buffer) => {
    for (const line of bytes.toString().trim().split('\n')) {
      const order: { t: string; id: number; sourcePorts?: number[] } = JSON.parse(line)
      const ports = [[THERE, PORT, 'listening', null]]
      if (order.t === 'start') say({ t: 'ready', ports, listener: true, wire: true, why: '', uid: 0 })
      const rows = Object.entries(counts).map(([source, count]) => [PORT, source, 0, 0, 0, count, count])
      if (order.t === 'counts') say({ t: 'counts', id: order.id, full: false, rows })
      const ends = came.filter(([, port]) => order.sourcePorts?.includes(port))
      if (order.t === 'came') say({ t: 'came', id: order.id, listener: ends, wire: ends })
    }
  })
  return { stdin, stdout, stderr: new PassThrough(), exited, end }
}

function silentFlow(from: string, sourceAddress: string | null, sourcePort: number | null = null): ProbedFlow {
  const flow = flowTo({ port: PORT, from, to: THERE })
  const attempt: AttemptObservation = {
    observer: sourceAddress === null ? 'ssh-forward' : 'ssh-prober',
    at: 0,
    elapsedMs: 1000,
    sourceAddress,
    sourcePort,
    result: 'unanswered',
    errno: null,
  }
  const evidence = { attempts: [attempt], identity: null, route: null, notAsked: null }
  return { flow, address: THERE, sourceAddress: sourceAddress ?? from, evidence, durationMs: 1000, path: null }
}

let standIns: StandIns | null = null
afterEach(() => standIns?.end())

async function started(host: () => RemoteProcess | Error, ...flows: Flow[]): Promise<StandIns> {
  const destination = flows[0]?.destination
  const endpoint = { ...destination, role: 'psm-node', vantage: { kind: 'ssh' } } as Endpoint
  const run = async () => {
    const process = host()
    if (process instanceof Error) throw process
    return process
  }
  const hosts = { programsOn: () => Promise.resolve({ run }) }
  const signal = new AbortController().signal
  standIns = await StandIns.start({
    endpoints: [endpoint],
    flows,
    names: new Map(),
    stage: 'preinstall',
    hosts,
    signal,
  })
  expect(standIns.warnings).toEqual([])
  return standIns
}

const synsOf = (counts: Record<string, number>, ...probed: ProbedFlow[]) =>
  synsBy(() => hostThatCounted(counts), ...probed)

async function synsBy(host: () => RemoteProcess, ...probed: ProbedFlow[]) {
  const standIns = await started(host, ...probed.map(({ flow }) => flow))
  await standIns.join(probed)
  return probed.map(({ evidence }) => evidence.standIn?.syns)
}

describe('SYNs that arrived', () => {
  test('from another sender of the run are that one’s', async () => {
    const syns = await synsOf({ '10.0.0.1': 3 }, silentFlow('10.0.0.1', '10.0.0.1'), silentFlow('10.0.0.2', '10.0.0.2'))
    expect(syns).toEqual([
      { listener: 3, wire: 3 },
      { listener: 0, wire: 0 },
    ])
  })

  test('are nobody’s for certain where nobody told what was sent from: two endpoints may be one host', async () => {
    const syns = await synsOf({ '10.0.0.1': 3 }, silentFlow('10.0.0.1', '10.0.0.1'), silentFlow('10.0.0.2', null))
    expect(syns[1]).toEqual({ listener: null, wire: null })
  })

  test('are none where none came from anywhere', async () => {
    expect(await synsOf({}, silentFlow('10.0.0.2', null))).toEqual([{ listener: 0, wire: 0 }])
  })
})

describe('two places that hold one address', () => {
  const ADDRESS = '10.0.0.1'
  const from = (name: string, sourcePort: number | null): ProbedFlow => {
    const probed = silentFlow(ADDRESS, sourcePort === null ? null : ADDRESS, sourcePort)
    const vantage = { kind: 'ssh', ssh: { user: 'root', port: 22 } } as const
    return { ...probed, flow: { ...probed.flow, source: { ...probed.flow.source, name, vantage } } }
  }

  test('are told apart by their source ports: what one of them sent did not arrive for the other', async () => {
    const host = () => hostThatCounted({ [ADDRESS]: 1 }, [[ADDRESS, 41_001]])
    const syns = await synsBy(host, from('psm-2', 41_001), from('psm-3', 42_002))
    expect(syns).toEqual([
      { listener: 1, wire: 1 },
      { listener: null, wire: null },
    ])
  })

  test('are not told apart where both used one port, or nobody told which: nothing is claimed of either', async () => {
    const unknown = { listener: null, wire: null }
    const host = () => hostThatCounted({ [ADDRESS]: 1 }, [[ADDRESS, 41_001]])
    expect(await synsBy(host, from('psm-2', 41_001), from('psm-3', 41_001))).toEqual([unknown, unknown])
    expect(await synsBy(host, from('psm-2', null), from('psm-3', null))).toEqual([unknown, unknown])
  })
})

describe('NAT that gives a flow the address of another sender', () => {
  const [one, other] = ['10.0.0.1', '10.0.0.2']

  test('blames the right way: what arrived under another address did arrive, and of that one nothing is known', async () => {
    const host = () => hostThatCounted({ [other]: 1 }, [[other, 41_001]])
    const syns = await synsBy(host, silentFlow(one, one, 41_001), silentFlow(other, other, 42_002))
    expect(syns).toEqual([
      { listener: 1, wire: 1 },
      { listener: null, wire: null },
    ])
  })

  test('is known from a proof: then a count of the other one is no count of its own', async () => {
    const proven = silentFlow(one, one)
    const seenSource = { address: other, port: 41_001 }
    const seenDestination = { address: THERE, port: PORT }
    const answer = { nonce: 'answered', name: 'psm-1', seenSource, seenDestination } as const
    const attempts = proven.evidence.attempts.map((a) => ({ ...a, result: 'connected' }) as const)
    const standIn = observeStandIn({ state: 'listening', by: 'ssh', answer, counts: null, name: 'psm-1' })
    proven.evidence = { ...proven.evidence, attempts, standIn }
    const third = silentFlow('10.0.0.3', '10.0.0.3')
    const probed = [proven, silentFlow(other, other), third]
    const syns = await synsOf({ [other]: 1 }, ...probed)
    expect(syns[2]).toEqual({ listener: null, wire: null })
    nameSentAs(probed)
    expect(probed.map(({ evidence }) => evidence.standIn?.sentAs)).toEqual([
      probed[1]?.flow.source.name,
      undefined,
      undefined,
    ])
    const { flow, evidence } = proven
    const judged = { address: THERE, port: flow.port, service: '', identity: null }
    const { outcome, proof, reason } = conclude(judged, evidence, null)
    expect(`${outcome} ${proof}`).toBe('open likely')
    expect(reason).toContain(`reached from ${other}`)
  })
})

describe('one that is lost with its host', () => {
  const flow = flowTo({ port: PORT, from: '10.0.0.1', to: THERE })
  const whereabouts = async (standIns: StandIns) => {
    const proof = standIns.proofOf(flow, THERE)
    if (!proof || 'holds' in proof) throw new Error('a stand-in listens there')
    return await proof.whereabouts?.()
  }

  /** Its host takes one stand-in, and no other after it. */
  const startedOnce = async () => {
    const hosts: RemoteProcess[] = []
    const standIns = await started(() => {
      const host = hosts.length > 0 ? new Error('gone') : hostThatCounted({})
      if (!(host instanceof Error)) hosts.push(host)
      return host
    }, flow)
    return { standIns, hosts }
  }

  test('vouches for no handshake without a proof: a device may have completed it', async () => {
    const { standIns, hosts } = await startedOnce()
    const item = silentFlow('10.0.0.1', '10.0.0.1', 41_001)
    const attempts = item.evidence.attempts.map((a) => ({ ...a, result: 'connected' }) as const)
    item.evidence = { ...item.evidence, attempts }
    hosts[0]?.end()
    await standIns.join([item])
    const judged = { address: THERE, port: PORT, service: '', identity: null }
    const { outcome, reason } = conclude(judged, item.evidence, hostEvidence(1))
    expect(outcome).toBe('unstable')
    expect(reason).toContain('could not be asked any more')
  })

  test('was away once another one listens, and is told apart from one that listened all the time', async () => {
    const hosts: RemoteProcess[] = []
    const standIns = await started(() => {
      const host = hostThatCounted({})
      hosts.push(host)
      return host
    }, flow)
    expect(await whereabouts(standIns)).toBe('here')
    hosts[0]?.end()
    expect(await whereabouts(standIns)).toBe('back')
    expect(hosts).toHaveLength(2)
    // Lost and back before anybody looked.
    expect(await whereabouts(standIns)).toBe('back')
  })

  test('is not waited for where it cannot come back', async () => {
    const { standIns, hosts } = await startedOnce()
    hosts[0]?.end()
    expect(await whereabouts(standIns)).toBe('gone')
  })
})
