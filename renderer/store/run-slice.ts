/** What is done with the open check: run it, stop it, save a report of it. */
import type { CompareView } from '../../shared/compare-view.ts'
import type { Delivery, Params, Result } from '../../shared/contract.ts'
import { DEFAULT_SETTINGS } from '../../shared/program-shapes.ts'
import type { RunAsk } from '../../shared/shapes.ts'
import { messageOf } from './errors.ts'
import { type Imported, sendResult } from './send-result.ts'
import type { Slice } from './store.ts'
import { mayStandIn } from './vantage-slice.ts'

export interface RunSlice {
  /** Null: no check is open, or the call failed, which is told. */
  startRun: (ask: RunAsk, allowPublic?: boolean) => Promise<Result<'run.start'> | null>
  cancelRun: () => Promise<void>
  saveReport: (format: Params<'reports.save'>['format']) => Promise<Delivery | null>
  /** The check as it stands against one of its runs. Null: it was refused, which is told. */
  compareWith: (run: number) => Promise<CompareView | null>
  /** A result of another machine. Null: it was refused, which is told. */
  importResult: (file: File) => Promise<Imported | null>
}

export const runSlice: Slice<RunSlice> = (_set, get, client) => {
  async function withCheck<T>(work: (id: string) => Promise<T | null>): Promise<T | null> {
    const { check, notify } = get()
    if (!check) return null
    try {
      return await work(check.id)
    } catch (error) {
      notify({ tone: 'error', message: messageOf(error) })
      return null
    }
  }
  return {
    startRun: (ask, allowPublic) =>
      withCheck(async (id) => {
        // What could not be saved would be missing from what is tested.
        if (!(await get().saveDraft())) return null
        const { check, standIns } = get()
        const more = { ...(allowPublic ? { allowPublic } : {}), ...(standIns && mayStandIn(check) ? { standIns } : {}) }
        return client.call('run.start', { id, ask, ...more })
      }),
    cancelRun: async () => {
      await withCheck((id) => client.call('run.cancel', { id }))
    },
    compareWith: (run) => withCheck((id) => client.call('checks.compare', { id, run })),
    importResult: (file) => withCheck(async (id) => ((await get().saveDraft()) ? sendResult(client, id, file) : null)),
    saveReport: (format) =>
      withCheck(async (id) => {
        if (!(await get().saveDraft())) return null
        const { paper } = get().program?.settings ?? DEFAULT_SETTINGS
        return client.call('reports.save', { id, format, paper })
      }),
  }
}
