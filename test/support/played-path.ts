/**
 * A path played by a dial: machines at distances that answer SYNs as real ones do, with a TTL of their own, and routers that say where a
 * TTL ended. For what gathers evidence; real kernels play the same in the lab.
 */
import type { ConnectAnswer, Dialled, LimitedDial, LimitedTarget } from '../../main/probe/dial.ts'
import type { AnswerKind } from '../../main/preflight/answer-kind.ts'
import type { ProbedFlow } from '../../main/preflight/ask-flow.ts'
import { PathMemory } from '../../main/preflight/path-memory.ts'
import type { AttemptObservation, IcmpError } from '../../shared/observation.ts'

export const SOURCE = '10.77.10.10'
export const DESTINATION = '10.77.20.11'

/** What one SYN meets. `routers`: how many lie before what answers; its answer crosses as many, and begins with TTL 64. */
export type Met =
  | { kind: 'handshake' | 'rst'; routers: number; routersBack?: number }
  | { kind: 'icmp'; reporter: string }
  /** Dropped behind so many routers; without a number behind all of them. */
  | { kind: 'silence'; routers?: number }

/** The nth SYN to a port, counted from 1. */
export type Plays = (port: number, nth: number) => Met

const PROHIBITED = { version: 4, type: 3, code: 13 } as const
const EXCEEDED = { version: 4, type: 11, code: 0 } as const

/** @param longest routers on the way to the destination: each says so when a TTL ends at it */
export function playedDial(plays: Plays, longest: number): LimitedDial {
  const asked = new Map<number, number>()
  return (target, onAnswer) => {
    const nth = (asked.get(target.port) ?? 0) + 1
    asked.set(target.port, nth)
    const dialled = { ...blank(), turnedAway: () => false }
    const met = plays(target.port, nth)
    const answer = answerTo(target, met, longest)
    if (answer === 'below') return { ...dialled, turnedAway: () => true }
    if (answer !== null) {
      setImmediate(() => onAnswer({ ...dialled, answeredAt: performance.now(), icmp: answer.icmp }, answer.seen))
    }
    return dialled
  }
}

function answerTo(
  { ttl = 64, minTtl = 0 }: LimitedTarget,
  met: Met,
  longest: number,
): { seen: ConnectAnswer; icmp: IcmpError | null } | 'below' | null {
  const routers = met.kind === 'icmp' ? longest : (met.routers ?? longest)
  if (ttl <= routers) return { seen: error('EHOSTUNREACH'), icmp: { ...EXCEEDED, reporter: `10.77.1.${ttl}` } }
  switch (met.kind) {
    case 'silence':
      return null
    case 'icmp':
      return { seen: error('EHOSTUNREACH'), icmp: { ...PROHIBITED, reporter: met.reporter } }
    case 'handshake':
    case 'rst': {
      if (64 - (met.routersBack ?? met.routers) < minTtl) return 'below'
      // A handshake that is completed has no error; nobody here uses its socket.
      const seen = met.kind === 'rst' ? error('ECONNREFUSED') : ({ kind: 'connected' } as ConnectAnswer)
      return { seen, icmp: null }
    }
  }
}

const error = (errno: string): ConnectAnswer => ({ kind: 'error', errno })

const blank = (): Dialled => ({
  observer: 'error-queue',
  startedAt: performance.now(),
  answeredAt: null,
  errno: null,
  icmp: null,
  retransmits: null,
  kernelRttMs: null,
  sourceAddress: null,
  sourcePort: null,
  abandon: () => undefined,
})

/** A path on which round trips are short, and flows on it that were answered so, or not at all. */
export function probedPath(answers: Readonly<Record<number, AnswerKind | null>>, address = DESTINATION) {
  const path = new PathMemory(SOURCE, address)
  path.addRoundTrip(1)
  path.heard = true
  const flows = Object.entries(answers).map(([port, kind]) => probedFlow(path, Number(port), kind))
  return { path, flows }
}

function probedFlow(path: PathMemory, port: number, kind: AnswerKind | null): ProbedFlow {
  const attempt: AttemptObservation = {
    observer: 'error-queue',
    at: 0,
    elapsedMs: 1,
    sourceAddress: SOURCE,
    sourcePort: 40_000 + port,
    result: kind === null ? 'unanswered' : kind === 'RST' ? 'error' : 'connected',
    errno: kind === 'RST' ? 'ECONNREFUSED' : null,
  }
  if (kind !== null) path.answered += 1
  const end = {
    name: 'laptop',
    role: 'user-station',
    address: SOURCE,
    isName: false,
    vantage: { kind: 'local' },
  } as const
  return {
    flow: {
      id: `x/laptop/psm-1/${port}`,
      group: 'extra',
      direction: 'x',
      service: 'x',
      port,
      source: end,
      destination: { name: 'psm-1', address: path.address, isName: false },
      identity: null,
    },
    address: path.address,
    sourceAddress: SOURCE,
    evidence: { attempts: [attempt], identity: null, route: null, notAsked: null },
    durationMs: 1,
    path,
  }
}
