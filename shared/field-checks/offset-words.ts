/** How far clocks may be apart, and how it is said. Never more certain than half of the round trip allows. */

import { REPORT_WORDS, type ReportWords } from '../words/report.ts'

/** From here on etcd warns, and leases begin to suffer. */
const WARN_MS = 1000
const FAIL_MS = 5000

/** `unknown`: the round trip was so long that it cannot be told on which side of 1 s it lies. */
export type OffsetGrade = 'fine' | 'warn' | 'fail' | 'unknown'

export function gradeOffset(offsetMs: number, uncertaintyMs: number): OffsetGrade {
  const [least, most] = [Math.abs(offsetMs) - uncertaintyMs, Math.abs(offsetMs) + uncertaintyMs]
  if (least >= FAIL_MS) return 'fail'
  if (least >= WARN_MS) return 'warn'
  return most < WARN_MS ? 'fine' : 'unknown'
}

/** "7.20 s ± 0.01 s"; for a clock that is years off, whole seconds. */
export function offsetWords(
  offsetMs: number,
  uncertaintyMs: number,
  { fields }: Pick<ReportWords, 'fields'> = REPORT_WORDS.en,
): string {
  const seconds = (ms: number) => fields.seconds(ms / 1000, ms < 9_950 ? 2 : 0)
  return `${seconds(Math.abs(offsetMs))} ± ${seconds(Math.max(uncertaintyMs, 10))}`
}
