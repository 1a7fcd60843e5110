/** The verdict of a whole check. `all` is the number of flows that were asked for. */
import type { Role } from '../../catalogue/catalogue.ts'
import { numberIn } from '../number.ts'

const n = numberIn('en')
const flows = (count: number) => `${n(count)} ${count === 1 ? 'flow' : 'flows'}`
const one = <T>(count: number, single: T, many: T) => (count === 1 ? single : many)
const checks = (count: number, single: string, many: string) =>
  `${n(count)} ${one(count, 'check', 'checks')} ${one(count, single, many)}`

export const verdict = {
  passes: (all: number, pass: number, proven: number) =>
    proven === pass
      ? `All ${flows(all)} pass, and all are proven.`
      : `All ${flows(all)} pass: ${n(proven)} proven, ${n(pass - proven)} likely.`,
  fails: (fail: number, all: number) => `Not ready: ${n(fail)} of ${flows(all)} ${one(fail, 'fails', 'fail')}.`,
  alsoWarn: (warn: number) => `${n(warn)} ${one(warn, 'warns', 'warn')}.`,
  alsoUntested: (untested: number) => `${n(untested)} ${one(untested, 'is', 'are')} untested.`,
  warns: (warn: number, all: number) => `Nothing fails, but ${n(warn)} of ${flows(all)} ${one(warn, 'warns', 'warn')}.`,
  nothingAsked: () => 'Nothing was tested: no flow was asked for.',
  nothingKnown: (all: number) => `Nothing is known yet: none of the ${flows(all)} was tested.`,
  notShown: (untested: number, all: number) =>
    `Not shown to be ready: ${n(untested)} of ${flows(all)} ${one(untested, 'is', 'are')} untested. All that was tested passes.`,
  partly: (rest: number) => `Partial: ${n(rest)} of the plan's flows ${one(rest, 'was', 'were')} not asked.`,
  partPasses: (pass: number, rest: number) =>
    `Partial: ${one(pass, 'the one flow asked passed', `all ${flows(pass)} asked passed`)}; ${n(rest)} of the plan's flows ${one(rest, 'was', 'were')} not asked.`,
  coveredPasses: (all: number, pass: number, proven: number) =>
    `Partial: ${one(pass, 'the one flow asked passed', `all ${flows(all)} asked passed`)}, ${proven === pass ? 'all proven' : `${n(proven)} proven, ${n(pass - proven)} likely`}.`,
  /** @param groups of the guide, each with the roles that the plan lacks for it */
  lacking: (groups: readonly { title: string; roles: readonly string[] }[]) =>
    `Not covered: ${groups.map(({ title, roles }) => `${title} (the plan has no ${roles.join(' and no ')})`).join(', ')}.`,
  role: {
    'user-station': 'user station',
    'management-station': 'management station',
    'psm-node': 'PSM node',
    dsc: 'DSC',
  } satisfies Record<Role, string> as Record<Role, string>,
  fieldsWarn: (warn: number) => `Beyond the port table ${checks(warn, 'warns', 'warn')}.`,
  fieldsFail: (fail: number, warn: number) =>
    `Not ready beyond the port table: ${checks(fail, 'fails', 'fail')}${warn === 0 ? '' : `, and ${n(warn)} ${one(warn, 'warns', 'warn')}`}.`,
  claimedTwice: (addresses: number) =>
    `${addresses === 1 ? 'One address is' : `${n(addresses)} addresses are`} claimed by two machines: what passes there may be about the other one.`,
  stopped: () => 'The check was stopped before its end.',
}
