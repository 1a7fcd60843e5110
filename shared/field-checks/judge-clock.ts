/** The clock of a machine beside the one that is farthest from it. */
import { assertNever } from '../assert-never.ts'
import { REPORT_WORDS, type ReportWords } from '../words/report.ts'
import type { ClockSeen, Judged } from './field-check.ts'
import { gradeOffset, offsetWords } from './offset-words.ts'

export interface MachineClock {
  source: string
  seen: ClockSeen
}

/** The pair's difference, with the doubts of both. */
function between(one: MachineClock, other: MachineClock) {
  return {
    offsetMs: one.seen.offsetMs - other.seen.offsetMs,
    uncertaintyMs: one.seen.uncertaintyMs + other.seen.uncertaintyMs,
  }
}

/** Of the others the one that counts: whose clock is certainly farthest away, or may be where all seem near; null where there is no other. */
export function farthestFrom(one: MachineClock, all: readonly MachineClock[]): MachineClock | null {
  const others = all.filter(({ source }) => source !== one.source).map((other) => ({ other, ...between(one, other) }))
  const [certain] = others.toSorted((a, b) => certainly(b) - certainly(a))
  const [possible] = others.toSorted((a, b) => possibly(b) - possibly(a))
  if (!certain || !possible) return null
  // Near all others only where none of them may be far.
  const grade = ({ offsetMs, uncertaintyMs }: Apart) => gradeOffset(offsetMs, uncertaintyMs)
  return (grade(certain) === 'fine' && grade(possible) !== 'fine' ? possible : certain).other
}

interface Apart {
  offsetMs: number
  uncertaintyMs: number
}

const certainly = ({ offsetMs, uncertaintyMs }: Apart) => Math.abs(offsetMs) - uncertaintyMs
const possibly = ({ offsetMs, uncertaintyMs }: Apart) => Math.abs(offsetMs) + uncertaintyMs

/** Above 5 s it fails at every stage: nothing else sets the clocks of vantages right. */
export function judgeClock(
  one: MachineClock,
  other: MachineClock,
  words: Pick<ReportWords, 'fields'> = REPORT_WORDS.en,
): Judged {
  const { offsetMs, uncertaintyMs } = between(one, other)
  const { fields } = words
  const apart = offsetWords(offsetMs, uncertaintyMs, words)
  const grade = gradeOffset(offsetMs, uncertaintyMs)
  switch (grade) {
    case 'fine':
      return { verdict: 'pass', reason: fields.clockNear(one.source, other.source, apart), settle: null }
    case 'unknown':
      return {
        verdict: 'untested',
        reason: fields.clockUnknown(one.source, other.source, apart),
        settle: fields.shorterLink(),
      }
    case 'warn':
    case 'fail': {
      const reason = fields.clockApart(one.source, apart, offsetMs < 0 ? 'behind' : 'ahead', other.source)
      return { verdict: grade, reason, settle: fields.setBoth() }
    }
    default:
      return assertNever(grade)
  }
}
