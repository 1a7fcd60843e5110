/** A guess at the time that is left, for every door that shows one. */
import type { Pace } from '../../shared/plan/plan.ts'

/** Until so much is known, a guess would jump about. */
const FIRST_GUESS_SHARE = 0.1
const FIRST_GUESS_SECONDS = 3
/** New connections per second, for the paces that have a limit which is felt. */
const PER_SECOND: Record<Pace, number> = { gentle: 10, normal: 300, fast: Number.POSITIVE_INFINITY }

/** Faster than this the pace does not let `flows` more flows start. */
export const leastSecondsLeft = (pace: Pace, flows: number) => flows / PER_SECOND[pace]

export interface Known {
  done: number
  total: number
  /** Since the start. */
  seconds: number
  /** From {@link leastSecondsLeft}. */
  least: number
}

/**
 * Seconds; null when nothing is left. `known`: it rests on how long the first flows took, and not on the limit of the pace alone.
 */
export function guessLeft({ done, total, seconds, least }: Known): { seconds: number; known: boolean } | null {
  if (done >= total || total === 0) return null
  const known = done / total >= FIRST_GUESS_SHARE && seconds >= FIRST_GUESS_SECONDS
  return { seconds: Math.max(least, known ? (seconds * (total - done)) / done : 0), known }
}
