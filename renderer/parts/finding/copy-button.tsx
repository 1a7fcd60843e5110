/**
 * Copies a text and says that it did. Where the clipboard is refused (no permission, or a page that is not secure) the text is selected
 * instead, so that the keys of the system copy it.
 */
import { Check, Copy } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useWords } from '../../words/words.ts'
import { Button } from '../controls/button.tsx'
import { useKey } from '../keys/registry.ts'

/** As long as it takes to read "Copied". */
const SHOWN_MS = 2500

interface Props {
  text: string
  /** What is selected when the clipboard is refused. */
  source: RefObject<HTMLElement | null>
  /** Whether the key for copying means this one. */
  byKey?: boolean
}

export function CopyButton({ text, source, byKey = false }: Props) {
  const { say } = useWords()
  const [state, setState] = useState<'copy' | 'copied' | 'selected'>('copy')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const copy = async () => {
    const copied = await write(text)
    if (!copied && source.current) select(source.current)
    setState(copied ? 'copied' : 'selected')
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setState('copy'), SHOWN_MS)
  }
  useKey('copy', () => void copy(), byKey)
  return (
    <>
      <Button onPress={() => void copy()}>
        {state === 'copied' ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
        {say(`copy.${state}`)}
      </Button>
      <span role="status" className="visually-hidden">
        {state === 'copy' ? '' : say(`copy.${state}`)}
      </span>
    </>
  )
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

function select(element: HTMLElement): void {
  const selection = getSelection()
  const range = document.createRange()
  range.selectNodeContents(element)
  selection?.removeAllRanges()
  selection?.addRange(range)
}
