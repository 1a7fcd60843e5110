/**
 * The attempt schedule: when one flow sends its next SYN, and when its silence is believed. A pure function of pace,
 * platform, round trip, seen loss and seen errors. Times are milliseconds on one monotonic clock.
 *
 * Why several connects and not one: the kernel repeats a lost SYN after 1 s, 2 s, 3 s, too slow and too few (measured:
 * 93 flows, 18 silent, 5 % loss each way: all right in 1.6 s by six staggered connects, 3 to 14 s by nmap -sT).
 */
import type { Pace } from '../../shared/plan/plan.ts'

/** An attempt is lost with this chance at 5 % packet loss each way: the SYN or its answer. */
const DESIGN_LOSS = 1 - 0.95 ** 2
const FALSE_SILENT_CHANCE = 1e-6
const MOST_ATTEMPTS = 16
/** Fewer samples than this say nothing of the loss of a path. */
const FEWEST_LOSS_SAMPLES = 8

const USUAL_GAP_MS = 200
/** A lossless path with a short round trip needs no more distance between independent attempts. */
const SHORT_GAP_MS = 120
const SHORT_ROUND_TRIP_MS = 40
const GENTLE_GAP_MS = 600
const LATE_GAP_MS = 250

const SHORTEST_TAIL_MS = 100
/** The last one was asked often enough already when it is asked on only because errors are late. */
const SHORTEST_LATE_TAIL_MS = 15
/** A busy router shows in the variance of the round trips, and has more time by it: twice as much as RFC 6298 gives an answer. */
const LATE_VARIANCES = 8
const LONGEST_TAIL_MS = 3000
/** Until anything of a host has answered, its round trip is unknown (RFC 6298 §2.1). */
const UNKNOWN_TAIL_MS = 1000

/** Linux gives up a neighbour after 3.07 s (measured) and only then says "no route to host"; so does the last router. */
const NEIGHBOUR_FAILURE_MS = 3400
/** Windows repeats the SYN after a RST three times, 500 ms apart: refused takes about 2 s. */
const WINDOWS_DEADLINE_MS = 5000

/**
 * Linux answers with six ICMP errors at once and then one per second (icmp_ratelimit); Cisco IOS with one per 500 ms. Its bucket
 * fills all the time, so the next error is due one second after the first of a volley, not after its last.
 */
// A router that counts in jiffies of 10 ms (100 Hz) rounds the second up by one of them.
const ERROR_TOKEN_MS = 1010
/** Two tokens: the answer that a token bought may itself be lost. */
const ERROR_WINDOW_UNDER_LOSS_MS = 2300
const LONGEST_ERROR_WINDOW_MS = 20_000

export interface LossCount {
  /** Attempts that were answered, or should have been. */
  asked: number
  lost: number
}

export interface PathState {
  /** Smoothed round trip and its variance (RFC 6298), null until something answered. */
  srttMs: number | null
  rttvarMs: number
  /** A handshake or a RST came from the address. */
  heard: boolean
  loss: LossCount
}

/** What the whole run has seen so far; other hosts share the path with this one. */
export interface RunState {
  loss: LossCount
  /** First error that a device in the path sent (a rejection, not a neighbour timeout), and start of the latest volley. */
  errors: { firstAt: number; volleyAt: number } | null
  /** How many more attempts the run spends on waiting for errors that come at a limited rate. */
  lateAttemptsLeft: number
}

export interface SeriesState {
  /** Start of the first and of the latest attempt. */
  firstAt: number
  lastAt: number
  attempts: number
}

export type NextStep = { do: 'attempt'; at: number; late: boolean } | { do: 'finish'; at: number }

/** Upper end of the Wilson interval (one sigma) of the chance that an attempt is lost. */
function lossChance({ asked, lost }: LossCount): number {
  if (asked < FEWEST_LOSS_SAMPLES || lost === 0) return 0
  const p = lost / asked
  const margin = Math.sqrt((p * (1 - p)) / asked + 1 / (4 * asked * asked))
  return (p + 1 / (2 * asked) + margin) / (1 + 1 / asked)
}

/** How many unanswered attempts make a false `silent` less likely than one in a million. 6 at 5 % loss each way. */
export function attemptsNeeded(host: LossCount, run: LossCount): number {
  const chance = Math.max(DESIGN_LOSS, lossChance(host), lossChance(run))
  return Math.min(MOST_ATTEMPTS, Math.ceil(Math.log(FALSE_SILENT_CHANCE) / Math.log(chance)))
}

/** Milliseconds between two attempts of one flow. */
export function gapMs(pace: Pace, path: PathState, run: RunState): number {
  if (pace === 'gentle') return GENTLE_GAP_MS
  const near = path.srttMs !== null && path.srttMs < SHORT_ROUND_TRIP_MS
  return near && run.loss.lost === 0 ? SHORT_GAP_MS : USUAL_GAP_MS
}

/** How long the last attempt is waited for: srtt + 4·rttvar, bounded (RFC 6298 §2.3). */
export function tailMs(path: PathState, shortest = SHORTEST_TAIL_MS): number {
  return boundedTail(path, shortest, 4)
}

/** The same for an attempt that was only made to meet a late error. */
export function lateTailMs(path: PathState): number {
  return boundedTail(path, SHORTEST_LATE_TAIL_MS, LATE_VARIANCES)
}

function boundedTail({ srttMs, rttvarMs }: PathState, shortest: number, variances: number): number {
  if (srttMs === null) return UNKNOWN_TAIL_MS
  return Math.min(LONGEST_TAIL_MS, Math.max(shortest, srttMs + variances * rttvarMs))
}

/** When the last attempt is due that may meet an error which a device was not allowed to send before; null when no device sends any. */
function lastChanceAt(run: RunState): number | null {
  if (run.errors === null) return null
  const { firstAt, volleyAt } = run.errors
  const underLoss = run.loss.lost > 0 ? firstAt + ERROR_WINDOW_UNDER_LOSS_MS : 0
  return Math.min(firstAt + LONGEST_ERROR_WINDOW_MS, Math.max(volleyAt + ERROR_TOKEN_MS, underLoss))
}

/** What an unanswered flow does next. */
export function nextStep(
  pace: Pace,
  platform: NodeJS.Platform,
  series: SeriesState,
  path: PathState,
  run: RunState,
): NextStep {
  const needed = attemptsNeeded(path.loss, run.loss)
  if (series.attempts < needed) {
    return { do: 'attempt', at: series.lastAt + gapMs(pace, path, run), late: false }
  }
  const waits = Math.max(
    path.heard ? 0 : series.firstAt + NEIGHBOUR_FAILURE_MS,
    platform === 'win32' ? series.firstAt + WINDOWS_DEADLINE_MS : 0,
  )
  const believed = Math.max(series.lastAt + tailMs(path), waits)
  const lastChance = lastChanceAt(run)
  if (lastChance === null || run.lateAttemptsLeft <= 0) return { do: 'finish', at: believed }
  if (series.lastAt >= lastChance) {
    const asked = series.attempts > needed
    return { do: 'finish', at: asked ? Math.max(series.lastAt + lateTailMs(path), waits) : believed }
  }
  const next = series.lastAt + LATE_GAP_MS
  // Two attempts close together would meet the same token: the last one is moved onto the moment that counts.
  return { do: 'attempt', at: lastChance - next < LATE_GAP_MS ? lastChance : next, late: true }
}
