/** The steps of the walk in their order, what they are called, and which of them can be gone to. */
import type { GroupId } from '../../../shared/catalogue/catalogue.ts'
import type { OpenCheck } from '../../store/check-slice.ts'
import type { Route } from '../../store/view-slice.ts'
import type { WordKey } from '../../words/words.ts'

/** Groups of the plan that have flows; none while the plan has faults. */
export const groupsOf = (check: OpenCheck | null): GroupId[] =>
  (check?.plan?.groups ?? []).filter(({ flows }) => flows > 0).map(({ id }) => id)

export function stepsOf(check: OpenCheck | null): Route[] {
  if (!check) return [{ step: 'start' }]
  const groups = groupsOf(check).map((group): Route => ({ step: 'group', group }))
  return [{ step: 'site' }, ...groups, ...(check.plan ? [{ step: 'summary' } as const] : [])]
}

export const isSameStep = (a: Route, b: Route): boolean =>
  a.step === 'group' && b.step === 'group' ? a.group === b.group : a.step === b.step

export const isReachable = (route: Route, check: OpenCheck | null): boolean =>
  route.step === 'start' || stepsOf(check).some((step) => isSameStep(step, route))

export function routeName(route: Route): WordKey {
  switch (route.step) {
    case 'start':
      return 'frame.checks'
    case 'site':
      return 'frame.site'
    case 'group':
      return `frame.group.${route.group}`
    case 'summary':
      return 'frame.summary'
    default:
      return route satisfies never
  }
}
