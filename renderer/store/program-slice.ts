/** The program behind the page, its settings, the list of checks, and whether it still answers. */
import type { Program, Settings } from '../../shared/program-shapes.ts'
import type { CheckSummary } from '../../shared/shapes.ts'
import type { Connection } from '../client.ts'
import { messageOf } from './errors.ts'
import type { Slice } from './store.ts'

export interface ProgramSlice {
  /** Null until it has answered. */
  program: Program | null
  connection: Connection
  /** Null until the list was read. */
  checks: readonly CheckSummary[] | null
  /** Reads what is needed before anything can be shown. */
  begin: () => Promise<void>
  setConnection: (connection: Connection) => void
  /** Asks once more for a program that was given up. */
  tryAgain: () => void
  saveSettings: (settings: Settings) => Promise<void>
  readChecks: () => Promise<void>
  discardCheck: (id: string) => Promise<void>
  restoreCheck: (id: string) => Promise<void>
}

export const programSlice: Slice<ProgramSlice> = (set, get, client) => ({
  program: null,
  connection: 'open',
  checks: null,
  begin: async () => {
    try {
      set({ program: await client.call('program.describe', {}) })
      await get().readChecks()
    } catch (error) {
      get().notify({ tone: 'error', message: messageOf(error) })
    }
  },
  setConnection: (connection) => set({ connection }),
  tryAgain: () => {
    set({ connection: 'lost' })
    client.tryAgain()
  },
  saveSettings: async (settings) => {
    const { program } = get()
    // Shown at once: a theme that waits for the disk feels broken.
    if (program) set({ program: { ...program, settings } })
    await client
      .call('settings.save', settings)
      .catch((error: unknown) => get().notify({ tone: 'error', message: messageOf(error) }))
  },
  readChecks: async () => set({ checks: (await client.call('checks.list', {})).checks }),
  discardCheck: async (id) => {
    if (get().check?.id === id) await get().saveDraft()
    await client.call('checks.discard', { id })
    if (get().check?.id === id) get().closeCheck()
    await get().readChecks()
  },
  restoreCheck: async (id) => {
    await client.call('checks.restore', { id })
    await get().readChecks()
  },
})
