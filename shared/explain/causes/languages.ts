/** What is said of causes, in each language. */
import type { Language } from '../../words/language.ts'
import { DE } from './de.ts'
import { EN } from './en.ts'
import type { CauseLanguage } from './words.ts'

export const CAUSE_LANGUAGES: Readonly<Record<Language, CauseLanguage>> = { en: EN, de: DE }
