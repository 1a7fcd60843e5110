/** Where a tab is: a reload, or a page that failed, comes back to the same check and the same step. Kept by the tab alone, and gone with it. */
import { GROUP_IDS, type GroupId } from '../../shared/catalogue/catalogue.ts'
import { isReachable } from '../parts/frame/steps.ts'
import type { AppStore } from './store.ts'
import type { Route } from './view-slice.ts'

const KEPT_PLACE = 'psm-preflight-place'

interface Place {
  id: string
  route: Route
}

const isGroup = (text: unknown): text is GroupId => text === 'extra' || (GROUP_IDS as readonly unknown[]).includes(text)

/** What stands there may be of another version. */
function parsePlace(text: string | null): Place | null {
  try {
    const { id, step, group } = JSON.parse(text ?? 'null') as Record<string, unknown>
    if (typeof id !== 'string') return null
    if (step === 'site' || step === 'summary') return { id, route: { step } }
    return step === 'group' && isGroup(group) ? { id, route: { step, group } } : null
  } catch {
    return null
  }
}

/** Goes back to where the tab was, where that is still there, and keeps the place from then on. Gives the function that ends it. */
export async function keepPlace(store: AppStore): Promise<() => void> {
  const place = parsePlace(sessionStorage.getItem(KEPT_PLACE))
  const { checks, check, openCheck } = store.getState()
  // A plan may have been opened meanwhile, by a double click.
  if (place && !check && checks?.some(({ id, trouble }) => id === place.id && trouble === null)) {
    await openCheck(place.id)
    const { check: opened, go } = store.getState()
    if (opened?.id === place.id && store.getState().route.step === 'start') {
      go(isReachable(place.route, opened) ? place.route : { step: 'site' })
    }
  }
  const keep = ({ check: open, route }: ReturnType<AppStore['getState']>) => {
    if (!open || route.step === 'start') sessionStorage.removeItem(KEPT_PLACE)
    else sessionStorage.setItem(KEPT_PLACE, JSON.stringify({ id: open.id, ...route }))
  }
  keep(store.getState())
  return store.subscribe((now, before) => {
    if (now.check?.id !== before.check?.id || now.route !== before.route) keep(now)
  })
}
