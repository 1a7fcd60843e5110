/** Where the focus is: at the heading of each new step, and never nowhere. */
import { useEffect, useRef } from 'react'

/** Headings are no stop of the Tab key, but can be gone to by a program. */
function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')
  if (!heading) return
  if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1
  heading.focus({ preventScroll: true })
}

/** To the dialog that is open on top, for what lies below it cannot have the focus; else to the heading. */
function focusTop(): void {
  const top = [...document.querySelectorAll<HTMLElement>('[role="dialog"]')].at(-1)
  if (top) top.focus({ preventScroll: true })
  else focusHeading()
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

/**
 * When what had the focus is taken away or switched off, such as a row that was removed or a button that starts a run, the focus goes to
 * the heading, or to the dialog above it, instead of nowhere.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: Element | null = null
    const remember = (event: FocusEvent) => {
      last = event.target instanceof Element ? event.target : null
    }
    const keep = () => {
      if (!last || (last.isConnected && !last.matches(':disabled'))) return
      const isNowhere = document.activeElement === null || document.activeElement === document.body
      // The browser lets go of what was disabled with its next frame.
      if (!isNowhere && document.activeElement === last) return
      last = null
      if (isNowhere) focusTop()
    }
    let frame = 0
    const observer = new MutationObserver(() => {
      if (frame !== 0 || !last || (last.isConnected && !last.matches(':disabled'))) return
      // A dialog that closes gives the focus back to its button with the next frame.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          frame = 0
          keep()
        })
      })
    })
    document.addEventListener('focusin', remember)
    observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
    return () => {
      document.removeEventListener('focusin', remember)
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [])
}
