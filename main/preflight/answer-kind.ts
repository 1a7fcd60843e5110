/** What kind of answer a series of attempts met. */
import type { AttemptObservation } from '../../shared/observation.ts'

export type AnswerKind = 'SYN-ACK' | 'RST'

/** What came first, as a fact that no later evidence takes back. What it means is judged when all is known. */
export const FIRST_ANSWERS = ['connected', 'refused', 'error', 'none'] as const
export type FirstAnswer = (typeof FIRST_ANSWERS)[number]

export function firstAnswer(attempts: readonly AttemptObservation[]): FirstAnswer {
  const kind = answerKind(attempts)
  if (kind !== null) return kind === 'SYN-ACK' ? 'connected' : 'refused'
  return attempts.some(({ result }) => result === 'error') ? 'error' : 'none'
}

/** How a series of attempts was answered by the far end itself, or something that plays it; null when it was not. */
export function answerKind(attempts: readonly AttemptObservation[]): AnswerKind | null {
  const answer = attempts.find((a) => a.result === 'connected' || a.result === 'error')
  if (!answer) return null
  if (answer.errno === null || answer.errno === 'ECONNRESET') return 'SYN-ACK'
  return answer.errno === 'ECONNREFUSED' && !answer.icmp ? 'RST' : null
}
