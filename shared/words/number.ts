/** Numbers as each language writes them; German as in Germany. */
import type { Language } from './language.ts'

const LOCALE: Readonly<Record<Language, string>> = { en: 'en-US', de: 'de-DE' }

/** "36,159", "36.159" */
export const numberIn = (language: Language) => {
  const format = new Intl.NumberFormat(LOCALE[language])
  return (n: number) => format.format(n)
}
