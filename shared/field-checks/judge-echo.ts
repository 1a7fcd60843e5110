/** ICMP echo from one node to another → what it means. */
import { assertNever } from '../assert-never.ts'
import { REPORT_WORDS, type ReportWords } from '../words/report.ts'
import type { EchoSeen, Judged } from './field-check.ts'

export interface EchoCase {
  source: string
  target: string
  address: string
  seen: EchoSeen
}

export function judgeEcho(
  { source, target, address, seen }: EchoCase,
  { fields }: Pick<ReportWords, 'fields'> = REPORT_WORDS.en,
): Judged {
  const to = `${target} (${address})`
  switch (seen.result) {
    case 'reply':
      return { verdict: 'pass', reason: fields.echoed(to, source, seen.rttMs), settle: null }
    case 'silence':
      return {
        verdict: 'fail',
        reason: fields.noEcho(to, source, target, seen.sent),
        settle: fields.echoCapture(target),
      }
    case 'error':
      return { verdict: 'fail', reason: fields.echoError(to, source, seen.detail), settle: fields.errorFilter() }
    case 'not-sent':
      return {
        verdict: 'untested',
        reason: fields.echoNotSent(to, source, seen.detail),
        settle: fields.ping(address, source),
      }
    default:
      return assertNever(seen.result)
  }
}
