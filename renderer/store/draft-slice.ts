/** The plan as it is typed: shown at once, and saved a moment after the last change, so that nothing is lost. */
import type { PlanDraft } from '../../shared/shapes.ts'
import { messageOf } from './errors.ts'
import type { Slice } from './store.ts'

export interface DraftSlice {
  /** Of this page, so that it is not told of what it saved itself. */
  windowId: string
  /** What stands in the draft is not on the disk yet. */
  unsaved: boolean
  /** When it was last saved from here, ISO; null: not yet. */
  savedAt: string | null
  /** Why it could not be saved the last time, for the reader; it is tried again by itself. Null: nothing failed. */
  saveTrouble: string | null
  editDraft: (draft: PlanDraft) => void
  /** Saves at once what is not saved yet, after a save in flight. False: it could not be saved, which is told. */
  saveDraft: () => Promise<boolean>
  /** The page may go away with the next moment: sends what is not saved, and waits for nothing. */
  saveLast: () => void
}

const SAVE_AFTER_MS = 400
const AGAIN_AFTER_MS = 3000

export const draftSlice: Slice<DraftSlice> = (set, get, client) => {
  const windowId = crypto.randomUUID()
  let timer: ReturnType<typeof setTimeout> | undefined
  let inFlight: Promise<boolean> | null = null

  const saveAfter = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void save('by itself'), ms)
  }

  const send = async (who: 'asked' | 'by itself'): Promise<boolean> => {
    const { check, unsaved, saveTrouble } = get()
    if (!check || !unsaved) return true
    const { id, draft } = check
    try {
      const { faults, plan } = await client.call('plan.save', { id, draft, window: windowId })
      const now = get().check
      if (now?.id !== id) return true
      set({ check: { ...now, faults, plan }, unsaved: now.draft !== draft, savedAt: timeNow(), saveTrouble: null })
      get()
        .followPlan(id, plan, draft.stage)
        .catch((error: unknown) => get().notify({ tone: 'error', message: messageOf(error) }))
      return true
    } catch (error) {
      if (get().check?.id !== id) return true
      const message = messageOf(error)
      set({ saveTrouble: message })
      // What is tried every few seconds is told once.
      if (who === 'asked' || saveTrouble === null) get().notify({ tone: 'error', message })
      saveAfter(AGAIN_AFTER_MS)
      return false
    }
  }

  /** One after the other, so that an older text never arrives last. */
  const save = (who: 'asked' | 'by itself'): Promise<boolean> => {
    clearTimeout(timer)
    if (inFlight) return inFlight.then(() => save(who))
    const sent = send(who).finally(() => {
      inFlight = null
    })
    inFlight = sent
    return sent
  }

  return {
    windowId,
    unsaved: false,
    savedAt: null,
    saveTrouble: null,
    editDraft: (draft) => {
      const { check } = get()
      if (!check || check.readOnly !== null) return
      set({ check: { ...check, draft }, unsaved: true })
      saveAfter(SAVE_AFTER_MS)
    },
    saveDraft: () => save('asked'),
    saveLast: () => {
      const { check, unsaved } = get()
      // Where the page stays after all, the next save tells what came of it.
      if (!check || !unsaved) return
      const { id, draft } = check
      client.call('plan.save', { id, draft, window: windowId }, true).catch(() => undefined)
    },
  }
}

const timeNow = () => new Date().toISOString()
