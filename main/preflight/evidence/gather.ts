/**
 * The evidence that connect() does not give, gathered when every flow has its answer or its silence: how far each answer came, where
 * the path of a blocked port ends, and whether the destination lives at all. Bounded in time and in packets; judges nothing.
 */
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HostEvidence } from '../../../shared/observation.ts'
import type { Pace } from '../../../shared/plan/plan.ts'
import { type Asker, askPatiently } from '../../probe/ask-patiently.ts'
import { type EchoWay, MOST_PACKETS } from '../../probe/icmp/echo-way.ts'
import type { RunMemory } from '../path-memory.ts'
import type { ProbedFlow } from '../ask-flow.ts'
import { type AnsweredPort, type AskedPath, askedPaths } from './asked-path.ts'
import { turnOrEnd } from '../../probe/limited-ask.ts'
import { askNearer } from '../../probe/nearness.ts'
import type { SegmentObserver } from '../../probe/native/raw-observer.ts'
import { DistanceMeter, joinSegments, patienceFor } from './distances.ts'
import type { Gathered, KnownInterfaces } from '../observers.ts'
import { IcmpTracer } from './icmp-traces.ts'
import { type CaptureView, joinCapture } from './join-capture.ts'
import { measurePathMtu } from './path-mtu.ts'
import { traceOtherPorts } from './other-ports.ts'
import { askReachAgain, reachOfFarthest } from './reach-again.ts'
import { leaveUnsettled, settleDistance } from './settle.ts'
import { timeLimit } from './time-limit.ts'
import { Tracer } from './traces.ts'
import { countUnmeasured, leaveUnmeasured } from './unmeasured.ts'

export interface Surroundings {
  /** Null where only connect() can be had. */
  asker: Asker | null
  /** A turn for one packet to the address. */
  turn: (address: string) => Promise<void>
  signal: AbortSignal
  /** Why, once the signal has fired. */
  whyStopped: () => 'stopped' | 'shunned' | 'link'
  run: RunMemory
  /** How long the flows were asked, milliseconds. */
  askedMs: number
  pace: Pace
  /** Only what tells a device from the destination: no traces, no path MTU. */
  distancesOnly: boolean
  /** Round trip of the link to the machine that asks, milliseconds; absent: it is this one. Every question takes longer by it. */
  linkMs?: number
  segments: SegmentObserver | null
  echo: Pick<EchoWay, 'echo'> | null
  capture: CaptureView | null
  interfaces: KnownInterfaces
  /** Where there is no trace by TCP, and raw ICMP sockets are allowed. */
  traceByIcmp: boolean
}

/** So many destinations are looked at together: what they share, such as the routers on the way, is asked by all of them. */
const PATHS_AT_ONCE = 48
const ECHO_WAIT_MS = 400
/** A guess saves a search of three to four questions, each of them 0.3 s of silence. */
const ECHO_HINT_MS = 100
/**
 * Up to so many answers in all, and of one destination, every port is measured while the destinations are traced: two SYNs for each and
 * the traces stay under what one second allows at the pace normal (300, and 100 for a destination). With more, traces would wait.
 */
const MOST_BESIDE_TRACES = 96
const MOST_BESIDE_TRACE = 30
/** With more destinations, only those are sent an echo of which nothing but RSTs came. */
const MOST_ECHOED = 64
/**
 * Long enough for a router to send its next error (one per second). Under loss a share of the time that the asking took: traces that wait
 * for errors always use it up, and all of the evidence may cost half of the asking. (measured: the loss matrix, 2.5 s of asking)
 */
const USUAL_TRACE_MS = 1900
const LEAST_TRACE_MS = 850
/** More time, some times, while a blocked port was asked only once: a busy machine is slow, and without it nothing is named. Not under loss. */
const MORE_TRACE_MS = 600
const MOST_MORE = 4
const TRACE_SHARE = 0.33
/**
 * All of the evidence, at the paces normal and fast, and at gentle. Large runs may take longer for it than for the asking: without
 * rights each answered port costs two questions, and an answer without a distance says less. (measured: 36,000 flows as uid 65534)
 */
const SHARE = 2
const LEAST_MS = 4000
const LEAST_GENTLE_MS = 20_000
/** Quarters of that: three times as long at most. */
const MOST_MORE_TO_MEASURE = 8
/** Questions that wait for the answer of one before, in all and of a trace: so many times the link makes them later. */
const LINK_TRIPS = 30
const LINK_TRIPS_TRACING = 10
/** Ports beside those that were traced: some round trips, and a router that gathers one more token; at gentle, ten questions take a second. */
const OTHERS_MS = 1500
const OTHERS_GENTLE_MS = 4000
/** So that the last connects of the asking are out of the window of the pace. */
const GENTLE_BREAK_MS = 1000

/** Adds to the evidence of the flows and to the memory of their paths. Never rejects for what the network does. */
export async function gather(flows: readonly ProbedFlow[], around: Surroundings): Promise<Gathered> {
  // Every question that is under way listens to it.
  setMaxListeners(0, around.signal)
  const paths = askedPaths(flows)
  for (const asked of paths) {
    if (around.segments) joinSegments(asked, around.segments)
    if (around.capture) joinCapture(asked, around.capture)
  }
  if (around.pace === 'gentle') await sleep(GENTLE_BREAK_MS, undefined, around).catch(() => undefined)
  const whole = timeLimit(around.signal, totalMs(around), moreToMeasure(paths, around))
  let behind = () => false
  let left = MOST_MORE
  const more = () => (around.run.loss.lost === 0 && behind() && left-- > 0 ? MORE_TRACE_MS : 0)
  const tracing = timeLimit(whole.signal, traceMs(around), more)
  try {
    return await gatherWithin(paths, around, whole.signal, tracing.signal, (tracer) => {
      behind = () => tracer.isBehind
    })
  } finally {
    tracing.release()
    whole.release()
  }
}

async function gatherWithin(
  paths: readonly AskedPath[],
  around: Surroundings,
  signal: AbortSignal,
  whileTracing: AbortSignal,
  onTracer: (tracer: Tracer) => void,
): Promise<Gathered> {
  const asker = around.asker && { ...around.asker, signal }
  const meter = asker && new DistanceMeter(asker, around.run.loss.lost > 0, around.segments, around.pace === 'gentle')
  const tracing = asker && { ...asker, signal: whileTracing }
  const { distancesOnly, traceByIcmp, turn } = around
  const tracer = tracing && !distancesOnly ? new Tracer(tracing, paths.length, around.run.errors !== null) : null
  if (tracer) onTracer(tracer)
  const icmpTracer = traceByIcmp && !distancesOnly ? new IcmpTracer(turn, signal) : null
  const atOnce = around.pace !== 'gentle' && fitBesideTraces(paths)
  const limits = { ...around, asker, signal, icmpTracer, echoAll: paths.length <= MOST_ECHOED, atOnce }
  const interfaces = await around.interfaces()
  const mtuOf = (name: string) => interfaces.find((i) => i.name === name)?.mtu ?? null
  const [pathMtu] = await Promise.all([
    signal.aborted || distancesOnly ? [] : measurePathMtu(paths, mtuOf, limits),
    // What tells the destination first, for every one of them; then, as time allows, each of their ports, unless these are few.
    eachPath(paths, (asked) => gatherPath(asked, meter, tracer, limits))
      .then(() => eachPath(paths, (asked) => settlePath(asked, meter, tracer, limits)))
      .then(() => traceOthers(paths, around)),
  ])
  if (!meter) return { pathMtu, withoutDistance: 0 }
  const why = !signal.aborted ? 'tries' : around.signal.aborted ? around.whyStopped() : 'time'
  for (const asked of paths) leaveUnmeasured(asked, why)
  return { pathMtu, withoutDistance: why === 'time' ? countUnmeasured(paths) : 0 }
}

/** Under loss silence tells too little, and time is short. */
async function traceOthers(paths: readonly AskedPath[], { asker, pace, run, linkMs = 0 }: Surroundings): Promise<void> {
  if (!asker || run.loss.lost > 0) return
  const usualMs = pace === 'gentle' ? OTHERS_GENTLE_MS : OTHERS_MS
  await traceOtherPorts(paths, asker, usualMs + LINK_TRIPS_TRACING * linkMs)
}

/** More time, some times, while another distance was found in the time before: without it an answer that works is not told from a device's. */
function moreToMeasure(paths: readonly AskedPath[], around: Surroundings): () => number {
  let [before, left] = [Number.POSITIVE_INFINITY, MOST_MORE_TO_MEASURE]
  return () => {
    const now = around.asker ? countUnmeasured(paths) : 0
    const goesOn = now > 0 && now < before && left-- > 0
    before = now
    return goesOn ? totalMs(around) / 4 : 0
  }
}

const totalMs = ({ pace, askedMs, linkMs = 0 }: Surroundings) =>
  LINK_TRIPS * linkMs + (pace === 'gentle' ? Math.max(LEAST_GENTLE_MS, askedMs) : Math.max(LEAST_MS, SHARE * askedMs))

function traceMs({ pace, askedMs, run, linkMs = 0 }: Surroundings): number {
  const more = LINK_TRIPS_TRACING * linkMs
  if (pace === 'gentle') return LEAST_GENTLE_MS + more
  return more + (run.loss.lost > 0 ? Math.max(LEAST_TRACE_MS, TRACE_SHARE * askedMs) : USUAL_TRACE_MS)
}

async function eachPath(paths: readonly AskedPath[], work: (asked: AskedPath) => Promise<void>): Promise<void> {
  const queue = [...paths]
  const worker = async () => {
    for (let asked = queue.shift(); asked; asked = queue.shift()) await work(asked)
  }
  await Promise.all(Array.from({ length: PATHS_AT_ONCE }, worker))
}

type Limits = Surroundings & { icmpTracer: IcmpTracer | null; echoAll: boolean; atOnce: boolean }

function fitBesideTraces(paths: readonly AskedPath[]): boolean {
  const counts = paths.map(({ answered }) => answered.length)
  return counts.every((n) => n <= MOST_BESIDE_TRACE) && counts.reduce((sum, n) => sum + n, 0) <= MOST_BESIDE_TRACES
}

/** The destination as such: one open port or what there is, the control, a trace, an echo. */
async function gatherPath(asked: AskedPath, meter: DistanceMeter | null, tracer: Tracer | null, limits: Limits) {
  const { asker } = limits
  if (asker && asked.path.srttMs === null) await learnRoundTrip(asked, asker)
  // The only distance that no device between makes, where all that answers may be one.
  const echo = limits.echoAll || asked.answered.every(({ kind }) => kind === 'RST')
  const echoed = echo ? askEcho(asked, limits) : Promise.resolve()
  // The TTL of the reply is a good guess for that of other answers.
  const soon = Promise.race([echoed, sleep(ECHO_HINT_MS, undefined, { signal: limits.signal }).catch(() => undefined)])
  const measure = async () => {
    await soon
    await meter?.measureFirst(asked)
    if (limits.atOnce) await meter?.measureRest(asked)
  }
  await Promise.all([measure(), tracer?.trace(asked), limits.icmpTracer?.trace(asked), echoed])
}

async function settlePath(asked: AskedPath, meter: DistanceMeter | null, tracer: Tracer | null, limits: Limits) {
  const { path } = asked
  if (!limits.atOnce) await meter?.measureRest(asked)
  await meter?.measureAgain(asked)
  const doubt = await settleDistance(asked, meter, limits.signal)
  const traced = tracer?.found(path)
  const farther = traced && limits.asker ? await reachOfFarthest(asked, traced, limits.asker) : null
  const found = farther ? { ...traced, reach: farther } : traced
  const without = asked.answered.filter(({ segments }) => segments.length === 0)
  if (limits.asker) await askWithTtl(asked, [...without, ...doubt.ports], limits.asker, found?.reach?.ttl)
  leaveUnsettled(doubt)
  for (const { flow, segments, unanswered, changed } of asked.answered) {
    if (flow && segments.length > 0) flow.evidence = { ...flow.evidence, segments }
    if (flow && unanswered > 0) flow.evidence = { ...flow.evidence, fellSilent: { tries: unanswered } }
    if (flow && changed) flow.evidence = { ...flow.evidence, changed: { to: changed } }
  }
  const again = limits.asker && found ? await askReachAgain(asked, found, limits.asker) : null
  const routers = asked.answered.find(({ port }) => port === found?.reach?.port)?.segments[0]?.hops
  const measured = { ...(routers === undefined ? {} : { routers }), ...(again ? { again } : {}) }
  const reach = found?.reach ? { reach: { ...found.reach, ...measured } } : {}
  path.later = { ...path.later, ...found, ...reach, ...reportedOn(asked) }
}

/** All answers came late, as after a lost neighbour solicitation (1 s): without a round trip every silence would be waited for as long. */
async function learnRoundTrip(asked: AskedPath, asker: Asker): Promise<void> {
  const { path, answered } = asked
  const port = answered[0]?.port
  if (port === undefined) return
  const answer = await askPatiently(asker, path.target(port), patienceFor(asked, true))
  if ('rttMs' in answer) path.addRoundTrip(answer.rttMs)
}

/** Where the distance does not tell: whether the port is answered although the SYN cannot reach the destination. */
async function askWithTtl(
  asked: AskedPath,
  ports: readonly AnsweredPort[],
  asker: Asker,
  reachTtl: number | undefined,
): Promise<void> {
  if (reachTtl === undefined) return
  const { path } = asked
  const { tries, timeoutMs } = patienceFor(asked, true)
  await Promise.all(
    ports.map(async ({ port, flow }) => {
      if (!flow) return
      const nearness = await askNearer({ ...asker, ...path.target(port), timeoutMs, ttl: reachTtl - 1, tries })
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

async function askEcho({ path }: AskedPath, { echo, turn, signal }: Surroundings): Promise<void> {
  if (!echo || signal.aborted) return
  await turnOrEnd(turn(path.address), signal)
  if (signal.aborted) return
  const { address, boundSource: from } = path
  const seen = await echo.echo({ address, from, packets: MOST_PACKETS, waitMs: ECHO_WAIT_MS, signal })
  path.later = { ...path.later, echo: seen }
}
