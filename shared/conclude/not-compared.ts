/** An answer whose distance could have told a device from the destination, and was not found out: it must not pass for the destination's. */
import type { FlowEvidence } from '../observation.ts'
import type { ConcludeWords } from '../words/conclude.ts'
import { type Conclusion, type Judged, likely } from './conclusion.ts'

export function notCompared(
  { address, port }: Judged,
  what: 'handshake' | 'rst',
  { why }: NonNullable<FlowEvidence['unmeasured']>,
  { answers }: ConcludeWords,
): Conclusion {
  const where = `${address}:${port}`
  const settle = answers.settleUncompared(why)
  if (why === 'stopped')
    return {
      outcome: 'not-tested',
      proof: 'none',
      reason: answers.stoppedUncompared(where, what, why, address),
      settle,
    }
  return likely('unstable', answers.notCompared(where, what, why, address), settle)
}
