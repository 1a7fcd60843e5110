/** The verdict of a whole check in one sentence or two: the same on the terminal, on the screen and on page 1 of the report. */
import { assertNever } from '../assert-never.ts'
import { APPENDIX_B } from '../catalogue/appendix-b.ts'
import type { Role } from '../catalogue/catalogue.ts'
import type { FieldCheck } from '../field-checks/field-check.ts'
import type { Verdict } from '../outcome.ts'
import { lackingGroups, rolesOf } from '../plan/group-roles.ts'
import type { RunResult, Summary } from '../result.ts'

/** What the verdict of a run rests on. */
export type Weighed = Pick<RunResult, 'summary' | 'complete'> & {
  plan: Pick<RunResult['plan'], 'flows'> & {
    /** Machines of the plan: where a role is missing, whole groups of the guide are. */
    endpoints?: readonly { role: string }[]
  }
  fieldChecks?: readonly Pick<FieldCheck, 'verdict'>[] | undefined
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
  if (standing === 'warn' || having(run, 'warn') > 0) return 'warn'
  return standing === 'pass' && (!run.complete || notAskedFor(run) > 0 || lackingOf(run).length > 0)
    ? 'untested'
    : standing
}

const count = (n: number) => n.toLocaleString('en-US')
const flows = (n: number) => `${count(n)} ${n === 1 ? 'flow' : 'flows'}`
const are = (n: number) => (n === 1 ? 'is' : 'are')

/** " 66 are untested." */
const also = (n: number, one: string, many: string) => (n === 0 ? '' : ` ${count(n)} ${n === 1 ? one : many}.`)

function passWords({ flows: all, pass, proven }: Summary): string {
  if (proven === pass) return `All ${flows(all)} pass, and all are proven.`
  return `All ${flows(all)} pass: ${count(proven)} proven, ${count(pass - proven)} likely.`
}

function words(s: Summary): string {
  const standing = standingOf(s)
  const untested = also(s.untested, 'is untested', 'are untested')
  switch (standing) {
    case 'fail':
      return `Not ready: ${count(s.fail)} of ${flows(s.flows)} ${s.fail === 1 ? 'fails' : 'fail'}.${also(s.warn, 'warns', 'warn')}${untested}`
    case 'warn':
      return `Nothing fails, but ${count(s.warn)} of ${flows(s.flows)} ${s.warn === 1 ? 'warns' : 'warn'}.${untested}`
    case 'untested':
      if (s.flows === 0) return 'Nothing was tested: no flow was asked for.'
      if (s.pass === 0) return `Nothing is known yet: none of the ${flows(s.flows)} was tested.`
      return `Not shown to be ready: ${count(s.untested)} of ${flows(s.flows)} ${are(s.untested)} untested. All that was tested passes.`
    case 'pass':
      return passWords(s)
    default:
      return assertNever(standing)
  }
}

/** The part comes first where it passes: "All 12 flows pass" would be read as the whole. */
function partWords(s: Summary, rest: number): string {
  const others = `${count(rest)} of the plan's flows ${rest === 1 ? 'was' : 'were'} not asked`
  if (standingOf(s) !== 'pass') return `${words(s)} Partial: ${others}.`
  const passed = s.pass === 1 ? 'the one flow asked passed' : `all ${flows(s.pass)} asked passed`
  return `Partial: ${passed}; ${others}.`
}

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  'user-station': 'user station',
  'management-station': 'management station',
  'psm-node': 'PSM node',
  dsc: 'DSC',
}

/** " Not covered: Diagnostics (the plan has no DSC)." */
function lackingWords(run: Weighed): string {
  const groups = lackingOf(run).map(({ title, roles }) => {
    const missing = roles.map((role) => ROLE_WORDS[role]).join(' and no ')
    return `${title} (the plan has no ${missing})`
  })
  return groups.length === 0 ? '' : ` Not covered: ${groups.join(', ')}.`
}

/** As {@link partWords}: what the plan leaves out comes before "all pass". */
function wholeWords(run: Weighed): string {
  const lacking = lackingWords(run)
  if (lacking === '' || standingOf(run.summary) !== 'pass') return `${words(run.summary)}${lacking}`
  const { flows: all, proven, pass } = run.summary
  const how = proven === pass ? 'all proven' : `${count(proven)} proven, ${count(pass - proven)} likely`
  return `Partial: ${pass === 1 ? 'the one flow asked passed' : `all ${flows(all)} asked passed`}, ${how}.${lacking}`
}

/** " Beyond the port table 1 check fails, and 2 warn." Nothing where nothing is wrong there. */
function fieldWords(run: Weighed): string {
  const [fail, warn] = [having(run, 'fail'), having(run, 'warn')]
  if (fail + warn === 0) return ''
  const checks = (n: number, one: string, many: string) =>
    `${count(n)} ${n === 1 ? 'check' : 'checks'} ${n === 1 ? one : many}`
  if (fail === 0) return ` Beyond the port table ${checks(warn, 'warns', 'warn')}.`
  const also = warn === 0 ? '' : `, and ${count(warn)} ${warn === 1 ? 'warns' : 'warn'}`
  return ` Not ready beyond the port table: ${checks(fail, 'fails', 'fail')}${also}.`
}

/** "Not ready: 10 of 231 flows fail. 1 warns. 66 are untested." */
export function verdictSentence(run: Weighed): string {
  const rest = notAskedFor(run)
  const sentence = rest > 0 ? `${partWords(run.summary, rest)}${lackingWords(run)}` : wholeWords(run)
  return `${run.complete ? '' : 'The check was stopped before its end. '}${sentence}${fieldWords(run)}`
}
