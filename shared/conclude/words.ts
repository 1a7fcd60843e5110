/** What was sent, in words. */
import type { AttemptObservation } from '../observation.ts'
import type { ConcludeWords } from '../words/conclude.ts'

/** "6 SYNs in 1.2 s" */
export function attemptWords(attempts: readonly AttemptObservation[], { parts }: ConcludeWords): string {
  const last = attempts.at(-1)
  return parts.attempts(attempts.length, last ? last.at + last.elapsedMs : 0)
}
