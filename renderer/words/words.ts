/** Messages → text: the language that is wanted, its plural rules and its way to write numbers. */
import type { Language } from '../../shared/words/language.ts'
import { useApp } from '../store/store.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { languageOf } from './language.ts'
import { visible } from './visible.ts'

export type Message = string | { one: string; other: string }
export type WordKey = keyof typeof en
export type Values = Readonly<Record<string, string | number>>

const MESSAGES: Readonly<Record<Language, Record<WordKey, Message>>> = { en, de }

export interface Words {
  language: Language
  /** A message; `values` are put in, numbers as the language writes them. */
  say: (key: WordKey, values?: Values) => string
  number: (value: number) => string
  /** Day and time, short. */
  date: (iso: string) => string
}

const made = new Map<Language, Words>()

export function wordsOf(language: Language): Words {
  const known = made.get(language)
  if (known) return known
  const plural = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const number = (value: number) => numbers.format(value)
  const put = (text: string, values: Values) =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name]
      return value === undefined ? whole : typeof value === 'number' ? number(value) : visible(value)
    })
  const words: Words = {
    language,
    number,
    date: (iso) => dates.format(new Date(iso)),
    say: (key, values = {}) => {
      const message: Message = MESSAGES[language][key]
      if (typeof message === 'string') return put(message, values)
      return put(plural.select(Number(values['count'] ?? 0)) === 'one' ? message.one : message.other, values)
    },
  }
  made.set(language, words)
  return words
}

export const useWords = (): Words =>
  wordsOf(useApp(({ program }) => languageOf(program?.settings.language ?? 'system')))
