/** What is done with the open check: run it, stop it, save a report of it. */
import type { Delivery, Params, Result } from '../../shared/contract.ts'
import { DEFAULT_SETTINGS } from '../../shared/program-shapes.ts'
import type { RunAsk } from '../../shared/shapes.ts'
import { type Imported, sendFile } from './send-file.ts'
import { languageOf } from '../words/language.ts'
import type { Slice } from './store.ts'
import { mayStandIn } from './vantage-slice.ts'
import { withCheck } from './with-check.ts'

export interface RunSlice {
  /** Null: no check is open, or the call failed, which is told. */
  startRun: (ask: RunAsk, allowPublic?: boolean) => Promise<Result<'run.start'> | null>
  cancelRun: () => Promise<void>
  saveReport: (format: Params<'reports.save'>['format']) => Promise<Delivery | null>
  /** A result of another machine. Null: it was refused, which is told. */
  importResult: (file: File) => Promise<Imported | null>
}

export const runSlice: Slice<RunSlice> = (_set, get, client) => ({
  startRun: (ask, allowPublic) =>
    withCheck(get, async (id) => {
      // What could not be saved would be missing from what is tested.
      if (!(await get().saveDraft())) return null
      const { check, standIns } = get()
      const more = { ...(allowPublic ? { allowPublic } : {}), ...(standIns && mayStandIn(check) ? { standIns } : {}) }
      return client.call('run.start', { id, ask, ...more })
    }),
  cancelRun: async () => {
    await withCheck(get, (id) => client.call('run.cancel', { id }))
  },
  importResult: (file) =>
    withCheck(get, async (id) =>
      (await get().saveDraft()) ? sendFile(client, 'check.import', id, file, 'a run.json or an evidence.zip') : null,
    ),
  saveReport: (format) =>
    withCheck(get, async (id) => {
      if (!(await get().saveDraft())) return null
      const ticket = get().tickets[id] ?? ''
      const { paper, language } = get().program?.settings ?? DEFAULT_SETTINGS
      const print = { paper, language: languageOf(language) }
      return client.call('reports.save', { id, format, ...print, ...(ticket === '' ? {} : { ticket }) })
    }),
})
