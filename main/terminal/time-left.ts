/** The time that is left in words, in steps that do not pretend to know more. */
import { type Known, guessLeft } from '../preflight/time-left.ts'

/** Less than this is not worth a guess: silent flows all end in the last seconds. */
const SOON_SECONDS = 5

/** "About 25 s left."; null while nobody can know. */
export function timeLeft(so: Known): string | null {
  const left = guessLeft(so)
  if (left === null) return null
  const { seconds, known } = left
  if (seconds < SOON_SECONDS) return known ? 'A few seconds left.' : null
  if (seconds < 55) return `About ${Math.ceil(seconds / 5) * 5} s left.`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 90) return `About ${minutes} min left.`
  return `About ${Math.ceil(seconds / 3600)} h left.`
}
