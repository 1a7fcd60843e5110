/**
 * An NTP query → what it means at this stage. Before the install nobody has configured the time yet, and the network may still be
 * opened: a server without an answer is a warning then. A node serves no time before it is bootstrapped, so its silence says nothing
 * of the path, and is `untested`: neither a pass, for the path may be blocked, nor a fault.
 */
import { assertNever } from '../assert-never.ts'
import type { Verdict } from '../outcome.ts'
import type { Stage } from '../plan/plan.ts'
import type { Judged, NtpSeen } from './field-check.ts'
import { gradeOffset, offsetWords } from './offset-words.ts'

export interface NtpCase {
  source: string
  target: string
  /** A server that the plan names, or a node of the cluster. */
  targetIs: 'server' | 'node'
  stage: Stage
  seen: NtpSeen
}

/** Above it a server has no time (RFC 5905 §7.3). */
const MOST_STRATUM = 15
const UNSET_LEAP = 3

const KISS_WORDS: Record<string, string> = {
  DENY: 'it refuses to serve this machine (DENY)',
  RSTR: 'it refuses to serve this machine (RSTR)',
  RATE: 'it wants fewer questions (RATE)',
  INIT: 'it has just been started and has no time yet (INIT)',
  STEP: 'its own clock is being set (STEP)',
}

export function judgeNtp(asked: NtpCase): Judged {
  const { source, target, seen } = asked
  switch (seen.result) {
    case 'answered':
      return judgeAnswer(asked)
    case 'silence': {
      const noise = seen.ignored > 0 ? ` What came instead was no answer to the query (${seen.ignored} packets).` : ''
      return noTime(asked, `${target} did not answer ${source} on UDP 123: ${seen.sent} queries.${noise}`)
    }
    case 'error':
      return noTime(
        asked,
        `UDP 123 of ${target} cannot be had from ${source}: ${seen.errno ?? 'an error'}${seen.detail === '' ? '' : `, ${seen.detail}`}.`,
      )
    case 'not-sent':
      return {
        verdict: 'untested',
        reason: `${source} could not ask ${target} for the time: ${seen.detail || (seen.errno ?? 'the system did not say why')}.`,
        settle: `An NTP query from ${source} by hand, such as ntpdate -q or chronyd -Q.`,
      }
    default:
      return assertNever(seen.result)
  }
}

function noTime({ source, target, targetIs, stage }: NtpCase, seen: string): Judged {
  const settle = `A capture on ${target} (udp port 123) tells whether the query of ${source} arrives.`
  if (targetIs === 'node' && stage === 'preinstall') {
    return {
      verdict: 'untested',
      reason: `${seen} A node serves no time before it is bootstrapped, so this says nothing of the path.`,
      settle: `The same question when the cluster is formed (stage operational).`,
    }
  }
  return { verdict: troubleAt(stage), reason: seen, settle }
}

const troubleAt = (stage: Stage): Verdict => (stage === 'preinstall' ? 'warn' : 'fail')

function judgeAnswer(asked: NtpCase): Judged {
  const { target, stage, seen } = asked
  const { stratum, leap, referenceId } = seen
  if (stratum === 0) {
    const why = KISS_WORDS[referenceId ?? ''] ?? `it refuses (${referenceId ?? 'no reason given'})`
    // The path works, and so does the server: only the question came too often.
    const verdict = referenceId === 'RATE' ? 'warn' : troubleAt(stage)
    return {
      verdict,
      reason: `${target} answers, but gives no time: ${why}.`,
      settle: `A look at the settings of ${target}.`,
    }
  }
  if (leap === UNSET_LEAP || (stratum ?? 0) > MOST_STRATUM) {
    return {
      verdict: troubleAt(stage),
      reason: `${target} answers, but has no time itself: stratum ${stratum ?? 'unknown'}, leap indicator ${leap ?? 'unknown'}.`,
      settle: `The sources of ${target} itself (chronyc sources, ntpq -p).`,
    }
  }
  return judgeOffset(asked)
}

function judgeOffset({ source, target, stage, seen }: NtpCase): Judged {
  const answers = `${target} answers ${source}, stratum ${seen.stratum ?? 'unknown'}`
  if (seen.offsetMs === null || seen.delayMs === null) {
    return {
      verdict: 'warn',
      reason: `${answers}, but tells no time that can be used.`,
      settle: `Another query later.`,
    }
  }
  const uncertainty = Math.max(0, seen.delayMs) / 2
  const apart = offsetWords(seen.offsetMs, uncertainty)
  const grade = gradeOffset(seen.offsetMs, uncertainty)
  const side = seen.offsetMs > 0 ? 'behind' : 'ahead of'
  const settle = `Set the clock of ${source}, or look who is right: a third clock tells.`
  switch (grade) {
    case 'fine':
      return { verdict: 'pass', reason: `${answers}; their clocks are ${apart} apart.`, settle: null }
    case 'unknown':
      return {
        verdict: 'warn',
        reason: `${answers}, but so late that their clocks are known only as ${apart} apart.`,
        settle: 'The same query when the path is less busy.',
      }
    case 'warn':
    case 'fail': {
      // Before the install nobody has set the clock yet: the bootstrap does it.
      const verdict = grade === 'fail' && stage === 'operational' ? 'fail' : 'warn'
      return {
        verdict,
        reason: `${answers}, but the clock of ${source} is ${apart} ${side} that of ${target}.`,
        settle,
      }
    }
    default:
      return assertNever(grade)
  }
}
