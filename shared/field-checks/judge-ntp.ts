/**
 * An NTP query → what it means at this stage. Before the install nobody has configured the time yet, and the network may still be
 * opened: a server without an answer is a warning then. A node serves no time before it is bootstrapped, so its silence says nothing
 * of the path, and is `untested`: neither a pass, for the path may be blocked, nor a fault.
 */
import { assertNever } from '../assert-never.ts'
import type { Verdict } from '../outcome.ts'
import type { Stage } from '../plan/plan.ts'
import { REPORT_WORDS, type ReportWords } from '../words/report.ts'
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

export function judgeNtp(asked: NtpCase, words: Pick<ReportWords, 'fields'> = REPORT_WORDS.en): Judged {
  const { source, target, seen } = asked
  const { fields } = words
  switch (seen.result) {
    case 'answered':
      return judgeAnswer(asked, words)
    case 'silence':
      return noTime(asked, fields.ntpSilence(target, source, seen.sent, seen.ignored), fields)
    case 'error':
      return noTime(asked, fields.ntpError(target, source, seen.errno, seen.detail), fields)
    case 'not-sent':
      return {
        verdict: 'untested',
        reason: fields.ntpNotSent(target, source, seen.detail || seen.errno),
        settle: fields.ntpByHand(source),
      }
    default:
      return assertNever(seen.result)
  }
}

function noTime({ source, target, targetIs, stage }: NtpCase, seen: string, fields: ReportWords['fields']): Judged {
  if (targetIs === 'node' && stage === 'preinstall')
    return { verdict: 'untested', reason: `${seen} ${fields.notBootstrapped()}`, settle: fields.askOperational() }
  return { verdict: troubleAt(stage), reason: seen, settle: fields.ntpCapture(target, source) }
}

const troubleAt = (stage: Stage): Verdict => (stage === 'preinstall' ? 'warn' : 'fail')

function judgeAnswer(asked: NtpCase, words: Pick<ReportWords, 'fields'>): Judged {
  const { target, stage, seen } = asked
  const { fields } = words
  const { stratum, leap, referenceId } = seen
  if (stratum === 0) {
    // The path works, and so does the server: only the question came too often.
    const verdict = referenceId === 'RATE' ? 'warn' : troubleAt(stage)
    return { verdict, reason: fields.kiss(target, referenceId), settle: fields.serverSettings(target) }
  }
  if (leap === UNSET_LEAP || (stratum ?? 0) > MOST_STRATUM) {
    const reason = fields.noTime(target, stratum, leap)
    return { verdict: troubleAt(stage), reason, settle: fields.serverSources(target) }
  }
  return judgeOffset(asked, words)
}

function judgeOffset({ source, target, stage, seen }: NtpCase, words: Pick<ReportWords, 'fields'>): Judged {
  const { fields } = words
  const answers = fields.ntpAnswers(target, source, seen.stratum)
  if (seen.offsetMs === null || seen.delayMs === null)
    return { verdict: 'warn', reason: fields.unusable(answers), settle: fields.queryLater() }
  const uncertainty = Math.max(0, seen.delayMs) / 2
  const apart = offsetWords(seen.offsetMs, uncertainty, words)
  const grade = gradeOffset(seen.offsetMs, uncertainty)
  switch (grade) {
    case 'fine':
      return { verdict: 'pass', reason: fields.clocksNear(answers, apart), settle: null }
    case 'unknown':
      return { verdict: 'warn', reason: fields.clocksVague(answers, apart), settle: fields.lessBusy() }
    case 'warn':
    case 'fail': {
      // Before the install nobody has set the clock yet: the bootstrap does it.
      const verdict = grade === 'fail' && stage === 'operational' ? 'fail' : 'warn'
      const side = seen.offsetMs > 0 ? 'behind' : 'ahead'
      const reason = fields.clocksApart(answers, source, apart, side, target)
      return { verdict, reason, settle: fields.thirdClock(source) }
    }
    default:
      return assertNever(grade)
  }
}
