/** Adds results of other machines to the open check, and says what each added. */
import { useCallback } from 'react'
import { useAppStore } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'

export function useImportResult(): (files: readonly File[]) => Promise<void> {
  const store = useAppStore()
  const { say } = useWords()
  return useCallback(
    async (files) => {
      const said: string[] = []
      for (const file of files) {
        const { check, importResult, notify } = store.getState()
        if (!check) return notify({ tone: 'error', message: say('import.noCheck', { name: file.name }) })
        const added = await importResult(file)
        if (!added) return
        const { flows, sentFrom, conflicts, notes } = added
        const counted = say('import.flows', { count: flows, from: sentFrom.join(', ') || '—' })
        const differing = conflicts > 0 ? ` ${say('import.conflicts', { count: conflicts })}` : ''
        said.push(`${counted}${differing}`, ...notes)
        notify({ tone: notes.length > 0 ? 'error' : 'info', message: said.join(' ') })
      }
    },
    [store, say],
  )
}
