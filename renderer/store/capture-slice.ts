/** The capture file that was dropped on the window: read by the core, shown once, kept nowhere. */
import type { CaptureView } from '../../shared/capture-view.ts'
import { messageOf } from './errors.ts'
import type { Slice } from './store.ts'

export interface ReadCapture {
  name: string
  bytes: number
  read: number
  /** Null while it is read. */
  view: CaptureView | null
}

export interface CaptureSlice {
  /** Null: none is shown. */
  capture: ReadCapture | null
  /** Set against the plan of the check that is open. What cannot be read is told. */
  openCapture: (file: File) => Promise<void>
  closeCapture: () => void
}

export const captureSlice: Slice<CaptureSlice> = (set, get, client) => {
  /** Of the one that is read: the answers of one that was closed, or gave way to another, are dropped. */
  let mine = 0
  return {
    capture: null,
    openCapture: async (file) => {
      mine += 1
      const current = mine
      const isCurrent = () => current === mine
      const { name, size } = file
      set({ capture: { name, bytes: size, read: 0, view: null } })
      let id: string | null = null
      try {
        // What was typed last belongs to the plan, too.
        await get().saveDraft()
        id = (await client.call('capture.begin', { name, bytes: size, check: get().check?.id ?? null })).capture
        await client.sendCapture(id, file, (read) => {
          if (!isCurrent()) throw new Error('closed')
          set({ capture: { name, bytes: size, read, view: null } })
        })
        const view = await client.call('capture.show', { capture: id })
        if (isCurrent()) set({ capture: { name, bytes: size, read: size, view } })
      } catch (error) {
        if (id !== null) client.call('capture.end', { capture: id }).catch(() => undefined)
        if (!isCurrent()) return
        set({ capture: null })
        get().notify({ tone: 'error', message: messageOf(error) })
      }
    },
    closeCapture: () => {
      mine += 1
      set({ capture: null })
    },
  }
}
