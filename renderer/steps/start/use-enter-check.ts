/** Opens a check and goes to where its work stopped. */
import { useCallback } from 'react'
import type { Params } from '../../../shared/contract.ts'
import type { OpenCheck } from '../../store/check-slice.ts'
import { useAppStore } from '../../store/store.ts'
import type { Route } from '../../store/view-slice.ts'

/** A run that goes on is looked at; a check that was tested shows what came of it; else the site is not complete, or not tested yet. */
function whereItStopped({ running, plan, result }: OpenCheck): Route {
  if (running?.ask.kind === 'group') return { step: 'group', group: running.ask.group }
  return plan !== null && (running !== null || result.runs.length > 0) ? { step: 'summary' } : { step: 'site' }
}

export function useEnterCheck() {
  const store = useAppStore()
  const enter = useCallback(
    async (id: string) => {
      await store.getState().openCheck(id)
      const { check, go } = store.getState()
      if (check?.id === id) go(whereItStopped(check))
    },
    [store],
  )
  const create = useCallback(
    async (from: Params<'checks.create'>) => {
      const id = await store.getState().createCheck(from)
      if (id !== null) await enter(id)
    },
    [store, enter],
  )
  return { enter, create }
}
