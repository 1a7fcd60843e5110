/** Where the focus is: at the heading of each new step, and never nowhere. */
import { useEffect, useRef } from 'react'

/** Headings are no stop of the Tab key, but can be gone to by a program. */
function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')
  if (!heading) return
  if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1
  heading.focus({ preventScroll: true })
}

/** Moves the focus when the step changes; not at the first one, where the reader begins by himself. */
export function useHeadingFocus(step: string): void {
  const before = useRef(step)
  useEffect(() => {
    if (before.current === step) return
    before.current = step
    document.querySelector('main')?.parentElement?.scrollTo(0, 0)
    focusHeading()
  }, [step])
}

/** When what had the focus is taken away, such as a row that was removed, the focus goes to the heading instead of nowhere. */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: Element | null = null
    const remember = (event: FocusEvent) => {
      last = event.target instanceof Element ? event.target : null
    }
    const observer = new MutationObserver(() => {
      if (!last || last.isConnected) return
      const isNowhere = document.activeElement === null || document.activeElement === document.body
      last = null
      if (isNowhere) focusHeading()
    })
    document.addEventListener('focusin', remember)
    observer.observe(document.body, { childList: true, subtree: true })
    return () => {
      document.removeEventListener('focusin', remember)
      observer.disconnect()
    }
  }, [])
}
