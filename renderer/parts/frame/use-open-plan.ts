/** Opens a plan file as a new check, adds a result of another machine to the open one, compares with an evidence bundle, shows the summary of a capture; what is none of them is told. */
import { useCallback } from 'react'
import { offerPlan } from '../../store/events.ts'
import { useAppStore } from '../../store/store.ts'
import { looksLikeArchive, looksLikeResult } from '../../store/send-file.ts'
import { useWords } from '../../words/words.ts'
import { useImportResult } from '../import/use-import-result.ts'
import { isCapture, readPlanFile } from './read-plan-file.ts'

export function useOpenPlan(): (files: readonly File[]) => Promise<void> {
  const store = useAppStore()
  const words = useWords()
  const importResults = useImportResult()
  return useCallback(
    async (files) => {
      const refuse = (message: string) => store.getState().notify({ tone: 'error', message })
      const [file] = files
      if (!file) return refuse(words.say('frame.noPlan.nothing'))
      const { check, comparing, compareWithFile } = store.getState()
      const isArchive = await looksLikeArchive(file)
      if (isArchive && check === null) return refuse(words.say('compare.noCheck', { name: file.name }))
      if (isArchive || comparing !== null) return compareWithFile(file)
      if (await looksLikeResult(file)) return importResults(files)
      if (files.length > 1) return refuse(words.say('frame.noPlan.many', { count: files.length }))
      if (await isCapture(file)) return store.getState().openCapture(file)
      const read = await readPlanFile(file, words)
      if ('refused' in read) return refuse(read.refused)
      await offerPlan(store, read)
    },
    [store, words, importResults],
  )
}
