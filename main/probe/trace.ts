/**
 * A traceroute by TCP SYNs on one port: the same packets that the flow is made of, so that a firewall treats them alike. No privileges.
 *
 * Routers limit their ICMP errors (Linux: to each destination six at once, then one a second), so no probe is wasted: the first
 * round asks a growing window of TTLs until the port answers or nobody does; the others ask only what lies before that.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { IcmpError, TraceObservation } from '../../shared/observation.ts'
import { type LimitedAnswer, type LimitedAsk, askWithin, isEnd } from './limited-ask.ts'
import { askUntilSure, leastEndingTtl } from './nearness.ts'

/** Asked at once at the beginning. */
const FIRST_WINDOW = 6
/** So many silent TTLs in a row, and the rest is believed to be silent too. */
const SILENT_RUN = 4
/** Asked this often before a TTL is believed to be silent, where something hints that it need not be. */
const MOST_TRIES = 5
const LEAP_TRIES = 3
const MOST_DOUBTS = 3
/** Between rounds, where answers are lost or limited. */
const PAUSE_MS = 300
/** Before the last tries: Linux gives a token a second (net.ipv4.icmp_ratelimit). */
const LONG_PAUSE_MS = 1050

export interface TraceRequest extends LimitedAsk {
  maxTtl?: number
  /** How often each TTL is asked: several paths show only to several source ports. */
  rounds?: number
  /** The least TTL at which another port of the same address answers: nothing can lie beyond it. */
  knownTtl?: number | undefined
  /** A port of the same address that answers: what a router says of it tells a drop from a router that has used up its errors. */
  workingPort?: number | undefined
  /** ICMP errors were seen to come at a limited rate: silent TTLs are asked again after a second or two. */
  patient?: boolean
  /** Called when each TTL has been asked so many times. */
  onRound?: (rounds: number) => void
}

type PortAnswer = { kind: 'handshake' | 'rst'; ttl: number } | { kind: 'icmp'; ttl: number; icmp: IcmpError }

interface Seen {
  /** By TTL − 1: what was answered; each is asked once a round. */
  answers: LimitedAnswer[][]
  rounds: number
}

/** Never rejects. Stopped by its signal, it tells what it has. */
export async function traceTcp(request: TraceRequest): Promise<TraceObservation> {
  const limit = Math.min(request.maxTtl ?? 30, request.knownTtl ?? Infinity)
  const seen: Seen = { answers: [], rounds: 1 }
  await firstRound(request, seen, limit)
  for (;;) {
    const ttls = worthAsking(seen, request)
    if (ttls.length === 0 || request.signal?.aborted) break
    await rest(seen, request)
    await askAll(request, seen, ttls)
    seen.rounds += 1
    request.onRound?.(seen.rounds)
  }
  await doubtSilence(request, seen, limit)
  return describe(request.port, seen)
}

/**
 * Silence behind a router is a drop only if the next one had an error to spend: asked the same for a port that works, it must speak. If
 * it does not, both are asked again when Linux has given it another token.
 */
async function doubtSilence(request: TraceRequest, seen: Seen, limit: number): Promise<void> {
  const { workingPort, signal } = request
  if (workingPort === undefined) return
  for (let doubts = 0; doubts < MOST_DOUBTS && endOf(seen) === null; doubts += 1) {
    if (signal?.aborted) return
    const ttl = lastHop(seen) + 1
    if (ttl > limit) return
    const beside = await askWithin({ ...request, port: workingPort }, ttl)
    if (beside.kind !== 'silence') return
    await pause(LONG_PAUSE_MS, undefined, { signal }).catch(() => {})
    await askAll(request, seen, [ttl])
  }
}

/** Asking again at once is right where answers come steadily; otherwise a router may have to gather tokens. */
async function rest(seen: Seen, { patient = false, signal }: TraceRequest): Promise<void> {
  if (seen.rounds === 1 || !(patient || isUnsteady(seen))) return
  const ms = seen.rounds >= MOST_TRIES - 2 ? LONG_PAUSE_MS : PAUSE_MS
  await pause(ms, undefined, { signal }).catch(() => {})
}

/** Some TTL was answered once and not another time: packets are lost, or errors are limited. */
function isUnsteady({ answers }: Seen): boolean {
  return answers.some((list) => list?.some(isSilent) && !list.every(isSilent))
}

const isSilent = ({ kind }: LimitedAnswer) => kind === 'silence' || kind === 'unsent'

async function askAll(request: LimitedAsk, seen: Seen, ttls: readonly number[]): Promise<void> {
  await Promise.all(
    ttls.map(async (ttl) => {
      const answer = await askWithin(request, ttl)
      const list = (seen.answers[ttl - 1] ??= [])
      list.push(answer)
    }),
  )
}

async function firstRound(request: TraceRequest, seen: Seen, limit: number): Promise<void> {
  let asked = 0
  let upTo = Math.min(limit, request.knownTtl ?? FIRST_WINDOW)
  while (asked < upTo && !request.signal?.aborted) {
    await askAll(request, seen, range(asked + 1, upTo))
    asked = upTo
    if (endOf(seen)) return
    upTo = Math.min(limit, lastHop(seen) + SILENT_RUN)
  }
  if (asked < limit) await leapOverSilence(request, seen, asked, limit)
}

/** Routers that never say where a TTL ended are common: the port may answer behind them all the same. */
async function leapOverSilence(request: TraceRequest, seen: Seen, asked: number, limit: number): Promise<void> {
  const whole = await askUntilSure(request, limit, LEAP_TRIES, isEnd)
  if (!isEnd(whole)) return
  const ttl = await leastEndingTtl({ ...request, ttlHigh: limit })
  if (ttl === null) return
  await askAll(request, seen, range(asked + 1, ttl))
  const list = (seen.answers[ttl - 1] ??= [])
  list.push(whole)
}

/**
 * The TTLs of the next round: each before the end until it was asked `rounds` times; then those that nobody answered for, as long as
 * that can be a loss: others before or behind them answered.
 */
function worthAsking(seen: Seen, { rounds = 3, patient = false }: TraceRequest): number[] {
  const end = endOf(seen)?.ttl
  const before = end ?? lastHop(seen) + SILENT_RUN + 1
  const doubtful = patient || isUnsteady(seen)
  return range(1, Math.min(before - 1, seen.answers.length)).filter((ttl) => {
    if (seen.rounds < rounds) return true
    if (seen.rounds >= MOST_TRIES || !seen.answers[ttl - 1]?.every(isSilent)) return false
    return doubtful || ttl < (end ?? lastHop(seen))
  })
}

/** The answer of the port, or the error, with the least TTL; of several at the same, the one that says more. */
function endOf({ answers }: Seen): PortAnswer | null {
  for (const [index, list] of answers.entries()) {
    const ttl = index + 1
    for (const kind of ['handshake', 'rst'] as const) if (list?.some((a) => a.kind === kind)) return { kind, ttl }
    const error = list?.find((a) => a.kind === 'icmp')
    if (error) return { kind: 'icmp', ttl, icmp: error.icmp }
  }
  return null
}

function lastHop({ answers }: Seen): number {
  return answers.findLastIndex((list) => list?.some(({ kind }) => kind === 'hop')) + 1
}

function describe(port: number, seen: Seen): TraceObservation {
  const end = endOf(seen)
  const hops = range(1, Math.max(lastHopBefore(seen, end), (end?.ttl ?? 1) - 1)).map((ttl) => ({
    ttl,
    addresses: addressesAt(seen.answers[ttl - 1] ?? []),
  }))
  return {
    observer: 'tcp-trace',
    port,
    hops,
    end: end?.kind ?? 'silence',
    endTtl: end?.ttl ?? null,
    ...(end?.kind === 'icmp' ? { icmp: end.icmp } : {}),
    rounds: seen.rounds,
  }
}

/** A hop at the very TTL of the end is a longer path beside the one that ended; one behind it says nothing of this port. */
function lastHopBefore(seen: Seen, end: PortAnswer | null): number {
  return Math.min(lastHop(seen), end?.ttl ?? Infinity)
}

/** Each router once, with the least of its round trips. */
function addressesAt(answers: readonly LimitedAnswer[]): { address: string; rttMs: number }[] {
  const least = new Map<string, number>()
  for (const answer of answers) {
    if (answer.kind === 'hop') least.set(answer.address, Math.min(answer.rttMs, least.get(answer.address) ?? Infinity))
  }
  return [...least].map(([address, rttMs]) => ({ address, rttMs }))
}

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
