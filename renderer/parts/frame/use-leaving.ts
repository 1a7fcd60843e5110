/** Leaving a check, or the whole page: what was typed is saved before, also in its last moment. */
import { useEffect } from 'react'
import { fitsLastCall } from '../../client.ts'
import { messageOf } from '../../store/errors.ts'
import { type AppStore, useApp, useAppStore } from '../../store/store.ts'
import { type Words, useWords } from '../../words/words.ts'

/** Back at the start, the check is saved and closed, and the list shows what became of it. One that cannot be saved stays open. */
export function useClosing(): void {
  const store = useAppStore()
  const words = useWords()
  const step = useApp(({ route }) => route.step)
  useEffect(() => {
    const id = store.getState().check?.id
    if (step === 'start' && id !== undefined) void close(store, id, words)
  }, [store, step, words])
}

async function close(store: AppStore, id: string, { say }: Words): Promise<void> {
  const isSaved = await store.getState().saveDraft()
  const { check, route, go, closeCheck, readChecks, notify, saveTrouble } = store.getState()
  if (check?.id !== id || route.step !== 'start') return
  if (isSaved) {
    closeCheck()
    return readChecks().catch((error: unknown) => notify({ tone: 'error', message: messageOf(error) }))
  }
  go({ step: 'site' })
  const leave = () => {
    if (store.getState().check?.id !== id) return
    closeCheck()
    go({ step: 'start' })
    void readChecks().catch((error: unknown) => notify({ tone: 'error', message: messageOf(error) }))
  }
  notify({
    tone: 'error',
    message: say('frame.notSaved', { why: saveTrouble ?? '' }),
    action: { label: say('frame.leaveUnsaved'), run: leave },
  })
}

/**
 * The page goes away within a moment of the last key press. A browser sends a small call after its page is gone, and asks before it lets
 * go of more; the desktop app, which asks nothing, keeps the window until all is saved, or until it is closed once more.
 */
export function useLastSave(): void {
  const store = useAppStore()
  const { say } = useWords()
  useEffect(() => {
    let isRefused = false
    const hold = async () => {
      isRefused = !(await store.getState().saveDraft())
      const { saveTrouble, notify } = store.getState()
      if (!isRefused) return window.close()
      notify({ tone: 'error', message: say('frame.notSaved.close', { why: saveTrouble ?? '' }) })
    }
    const beforeUnload = (event: BeforeUnloadEvent) => {
      const { check, unsaved, saveTrouble, program, saveDraft } = store.getState()
      if (!check || !unsaved) return
      if (program?.door === 'desktop') {
        if (isRefused && saveTrouble !== null) return
        event.preventDefault()
        void hold()
      } else if (saveTrouble !== null || !fitsLastCall(check.draft)) {
        event.preventDefault()
        void saveDraft()
      }
    }
    const saveLast = () => store.getState().saveLast()
    const onVisibility = () => {
      if (document.visibilityState === 'hidden') saveLast()
    }
    window.addEventListener('beforeunload', beforeUnload)
    window.addEventListener('pagehide', saveLast)
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      window.removeEventListener('beforeunload', beforeUnload)
      window.removeEventListener('pagehide', saveLast)
      document.removeEventListener('visibilitychange', onVisibility)
    }
  }, [store, say])
}
