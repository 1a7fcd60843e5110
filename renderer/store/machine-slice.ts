/** What this machine would use to reach the site: its addresses, and the way out to each destination. */
import type { Result } from '../../shared/contract.ts'
import type { Slice } from './store.ts'

type Machine = Result<'machine.routes'>

export interface MachineSlice {
  /** Null until it is known, or where it cannot be found out. */
  machine: Machine | null
  readMachine: () => Promise<void>
}

export const machineSlice: Slice<MachineSlice> = (set, get, client) => ({
  machine: null,
  readMachine: async () => {
    const id = get().check?.id
    if (id === undefined) return set({ machine: null })
    try {
      const machine = await client.call('machine.routes', { id })
      if (get().check?.id === id) set({ machine })
    } catch {
      // It only advises: a run finds out the same, and says so.
      set({ machine: null })
    }
  },
})
