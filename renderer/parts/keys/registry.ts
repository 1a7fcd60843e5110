/**
 * What the keys do on the page that is shown. A page offers an action and takes it back when it goes; of several offers the last one
 * counts, so that a part which opens above a page has its keys. One registry, because there is one keyboard.
 */
import { useEffect, useRef } from 'react'

/**
 * - `run`: Ctrl+Enter, what the page offers first
 * - `filter`: `/`, moves the focus to the page's filter
 * - `cancel`: Escape, closes what is open
 * - `copy`: `c`, copies the rule or request that is shown
 * - `next`, `previous`: `n` and `p`, the next and previous finding
 */
export type KeyId = 'run' | 'filter' | 'cancel' | 'copy' | 'next' | 'previous'

type Offer = () => void

const offers = new Map<KeyId, Offer[]>()

/** Gives the function that takes the offer back. */
export function offerKey(id: KeyId, action: Offer): () => void {
  offers.set(id, [...(offers.get(id) ?? []), action])
  return () =>
    void offers.set(
      id,
      (offers.get(id) ?? []).filter((offer) => offer !== action),
    )
}

/** Whether anything was offered, and so was done. */
export function pressKey(id: KeyId): boolean {
  const offer = offers.get(id)?.at(-1)
  offer?.()
  return offer !== undefined
}

/** Offers an action for a key while the component is shown and `enabled`. The action may be another function each time. */
export function useKey(id: KeyId, action: () => void, enabled = true): void {
  const latest = useRef(action)
  useEffect(() => {
    latest.current = action
  })
  useEffect(() => (enabled ? offerKey(id, () => latest.current()) : undefined), [id, enabled])
}
