/** Which language is spoken: that of the settings, or the first one of the browser that there is. */
import type { Settings } from '../../shared/program-shapes.ts'
import { type Language, REPORT_LANGUAGES } from '../../shared/words/language.ts'

/** `system`: the first language of the browser that there is. */
export function languageOf(setting: Settings['language']): Language {
  if (setting !== 'system') return setting
  for (const tag of navigator.languages) {
    const language = REPORT_LANGUAGES.find((known) => known === tag.split('-')[0])
    if (language) return language
  }
  return 'en'
}
