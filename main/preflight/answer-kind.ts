/** What kind of answer a series of attempts met. */
import type { AttemptObservation } from '../../shared/observation.ts'

export type AnswerKind = 'SYN-ACK' | 'RST'

/** How a series of attempts was answered by the far end itself, or something that plays it; null when it was not. */
export function answerKind(attempts: readonly AttemptObservation[]): AnswerKind | null {
  const answer = attempts.find((a) => a.result === 'connected' || a.result === 'error')
  if (!answer) return null
  if (answer.errno === null || answer.errno === 'ECONNRESET') return 'SYN-ACK'
  return answer.errno === 'ECONNREFUSED' && !answer.icmp ? 'RST' : null
}
