/** The draft that the page edits, its faults, and changes of it with the way back. */
import { createContext, useCallback, useContext, useDeferredValue, useMemo } from 'react'
import type { PlanDraft } from '../../../shared/shapes.ts'
import { readDraft } from '../../../shared/plan/draft.ts'
import { useApp, useAppStore } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { type CellFault, byCell, cellFaults } from './draft-faults.ts'

interface DraftFaults {
  all: readonly CellFault[]
  byCell: ReadonlyMap<string, CellFault>
  /** At least one port group can be tested, whatever else is missing. */
  canGo: boolean
}

export const FaultsContext = createContext<DraftFaults>({ all: [], byCell: new Map(), canGo: false })

export const useCellFault = (cell: string): CellFault | undefined => useContext(FaultsContext).byCell.get(cell)

/** Judged a moment after the key press, so that typing into a plan of thousands stays smooth. */
export function useFaultsOf(draft: PlanDraft): DraftFaults {
  const words = useWords()
  const settled = useDeferredValue(draft)
  return useMemo(() => {
    const { read, faults } = readDraft(settled)
    const all = cellFaults(faults, settled, words)
    return { all, byCell: byCell(all), canGo: read !== null }
  }, [settled, words])
}

export function useDraftEdits() {
  const store = useAppStore()
  const { say } = useWords()
  const isReadOnly = useApp(({ check }) => check?.readOnly != null || check?.running != null)
  /** The machines of the practice site are played by this program. */
  const isFixed = useApp(({ check }) => check?.practice ?? false) || isReadOnly

  const edit = useCallback(
    (change: (draft: PlanDraft) => PlanDraft) => {
      const { check, editDraft } = store.getState()
      if (check && check.running === null) editDraft(change(check.draft))
    },
    [store],
  )
  /** A change of several cells at once: told, with the way back. */
  const editWithUndo = useCallback(
    (change: (draft: PlanDraft) => PlanDraft, message: string) => {
      const { check, notify, editDraft } = store.getState()
      if (!check || check.readOnly !== null || check.running !== null) return
      const { id, draft: before } = check
      editDraft(change(before))
      const undo = () => {
        if (store.getState().check?.id === id) editDraft(before)
      }
      notify({ tone: 'info', message, action: { label: say('frame.undo'), run: undo } })
    },
    [store, say],
  )
  return { edit, editWithUndo, isReadOnly, isFixed }
}
