/** The verdict of a whole check in one sentence or two: the same on the terminal, on the screen and on page 1 of the report. */
import { assertNever } from '../assert-never.ts'
import { APPENDIX_B } from '../catalogue/appendix-b.ts'
import type { FieldCheck } from '../field-checks/field-check.ts'
import type { Verdict } from '../outcome.ts'
import { lackingGroups, rolesOf } from '../plan/group-roles.ts'
import type { Finding, RunResult, Summary } from '../result.ts'
import type { Language } from '../words/language.ts'
import { claimedTwice } from './claimed-twice.ts'
import { REPORT_WORDS, type ReportWords } from '../words/report.ts'

/** What the verdict of a run rests on. */
export type Weighed = Pick<RunResult, 'summary' | 'complete'> & {
  plan: Pick<RunResult['plan'], 'flows'> & {
    /** Machines of the plan: where a role is missing, whole groups of the guide are. */
    endpoints?: readonly { role: string }[]
  }
  fieldChecks?: readonly Pick<FieldCheck, 'verdict'>[] | undefined
  findings?: readonly Pick<Finding, 'cause' | 'flows'>[]
}

const having = ({ fieldChecks = [] }: Weighed, verdict: Verdict) =>
  fieldChecks.filter((check) => check.verdict === verdict).length

/** Groups of the guide that nobody could ask for: the plan has no machine in a role that they need. */
const lackingOf = ({ plan }: Weighed) => (plan.endpoints ? lackingGroups(rolesOf(plan.endpoints), APPENDIX_B) : [])

/** Flows of the plan that nobody asked for in this run. 0 where the result does not say. */
export const notAskedFor = ({ plan, summary }: Weighed) => Math.max(0, (plan.flows ?? summary.flows) - summary.flows)

/** The worst that can be said of the check: fail, then warn, then untested, then pass. A check without flows is untested. */
export function standingOf({ fail, warn, untested, pass }: Pick<Summary, Verdict>): Verdict {
  if (fail > 0) return 'fail'
  if (warn > 0) return 'warn'
  return untested > 0 || pass === 0 ? 'untested' : 'pass'
}

/** Where the plan stands after this run: a part of it that passes, or a check that was stopped, leaves the rest untested. */
export function standingOfPlan(run: Weighed): Verdict {
  const standing = standingOf(run.summary)
  if (standing === 'fail' || having(run, 'fail') > 0) return 'fail'
  if (standing === 'warn' || having(run, 'warn') > 0 || claimedTwice(run) > 0) return 'warn'
  return standing === 'pass' && (!run.complete || notAskedFor(run) > 0 || lackingOf(run).length > 0)
    ? 'untested'
    : standing
}

type Words = ReportWords['verdict']

function words(s: Summary, w: Words): string {
  const standing = standingOf(s)
  const untested = s.untested === 0 ? [] : [w.alsoUntested(s.untested)]
  switch (standing) {
    case 'fail':
      return [w.fails(s.fail, s.flows), ...(s.warn === 0 ? [] : [w.alsoWarn(s.warn)]), ...untested].join(' ')
    case 'warn':
      return [w.warns(s.warn, s.flows), ...untested].join(' ')
    case 'untested':
      if (s.flows === 0) return w.nothingAsked()
      return s.pass === 0 ? w.nothingKnown(s.flows) : w.notShown(s.untested, s.flows)
    case 'pass':
      return w.passes(s.flows, s.pass, s.proven)
    default:
      return assertNever(standing)
  }
}

/** The part comes first where it passes: "All 12 flows pass" would be read as the whole. */
function partWords(s: Summary, rest: number, w: Words): string {
  return standingOf(s) === 'pass' ? w.partPasses(s.pass, rest) : `${words(s, w)} ${w.partly(rest)}`
}

/** "Not covered: Diagnostics (the plan has no DSC)." */
function lackingWords(run: Weighed, { verdict, groups }: ReportWords): string[] {
  const lacking = lackingOf(run).map(({ id, title, roles }) => ({
    title: groups[id]?.title ?? title,
    roles: roles.map((role) => verdict.role[role]),
  }))
  return lacking.length === 0 ? [] : [verdict.lacking(lacking)]
}

/** As {@link partWords}: what the plan leaves out comes before "all pass". */
function wholeWords({ summary }: Weighed, isLacking: boolean, w: Words): string {
  if (!isLacking || standingOf(summary) !== 'pass') return words(summary, w)
  return w.coveredPasses(summary.flows, summary.pass, summary.proven)
}

/** "Beyond the port table 1 check fails, and 2 warn." Nothing where nothing is wrong there. */
function fieldWords(run: Weighed, w: Words): string[] {
  const [fail, warn] = [having(run, 'fail'), having(run, 'warn')]
  if (fail + warn === 0) return []
  return [fail === 0 ? w.fieldsWarn(warn) : w.fieldsFail(fail, warn)]
}

/** "1 address is claimed by two machines …" Nothing where none is. */
function twiceWords(run: Weighed, w: Words): string[] {
  const addresses = claimedTwice(run)
  return addresses === 0 ? [] : [w.claimedTwice(addresses)]
}

/** "Not ready: 10 of 231 flows fail. 1 warns. 66 are untested." */
export function verdictSentence(run: Weighed, language: Language = 'en'): string {
  const all = REPORT_WORDS[language]
  const rest = notAskedFor(run)
  const lacking = lackingWords(run, all)
  const sentence =
    rest > 0 ? partWords(run.summary, rest, all.verdict) : wholeWords(run, lacking.length > 0, all.verdict)
  const stopped = run.complete ? [] : [all.verdict.stopped()]
  return [...stopped, sentence, ...lacking, ...fieldWords(run, all.verdict), ...twiceWords(run, all.verdict)].join(' ')
}
