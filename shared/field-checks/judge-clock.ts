/** The clock of a machine beside the one that is farthest from it. */
import { assertNever } from '../assert-never.ts'
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
export function judgeClock(one: MachineClock, other: MachineClock): Judged {
  const { offsetMs, uncertaintyMs } = between(one, other)
  const apart = offsetWords(offsetMs, uncertaintyMs)
  const side = offsetMs < 0 ? 'behind' : 'ahead of'
  const grade = gradeOffset(offsetMs, uncertaintyMs)
  switch (grade) {
    case 'fine':
      return {
        verdict: 'pass',
        reason: `The clock of ${one.source} is within 1 s of all others; farthest is ${other.source}, ${apart}.`,
        settle: null,
      }
    case 'unknown':
      return {
        verdict: 'untested',
        reason: `Whether the clocks of ${one.source} and ${other.source} are within 1 s cannot be told: ${apart}.`,
        settle: 'A link with a shorter round trip, or the command date on both.',
      }
    case 'warn':
    case 'fail':
      return {
        verdict: grade,
        reason: `The clock of ${one.source} is ${apart} ${side} that of ${other.source}.`,
        settle: `Set both by NTP (chronyc tracking, timedatectl).`,
      }
    default:
      return assertNever(grade)
  }
}
