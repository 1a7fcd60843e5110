/** Checks beyond the port table in another language: judged again from what was seen, as the flows are. */
import type { RunResult } from '../result.ts'
import type { Language } from '../words/language.ts'
import { REPORT_WORDS, type ReportWords } from '../words/report.ts'
import type { FieldCheck, Judged } from './field-check.ts'
import { judgeClock } from './judge-clock.ts'
import { judgeEcho } from './judge-echo.ts'
import { judgeNames } from './judge-names.ts'
import { judgeNtp } from './judge-ntp.ts'
import { judgeMachineOverlap, judgePlanOverlap } from './judge-overlap.ts'

type Whole = Pick<RunResult, 'plan' | 'stage'> & { fieldChecks: readonly FieldCheck[] }
type Judge = (words: Pick<ReportWords, 'fields'>) => Judged

/** Null: its English cannot be made again, so nobody knows what else it would say. */
export function sayFieldCheck(check: FieldCheck, whole: Whole, language: Language): Judged | null {
  const judge = judgeOf(check, whole)
  const english = judge?.(REPORT_WORDS.en)
  if (!judge || english?.verdict !== check.verdict) return null
  if (english.reason !== check.reason || english.settle !== check.settle) return null
  const { verdict, reason, settle } = judge(REPORT_WORDS[language])
  return { verdict, reason, settle }
}

function judgeOf(check: FieldCheck, whole: Whole): Judge | null {
  const { source, target, evidence: seen } = check
  const endpoint = (name: string) => whole.plan.endpoints.find((one) => one.name === name)
  const isMember = (name: string) => ['psm-node', 'dsc'].includes(endpoint(name)?.role ?? '')
  switch (seen.observer) {
    case 'echo': {
      const address = endpoint(target)?.address ?? target
      return (words) => judgeEcho({ source, target, address, seen }, words)
    }
    case 'ntp': {
      const targetIs = endpoint(target) ? 'node' : 'server'
      return (words) => judgeNtp({ source, target, targetIs, stage: whole.stage, seen }, words)
    }
    case 'resolver': {
      const others = whole.fieldChecks.flatMap(({ kind, source: other, target: name, evidence }) =>
        kind === 'names' && name === target && other !== source
          ? { source: other, isMember: isMember(other), addresses: addressesOf(evidence) }
          : [],
      )
      return (words) => judgeNames({ source, isMember: isMember(source), name: target, seen, others }, words)
    }
    case 'clock': {
      const other = whole.fieldChecks.find(({ kind, source: name }) => kind === 'clock' && name === target)?.evidence
      if (other?.observer !== 'clock') return null
      return (words) => judgeClock({ source, seen }, { source: target, seen: other }, words)
    }
    case 'overlap':
      // Of what lies in there the names are not kept: the sentence stays.
      if (seen.found.length > 0) return null
      return (words) => (source === 'plan' ? judgePlanOverlap([], words) : judgeMachineOverlap(source, [], words))
    case 'none':
      return null
  }
}

const addressesOf = (seen: FieldCheck['evidence']) => (seen.observer === 'resolver' ? seen.addresses : [])
