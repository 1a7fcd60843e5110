/** Findings beside the flows in another language: made again from what the result knows beside them. */
import type { Finding, RunResult } from '../result.ts'
import type { Language } from '../words/language.ts'
import { addressesOf } from './all-findings.ts'
import { besidesOf } from './besides.ts'
import { CAUSE_LANGUAGES } from './causes/languages.ts'
import { sayBesides } from './causes/say-besides.ts'
import { machinesSeen } from './machines-seen.ts'

/**
 * Gives for a finding the same one; null where its English cannot be made again.
 * @param said the same result, with its flows and field checks in the language
 */
export function besidesIn(run: RunResult, said: RunResult, language: Language): (finding: Finding) => Finding | null {
  const explained = addressesOf(
    run.findings.filter(({ flows }) => flows.length > 0),
    run.flows,
  )
  const machines = machinesSeen([run])
  const madeOf = ({ plan, fieldChecks = [], vantages, flows }: RunResult, inWhich: Language) =>
    besidesOf({ endpoints: plan.endpoints, fieldChecks, vantages, machines }, flows, explained).map((found) =>
      sayBesides(found, plan.endpoints, CAUSE_LANGUAGES[inWhich]),
    )
  const [english, other] = [madeOf(run, 'en'), madeOf(said, language)]
  return (finding) => {
    const place = english.findIndex(
      ({ cause, title, evidence }) =>
        cause === finding.cause && title === finding.title && evidence === finding.evidence,
    )
    const again = other[place]
    return again ? { ...finding, ...again, rules: finding.rules } : null
  }
}
