/** Theme and language of the settings → attributes of the document. */
import { useEffect, useSyncExternalStore } from 'react'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'

export function useAppearance(): void {
  const { language, say } = useWords()
  const theme = useApp(({ program }) => program?.settings.theme ?? 'system')
  const site = useApp(({ check }) => check?.draft.site.name ?? '')
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }, [theme])
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  useEffect(() => {
    document.title = site === '' ? say('frame.product') : `${site} – ${say('frame.product')}`
  }, [site, say])
}

/** Too little room for the navigation beside the page: a small window, or a large zoom. */
const NARROW = '(max-width: 800px), (max-height: 500px)'

function onNarrow(changed: () => void): () => void {
  const query = matchMedia(NARROW)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}

export const useNarrow = (): boolean => useSyncExternalStore(onNarrow, () => matchMedia(NARROW).matches)
