/** The plan as it is typed: shown at once, and saved a moment after the last change, so that nothing is lost. */
import type { PlanDraft } from '../../shared/shapes.ts'
import { messageOf } from './errors.ts'
import type { Slice } from './store.ts'

export interface DraftSlice {
  /** The draft was changed and not saved yet. */
  unsaved: boolean
  /** When it was last saved from here, ISO; null: not yet. */
  savedAt: string | null
  editDraft: (draft: PlanDraft) => void
  /** Saves at once what is not saved yet. */
  saveDraft: () => Promise<void>
}

const SAVE_AFTER_MS = 400

export const draftSlice: Slice<DraftSlice> = (set, get, client) => {
  let saving: ReturnType<typeof setTimeout> | undefined
  return {
    unsaved: false,
    savedAt: null,
    editDraft: (draft) => {
      const { check } = get()
      if (!check || check.readOnly !== null) return
      set({ check: { ...check, draft }, unsaved: true })
      clearTimeout(saving)
      saving = setTimeout(() => void get().saveDraft(), SAVE_AFTER_MS)
    },
    saveDraft: async () => {
      clearTimeout(saving)
      const { check, unsaved } = get()
      if (!check || !unsaved) return
      set({ unsaved: false })
      try {
        const { faults, plan } = await client.call('plan.save', { id: check.id, draft: check.draft })
        set({ savedAt: new Date().toISOString() })
        const now = get().check
        if (now?.id !== check.id) return
        set({ check: { ...now, faults, plan } })
        await get().loadFlows(check.id, plan)
      } catch (error) {
        set({ unsaved: true })
        get().notify({ tone: 'error', message: messageOf(error) })
      }
    },
  }
}
