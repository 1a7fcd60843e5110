/** A guess at the time that is left, in steps that do not pretend to know more. */
import type { Pace } from '../../shared/plan/plan.ts'

/** Until so much is known, a guess would jump about. */
const FIRST_GUESS_SHARE = 0.1
const FIRST_GUESS_SECONDS = 3
/** Less than this is not worth a guess: silent flows all end in the last seconds. */
const SOON_SECONDS = 5
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

/** "About 25 s left."; null while nobody can know. */
export function timeLeft({ done, total, seconds, least }: Known): string | null {
  if (done >= total || total === 0) return null
  const known = done / total >= FIRST_GUESS_SHARE && seconds >= FIRST_GUESS_SECONDS
  const guess = Math.max(least, known ? (seconds * (total - done)) / done : 0)
  if (guess < SOON_SECONDS) return known ? 'A few seconds left.' : null
  if (guess < 55) return `About ${Math.ceil(guess / 5) * 5} s left.`
  const minutes = Math.ceil(guess / 60)
  if (minutes < 90) return `About ${minutes} min left.`
  return `About ${Math.ceil(guess / 3600)} h left.`
}
