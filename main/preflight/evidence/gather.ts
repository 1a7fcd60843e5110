/**
 * The evidence that connect() does not give, gathered when every flow has its answer or its silence: how far each answer came, where
 * the path of a blocked port ends, and whether the destination lives at all. Bounded in time and in packets; judges nothing.
 */
import { setMaxListeners } from 'node:events'
import type { HostEvidence } from '../../../shared/observation.ts'
import { type Asker, askPatiently } from '../../probe/ask-patiently.ts'
import { type EchoWay, MOST_PACKETS } from '../../probe/icmp/echo-way.ts'
import { routersCrossed } from '../../probe/return-distance.ts'
import type { RunMemory } from '../path-memory.ts'
import type { ProbedFlow } from '../ask-flow.ts'
import { type AskedPath, askedPaths } from './asked-path.ts'
import { askNearer } from '../../probe/nearness.ts'
import type { SegmentObserver } from '../../probe/native/raw-observer.ts'
import { DistanceMeter, farthest, joinSegments, nearer, patienceFor } from './distances.ts'
import { readInterfaces } from '../../probe/environment/interfaces.ts'
import type { Gathered } from '../observers.ts'
import { type CaptureView, joinCapture } from './join-capture.ts'
import { measurePathMtu } from './path-mtu.ts'
import { Tracer } from './traces.ts'

export interface Surroundings {
  /** Null where only connect() can be had. */
  asker: Asker | null
  /** A turn for one packet to the address. */
  turn: (address: string) => Promise<void>
  signal: AbortSignal
  run: RunMemory
  /** How long the flows were asked, milliseconds. */
  askedMs: number
  segments: SegmentObserver | null
  echo: Pick<EchoWay, 'echo'> | null
  capture: CaptureView | null
}

/** So many destinations are looked at together: what they share, such as the routers on the way, is asked by all of them. */
const PATHS_AT_ONCE = 48
const ECHO_WAIT_MS = 400
/** Long enough for a router to send its next error (one per second); under loss a share of the time that the asking took. */
const USUAL_TRACE_MS = 1900
const LEAST_TRACE_MS = 1000
const TRACE_SHARE = 0.4

/** Adds to the evidence of the flows and to the memory of their paths. Never rejects for what the network does. */
export async function gather(flows: readonly ProbedFlow[], around: Surroundings): Promise<Gathered> {
  const { asker, run, segments, signal } = around
  // Every question that is under way listens to it.
  setMaxListeners(0, signal)
  const paths = askedPaths(flows)
  for (const asked of paths) {
    if (segments) joinSegments(asked, segments)
    if (around.capture) joinCapture(asked, around.capture)
  }
  const meter = asker && new DistanceMeter(asker, run.loss.lost > 0, segments)
  const budgetMs =
    run.loss.lost > 0 ? Math.round(Math.max(LEAST_TRACE_MS, TRACE_SHARE * around.askedMs)) : USUAL_TRACE_MS
  const limit = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)])
  setMaxListeners(0, limit)
  const tracer = asker && new Tracer({ ...asker, signal: limit }, paths.length, run.errors !== null)
  const queue = [...paths]
  const worker = async () => {
    for (let asked = queue.shift(); asked && !signal.aborted; asked = queue.shift()) {
      await gatherPath(asked, meter, tracer, around)
    }
  }
  const interfaces = await readInterfaces([], process.platform)
  const mtuOf = (name: string) => interfaces.list.find((i) => i.name === name)?.mtu ?? null
  const [pathMtu] = await Promise.all([
    measurePathMtu(paths, mtuOf, signal),
    ...Array.from({ length: PATHS_AT_ONCE }, worker),
  ])
  return { pathMtu }
}

async function gatherPath(
  asked: AskedPath,
  meter: DistanceMeter | null,
  tracer: Tracer | null,
  around: Surroundings,
): Promise<void> {
  const { path } = asked
  const { asker } = around
  // An answer to echo is the destination's own sign of life, where no handshake is.
  if (asker && path.srttMs === null) await learnRoundTrip(asked, asker)
  const onlyRefused = asked.answered.every(({ kind }) => kind === 'RST')
  await Promise.all([meter?.measure(asked), tracer?.trace(asked), onlyRefused ? askEcho(asked, around) : undefined])
  await settleDistance(asked, meter)
  if (asker) await askWithoutDistance(asked, asker, tracer?.found(path).reach?.ttl)
  for (const { flow, segments } of asked.answered) {
    if (flow && segments.length > 0) flow.evidence = { ...flow.evidence, segments }
  }
  path.later = { ...path.later, ...tracer?.found(path), ...reportedOn(asked) }
}

/** All answers came late, as after a lost neighbour solicitation (1 s): without a round trip every silence would be waited for as long. */
async function learnRoundTrip(asked: AskedPath, asker: Asker): Promise<void> {
  const { path, answered } = asked
  const port = answered[0]?.port
  if (port === undefined) return
  const target = { address: path.address, port, localAddress: path.bind ? path.source : undefined }
  const answer = await askPatiently(asker, target, patienceFor(asked, true))
  if ('rttMs' in answer) path.addRoundTrip(answer.rttMs)
}

/** Where no distance could be found: whether the port is answered although the SYN cannot reach the destination. */
async function askWithoutDistance(asked: AskedPath, asker: Asker, reachTtl: number | undefined): Promise<void> {
  if (reachTtl === undefined) return
  const { path } = asked
  const { tries, timeoutMs } = patienceFor(asked, true)
  await Promise.all(
    asked.answered.map(async ({ port, flow, segments }) => {
      if (!flow || segments.length > 0) return
      const target = { address: path.address, port, localAddress: path.bind ? path.source : undefined }
      const nearness = await askNearer({ ...asker, ...target, timeoutMs, ttl: reachTtl - 1, tries })
      flow.evidence = { ...flow.evidence, nearness }
    }),
  )
}

/** Devices limit how often they send errors: what was said of one port stands for others of a host that nobody hears. */
function reportedOn({ path, refused }: AskedPath): Pick<HostEvidence, 'reported'> {
  const reported = new Map<string, NonNullable<HostEvidence['reported']>[number]>()
  const asked = refused.map(({ flow, evidence }) => ({ port: flow.port, attempts: evidence.attempts }))
  for (const { port, attempts } of [...asked, ...path.controlAttempts]) {
    for (const { icmp, elapsedMs } of attempts) {
      const key = icmp && `${icmp.type} ${icmp.code} ${icmp.reporter}`
      if (key && !reported.has(key)) reported.set(key, { icmp, port, elapsedMs })
    }
  }
  return reported.size > 0 ? { reported: [...reported.values()] } : {}
}

/** Where the destination stands, once what came from nearer has been asked again. */
async function settleDistance(asked: AskedPath, meter: DistanceMeter | null): Promise<void> {
  const { path } = asked
  const echo = echoRouters(asked)
  const far = farthest(asked)
  const routers = Math.max(far?.routers ?? -1, echo ?? -1)
  if (routers < 0) return
  const suspects = nearer(asked, routers)
  if (suspects.length > 0) {
    const base = far && far.routers === routers ? [far.port] : []
    await meter?.confirm(asked, [...base, ...suspects])
    // The baseline itself comes from several distances: paths of different length, which tell no device from a host.
    if (base.some((port) => port.segments.some((s) => s.hops !== routers))) return
  }
  const from = far && far.routers === routers && far.port.kind === 'SYN-ACK' ? `SYN-ACK of port ${far.port.port}` : null
  path.later = {
    ...path.later,
    hops: { routers, from: from ?? (echo === routers ? 'echo reply' : `RST of port ${far?.port.port}`) },
  }
}

/** Routers that the echo reply crossed; null without one. */
function echoRouters({ path }: AskedPath): number | null {
  const ttl = path.later.echo?.ttl
  return ttl === undefined || ttl === null ? null : routersCrossed(ttl)
}

async function askEcho({ path }: AskedPath, { echo, turn, signal }: Surroundings): Promise<void> {
  if (!echo) return
  await turn(path.address)
  const from = path.bind ? path.source : undefined
  const seen = await echo.echo({ address: path.address, from, packets: MOST_PACKETS, waitMs: ECHO_WAIT_MS, signal })
  path.later = { ...path.later, echo: seen }
}
