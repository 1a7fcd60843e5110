/** The open check set against another result: which one, and what came of it. */
import type { CompareView, ComparedWith } from '../../shared/compare-view.ts'
import { sendFile } from './send-file.ts'
import type { Slice } from './store.ts'
import { withCheck } from './with-check.ts'

export interface ShownComparison {
  other: ComparedWith
  /** Of the other result, as the user chose it. */
  name: string
  view: CompareView
}

export interface CompareSlice {
  /** Null: nothing is compared; `choose`: it is asked what with. */
  comparing: 'choose' | ShownComparison | null
  chooseCompared: () => void
  /** What was refused is told. */
  compareWith: (other: ComparedWith, name: string) => Promise<void>
  /** With a run.json or an evidence bundle, which becomes no part of the check. */
  compareWithFile: (file: File) => Promise<void>
  endComparing: () => void
}

const ACCEPTED = 'a run.json, or the evidence.zip of a check'

export const compareSlice: Slice<CompareSlice> = (set, get, client) => {
  /** Of the comparison that is wanted: the answer of one that was closed, or gave way to another, is dropped. */
  let mine = 0
  const show = async (name: string, chosen: (id: string) => ComparedWith | Promise<ComparedWith>) => {
    mine += 1
    const current = mine
    const found = await withCheck(get, async (id) => {
      const other = await chosen(id)
      return { other, name, view: await client.call('checks.compare', { id, with: other }) }
    })
    if (found && current === mine) set({ comparing: found })
  }
  return {
    comparing: null,
    chooseCompared: () => set({ comparing: 'choose' }),
    compareWith: (other, name) => show(name, () => other),
    compareWithFile: (file) =>
      show(file.name, async (id) => {
        const brought = await sendFile(client, 'compare.bring', id, file, ACCEPTED)
        return { kind: 'file', file: brought.file }
      }),
    endComparing: () => {
      mine += 1
      set({ comparing: null })
    },
  }
}
