/** Listens to the keyboard for the whole window: presses reach the page's offers, walk the steps, or show the keys. */
import { useEffect, useState } from 'react'
import { useApp, useAppStore } from '../../store/store.ts'
import type { Route } from '../../store/view-slice.ts'
import { isReachable, stepsOf } from '../frame/steps.ts'
import { GO_LETTERS, GO_WAITS_MS, isTypedInto, meaningOf } from './key-meaning.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { pressKey } from './registry.ts'

interface Walk {
  /** Whether there was such a step. */
  go: (route: Route | undefined) => boolean
  step: (number: number) => Route | undefined
  help: () => void
  /** Whether there was anything to undo. */
  undo: () => boolean
  /** Whether keys of one character are switched on. */
  letters: () => boolean
}

/** Gives the listener; it remembers that `g` was pressed. */
function listenerOf({ go, step, help, undo, letters }: Walk) {
  let goUntil = 0
  return (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const waiting = event.timeStamp < goUntil && !isTypedInto(event.target)
    goUntil = 0
    if (waiting && go(GO_LETTERS[event.key])) return event.preventDefault()
    const meaning = meaningOf(event, letters())
    if (meaning === null) return
    switch (meaning.do) {
      case 'press':
        if (pressKey(meaning.key)) event.preventDefault()
        return
      case 'step':
        if (go(step(meaning.number))) event.preventDefault()
        return
      case 'go':
        goUntil = event.timeStamp + GO_WAITS_MS
        return
      case 'help':
        event.preventDefault()
        help()
        return
      case 'undo':
        if (undo()) event.preventDefault()
        return
      default:
        return meaning satisfies never
    }
  }
}

export function Keyboard() {
  const store = useAppStore()
  const isOpen = useApp(({ keysShown }) => keysShown)
  const showKeys = useApp((state) => state.showKeys)
  const [opener, setOpener] = useState<Element | null>(null)

  // Whoever asks for the keys: before the dialog takes the focus.
  useEffect(
    () =>
      store.subscribe(({ keysShown }, before) => {
        if (keysShown && !before.keysShown) setOpener(document.activeElement)
      }),
    [store],
  )
  useEffect(() => {
    const listener = listenerOf({
      go: (route) => {
        const state = store.getState()
        if (!route || !isReachable(route, state.check)) return false
        state.go(route)
        return true
      },
      undo: () => {
        const { notice, dismiss } = store.getState()
        if (!notice?.action) return false
        dismiss()
        notice.action.run()
        return true
      },
      step: (number) => stepsOf(store.getState().check)[number - 1],
      help: () => store.getState().showKeys(true),
      letters: () => store.getState().program?.settings.letterKeys ?? true,
    })
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [store])

  const close = () => {
    showKeys(false)
    if (opener instanceof HTMLElement && opener.isConnected) requestAnimationFrame(() => opener.focus())
  }
  return <KeysDialog isOpen={isOpen} onClose={close} />
}
