/** A preview from its making to its end: what is shown of it, and how it is saved. */
import { useEffect, useState } from 'react'
import type { ComparedWith } from '../../../shared/compare-view.ts'
import type { Delivery, Result } from '../../../shared/contract.ts'
import { DEFAULT_SETTINGS } from '../../../shared/program-shapes.ts'
import { messageOf } from '../../store/errors.ts'
import { useApp, useClient } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { type OpenedPdf, openPdf } from './open-pdf.ts'
import { readPreview } from './read-preview.ts'

export interface Preview {
  /** Null: it is being made. */
  file: Result<'preview.begin'> | null
  /** Null: it is being opened. */
  pdf: OpenedPdf['pdf'] | null
  /** Why it was not made. Null: it was, or will be. */
  refused: string | null
  /** Why its pages cannot be drawn here; it can be saved all the same. */
  trouble: string | null
  save: () => Promise<Delivery | null>
}

/** @param against with a chapter that compares */
export function usePreview(against?: ComparedWith): Preview {
  const client = useClient()
  const id = useApp(({ check }) => check?.id ?? '')
  const { paper } = useApp(({ program }) => program?.settings ?? DEFAULT_SETTINGS)
  const { language } = useWords()
  const saveDraft = useApp((state) => state.saveDraft)
  const notify = useApp((state) => state.notify)
  const [state, setState] = useState<Omit<Preview, 'save'>>({ file: null, pdf: null, refused: null, trouble: null })
  useEffect(() => {
    const ending = new AbortController()
    const { signal } = ending
    const put = (part: Partial<Omit<Preview, 'save'>>) => {
      if (!signal.aborted) setState((before) => ({ ...before, ...part }))
    }
    const show = async () => {
      // What could not be saved would be missing from it, and is told.
      if (!(await saveDraft())) return put({ refused: '' })
      const file = await client.call('preview.begin', { id, paper, language, ...(against ? { against } : {}) })
      atEnd(signal, () => void client.call('preview.end', { preview: file.preview }).catch(() => undefined))
      put({ file })
      try {
        const opened = await openPdf(await readPreview(client, file, signal))
        atEnd(signal, () => void opened.close())
        put({ pdf: opened.pdf })
      } catch (error) {
        put({ trouble: messageOf(error) })
      }
    }
    show().catch((error: unknown) => put({ refused: messageOf(error) }))
    return () => ending.abort()
  }, [client, id, paper, language, against, saveDraft])
  const { file } = state
  const save = async () => {
    if (!file) return null
    try {
      return await client.call('preview.save', { preview: file.preview })
    } catch (error) {
      notify({ tone: 'error', message: messageOf(error) })
      return null
    }
  }
  return { ...state, save }
}

/** Work to do at the end; at once, where the end has come before. */
function atEnd(signal: AbortSignal, work: () => void): void {
  if (signal.aborted) work()
  else signal.addEventListener('abort', work, { once: true })
}
