/** What is counted on a destination and belongs to a flow, with a destination that counts what a test wants. */
import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import type { ProbedFlow } from '../../../main/preflight/ask-flow.ts'
import { StandIns } from '../../../main/preflight/stand-ins.ts'
import type { RemoteProcess } from '../../../main/remote-process.ts'
import type { AttemptObservation } from '../../../shared/observation.ts'
import type { Endpoint, Flow } from '../../../shared/plan/plan.ts'
import { flowTo } from '../../support/loopback.ts'

const THERE = '127.64.9.1'
const PORT = 9010

/** A stand-in on its host, that counted these SYNs: by source, at the listener and on the wire. */
function hostThatCounted(counts: Record<string, number>): RemoteProcess {
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
      const order: { t: string; id: number } = JSON.parse(line)
      const ports = [[THERE, PORT, 'listening', null]]
      if (order.t === 'start') say({ t: 'ready', ports, listener: true, wire: true, why: '', uid: 0 })
      const rows = Object.entries(counts).map(([source, count]) => [PORT, source, 0, 0, 0, count, count])
      if (order.t === 'counts') say({ t: 'counts', id: order.id, full: false, rows })
    }
  })
  return { stdin, stdout, stderr: new PassThrough(), exited, end }
}

function silentFlow(from: string, sourceAddress: string | null): ProbedFlow {
  const flow = flowTo({ port: PORT, from, to: THERE })
  const attempt: AttemptObservation = {
    observer: sourceAddress === null ? 'ssh-forward' : 'ssh-prober',
    at: 0,
    elapsedMs: 1000,
    sourceAddress,
    sourcePort: null,
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

async function synsOf(counts: Record<string, number>, ...probed: ProbedFlow[]) {
  const standIns = await started(() => hostThatCounted(counts), ...probed.map(({ flow }) => flow))
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

describe('one that is lost with its host', () => {
  const flow = flowTo({ port: PORT, from: '10.0.0.1', to: THERE })
  const wasAway = async (standIns: StandIns) => {
    const proof = standIns.proofOf(flow, THERE)
    if (!proof || 'holds' in proof) throw new Error('a stand-in listens there')
    return await proof.wasAway?.()
  }

  test('was away once another one listens, and is told apart from one that listened all the time', async () => {
    const hosts: RemoteProcess[] = []
    const standIns = await started(() => {
      const host = hostThatCounted({})
      hosts.push(host)
      return host
    }, flow)
    expect(await wasAway(standIns)).toBe(false)
    hosts[0]?.end()
    expect(await wasAway(standIns)).toBe(true)
    expect(hosts).toHaveLength(2)
    // Lost and back before anybody looked.
    expect(await wasAway(standIns)).toBe(true)
  })

  test('is not waited for where it cannot come back', async () => {
    const hosts: RemoteProcess[] = []
    const standIns = await started(() => {
      const host = hosts.length > 0 ? new Error('gone') : hostThatCounted({})
      if (!(host instanceof Error)) hosts.push(host)
      return host
    }, flow)
    hosts[0]?.end()
    expect(await wasAway(standIns)).toBe(false)
  })
})
