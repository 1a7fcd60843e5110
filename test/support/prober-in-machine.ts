/** What the tests of the prober do inside a machine of the lab; bundled and called there. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { Transform } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { APPENDIX_B } from '../../shared/catalogue/appendix-b.ts'
import type { Flow } from '../../shared/plan/plan.ts'
import type { LimitedDial, LimitedTarget } from '../../main/probe/dial.ts'
import { createDialler } from '../../main/probe/native/dialler.ts'
import { turnsUntil } from '../../main/preflight/turns.ts'
import { gather } from '../../main/preflight/evidence/gather.ts'
import { judge } from '../../main/preflight/judge.ts'
import type { GatherEvidence } from '../../main/preflight/observers.ts'
import { probeFlows } from '../../main/preflight/probe-flows.ts'
import { type Prober, openProber } from '../../main/vantage/prober/open-prober.ts'
import type { RunRemote } from '../../main/remote-process.ts'
import { childRemote } from './child-remote.ts'
import { flowTo } from './loopback.ts'

const SILENCE_MS = 800

async function opened(run: RunRemote = childRemote().run): Promise<Prober> {
  const prober = await openProber(run)
  if ('missing' in prober) throw new Error(prober.missing)
  return prober
}

/** Each answer, or its silence, as the node tells it. */
export async function askAll(targets: readonly LimitedTarget[]) {
  const prober = await opened()
  const seen = await Promise.all(
    targets.map(
      (target) =>
        new Promise<object>((resolve) => {
          const tell = (kind: string) => {
            const { errno, icmp, sourcePort } = dialled
            resolve({ kind, errno, icmp, sourcePort, away: dialled.turnedAway?.() })
            dialled.abandon()
          }
          const dialled = prober.dial(target, (_, { kind }) => tell(kind))
          dialled.whenKnown?.(SILENCE_MS, () => tell('silence'))
        }),
    ),
  )
  prober.close()
  return seen
}

export async function manySilent(address: string, port: number, count: number) {
  const prober = await opened()
  const kb = (field: string) =>
    Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${prober.pid}/status`, 'utf8'))?.[1])
  const sockets = () =>
    readdirSync(`/proc/${prober.pid}/fd`).filter((fd) =>
      readlinkSync(`/proc/${prober.pid}/fd/${fd}`).startsWith('socket:'),
    ).length
  const beforeKb = kb('VmRSS')
  const attempts = Array.from({ length: count }, () => prober.dial({ address, port, minTtl: 10 }, () => {}))
  await sleep(700)
  const at = sockets()
  for (const attempt of attempts) attempt.abandon()
  await sleep(200)
  const result = { beforeKb, peakKb: kb('VmHWM'), sockets: [at, sockets()] }
  prober.close()
  return result
}

/** A link whose both ways take half of the delay each. */
function slow(run: RunRemote, delayMs: number): RunRemote {
  const late = () =>
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        setTimeout(() => this.push(chunk), delayMs / 2)
        done()
      },
    })
  return async (command) => {
    const process = await run(command)
    const [stdin, stdout] = [late(), late()]
    stdin.pipe(process.stdin)
    process.stdout.pipe(stdout)
    const end = () => {
      stdin.unpipe()
      process.end()
    }
    return { ...process, stdin, stdout, end }
  }
}

const PORTS = [22, 443, 6443, 9001, 9003, 9101, 9200]

function flows(): Flow[] {
  return ['10.77.20.11', '10.77.20.12'].flatMap((to) => PORTS.map((port) => flowTo({ port, from: '10.77.10.10', to })))
}

/** All of a check without privileges: schedule, controls, evidence, judgement. */
async function conclusions(dial: LimitedDial, linkMs = 0) {
  const { signal } = new AbortController()
  const gathering: GatherEvidence = async ({ flows: probed, ...asked }) => {
    const { turn, stop } = turnsUntil(asked.pace, asked.signal)
    const whyStopped = () => 'stopped' as const
    const around = { ...asked, asker: { dial, turn, signal: asked.signal }, turn, whyStopped, linkMs }
    const none = { segments: null, echo: null, capture: null, traceByIcmp: false }
    const gathered = await gather(probed, { ...around, ...none, interfaces: () => Promise.resolve([]) })
    stop()
    return gathered
  }
  const startedAt = performance.now()
  const probed = await probeFlows({
    flows: flows(),
    pace: 'normal',
    names: new Map(),
    signal,
    observers: { dial, gather: gathering, states: [], close: () => {} },
    vantages: null,
    onFlow: () => {},
    onPhase: () => {},
  })
  const ms = performance.now() - startedAt
  const judged = judge(probed, 'preinstall', APPENDIX_B)
  const lines = judged.flows.map(
    ({ id, outcome, proof, blockedBy, reason }) =>
      `${id} ${outcome} ${proof} ${JSON.stringify(blockedBy)}${outcome === 'unstable' ? ` ${reason}` : ''}`,
  )
  return { lines, ms, lost: probed.hosts.reduce((sum, { lost }) => sum + lost, 0) }
}

export async function compare(delayMs: number) {
  const dialler = await createDialler()
  if ('missing' in dialler) throw new Error(dialler.missing)
  const local = await conclusions(dialler.dial)
  dialler.close()
  // The buckets of the routers fill again, so that neither check pays for the other.
  await sleep(7000)
  const prober = await opened(delayMs > 0 ? slow(childRemote().run, delayMs) : childRemote().run)
  const remote = await conclusions(prober.dial, prober.roundTripMs())
  prober.close()
  return { local: local.lines, remote: remote.lines, localMs: local.ms, remoteMs: remote.ms, lost: remote.lost }
}
