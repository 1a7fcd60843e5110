/** What is looked at: the step of the walk, the flow or finding that is opened, the filter. Nothing of it is kept on disk. */
import type { GroupId } from '../../shared/catalogue/catalogue.ts'
import type { Slice } from './store.ts'

export type Route = { step: 'start' | 'site' | 'summary' } | { step: 'group'; group: GroupId }

export interface Notice {
  /** Counts up, so that the same words twice are two notices. */
  id: number
  tone: 'info' | 'error'
  message: string
  /** Label and work of the one thing that can be done about it, such as undo. */
  action?: { label: string; run: () => void }
}

export interface ViewSlice {
  route: Route
  /** Index of the flow whose evidence is open; null: none. */
  shownFlow: number | null
  /** Id of the finding that is open; null: none chosen. */
  shownFinding: string | null
  filter: string
  /** Which text to paste is shown: a dialect, or anything else for the request in words. */
  pasteAs: string
  /** The platform whose commands are shown; anything else: the first that has some. */
  verifyOn: string
  notice: Notice | null
  /** The list of keys is open. */
  keysShown: boolean
  go: (route: Route) => void
  showFlow: (flow: number | null) => void
  showFinding: (finding: string | null) => void
  setFilter: (filter: string) => void
  setPasteAs: (pasteAs: string) => void
  setVerifyOn: (verifyOn: string) => void
  notify: (notice: Omit<Notice, 'id'>) => void
  dismiss: () => void
  showKeys: (keysShown: boolean) => void
}

export const viewSlice: Slice<ViewSlice> = (set, get) => ({
  route: { step: 'start' },
  shownFlow: null,
  shownFinding: null,
  filter: '',
  pasteAs: '',
  verifyOn: '',
  notice: null,
  keysShown: false,
  go: (route) => set({ route, shownFlow: null, shownFinding: null, filter: '' }),
  showFlow: (shownFlow) => set({ shownFlow }),
  showFinding: (shownFinding) => set({ shownFinding, shownFlow: null }),
  setFilter: (filter) => set({ filter }),
  setPasteAs: (pasteAs) => set({ pasteAs }),
  setVerifyOn: (verifyOn) => set({ verifyOn }),
  notify: (notice) => set({ notice: { ...notice, id: (get().notice?.id ?? 0) + 1 } }),
  dismiss: () => set({ notice: null }),
  showKeys: (keysShown) => set({ keysShown }),
})
