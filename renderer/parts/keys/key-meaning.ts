/** A key press → what it means here. Pure: what is focused comes with the event. */
import type { Route } from '../../store/view-slice.ts'
import type { KeyId } from './registry.ts'

export type Meaning =
  | { do: 'press'; key: KeyId }
  | { do: 'step'; number: number }
  | { do: 'go' }
  | { do: 'help' }
  | { do: 'undo' }

/** After `g`, so long a letter is waited for. */
export const GO_WAITS_MS = 1500

export const GO_LETTERS: Readonly<Record<string, Route>> = {
  h: { step: 'start' },
  s: { step: 'site' },
  u: { step: 'group', group: 'user-to-psm' },
  p: { step: 'group', group: 'psm-to-psm' },
  d: { step: 'group', group: 'diagnostics' },
  c: { step: 'group', group: 'dsc-to-psm' },
  x: { step: 'group', group: 'extra' },
  r: { step: 'summary' },
}

const SINGLE: Readonly<Record<string, Meaning>> = {
  '/': { do: 'press', key: 'filter' },
  '?': { do: 'help' },
  c: { do: 'press', key: 'copy' },
  n: { do: 'press', key: 'next' },
  p: { do: 'press', key: 'previous' },
  g: { do: 'go' },
}

const NOT_TYPED = new Set(['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'file', 'color'])

/** Whether keys of one character belong to what is focused: fields, and lists that search as one types. */
export function isTypedInto(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  if (target instanceof HTMLInputElement) return !NOT_TYPED.has(target.type)
  return target.closest('textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"]') !== null
}

const isInDialog = (target: EventTarget | null) =>
  target instanceof Element && target.closest('[role="dialog"], [role="alertdialog"]') !== null

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>

/** Null: the key is not ours. A dialog keeps all keys to itself. `letters`: keys of one character are switched on. */
export function meaningOf({ key, code, ctrlKey, metaKey, altKey, target }: Press, letters: boolean): Meaning | null {
  if (isInDialog(target)) return null
  if (key === 'Enter' && (ctrlKey || metaKey) && !altKey) return { do: 'press', key: 'run' }
  // In a field it takes back what was typed there.
  if (key === 'z' && (ctrlKey || metaKey) && !altKey) return isTypedInto(target) ? null : { do: 'undo' }
  if (ctrlKey || metaKey) return null
  // Alt changes what a digit types on some keyboards, so the place of the key counts.
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)
  if (altKey) return digit ? { do: 'step', number: Number(digit[1]) } : null
  if (key === 'Escape') return { do: 'press', key: 'cancel' }
  return !letters || isTypedInto(target) ? null : (SINGLE[key] ?? null)
}
