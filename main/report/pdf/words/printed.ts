/** The words that a report is printed with, and numbers and times as its language writes them. A language that lacks one is a type error. */
import type { FlowResult } from '../../../../shared/result.ts'
import type { Language } from '../../../../shared/words/language.ts'
import { numberIn } from '../../../../shared/words/number.ts'
import { REPORT_WORDS, type ReportWords } from '../../../../shared/words/report.ts'
import { method as deMethod } from './de/method.ts'
import { pages as dePages } from './de/pages.ts'
import { terms as deTerms } from './de/terms.ts'
import { method } from './en/method.ts'
import { pages } from './en/pages.ts'
import { type Terms, terms } from './en/terms.ts'

const FIXED: Readonly<Record<Language, { pages: typeof pages; method: typeof method; terms: Terms }>> = {
  en: { pages, method, terms },
  de: { pages: dePages, method: deMethod, terms: deTerms },
}

export interface Printed {
  language: Language
  pages: typeof pages
  method: typeof method
  terms: Terms
  /** What the core says of a whole check. */
  report: ReportWords
  /** "36,159" */
  number: (n: number) => string
  /** "1.2" */
  decimal: (n: number, digits: number) => string
  /** "2026-03-04 14:02:11 UTC+01:00": the wall clock of the machine that ran the check. Takes ISO 8601 in UTC. */
  time: (iso: string, utcOffsetMinutes: number) => string
  /** The same without the offset, where that stands beside it already. */
  shortTime: (iso: string, utcOffsetMinutes: number) => string
  /** "2 min 31 s" */
  duration: (ms: number) => string
  /** Milliseconds without the unit: "0.41", "0.30–1.92", or a dash. */
  rtts: (rtts: readonly (number | null)[]) => string
  role: (role: string, n: number) => string
  /** The outcome in a table: a refused port that passes before the install must not look like a fault. */
  outcome: (flow: Pick<FlowResult, 'outcome' | 'verdict'>) => string
  /** "10.77.10.1, hop 1 (reported): it said so itself" */
  blockedBy: (flow: Pick<FlowResult, 'blockedBy'>) => string | null
}

const two = (n: number) => String(n).padStart(2, '0')

/** Three figures are more than a handshake's round trip deserves. */
const digitsOf = (ms: number) => (ms < 10 ? 2 : ms < 100 ? 1 : 0)

function offsetWords(minutes: number): string {
  const size = Math.abs(minutes)
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

export const isReachable = ({ outcome, verdict }: Pick<FlowResult, 'outcome' | 'verdict'>) =>
  outcome === 'closed' && verdict === 'pass'

/** The shortest and the longest of those that are known; null: none is. */
function rangeOf(rtts: readonly (number | null)[]): [low: number, high: number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const rtt of rtts) {
    if (rtt === null) continue
    low = Math.min(low, rtt)
    high = Math.max(high, rtt)
  }
  return high < low ? null : [low, high]
}

export function printedIn(language: Language): Printed {
  const fixed = FIXED[language]
  const decimal = (n: number, digits: number) => n.toFixed(digits).replace('.', fixed.terms.decimalMark)
  const shortTime = (iso: string, utcOffsetMinutes: number) => {
    const shifted = new Date(Date.parse(iso) + utcOffsetMinutes * 60_000).toISOString()
    return `${fixed.terms.day(shifted.slice(0, 10))} ${shifted.slice(11, 19)}`
  }
  const report = REPORT_WORDS[language]
  return {
    language,
    ...fixed,
    report,
    number: numberIn(language),
    decimal,
    shortTime,
    time: (iso, utcOffsetMinutes) => `${shortTime(iso, utcOffsetMinutes)} ${offsetWords(utcOffsetMinutes)}`,
    duration: (ms) => {
      if (ms < 60_000) return `${decimal(ms / 1000, 1)} s`
      const seconds = Math.round(ms / 1000)
      const minutes = Math.floor(seconds / 60)
      if (minutes < 60) return `${minutes} min ${seconds % 60} s`
      return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
    },
    rtts: (rtts) => {
      const range = rangeOf(rtts)
      if (range === null) return '–'
      const [from, to] = range.map((ms) => decimal(ms, digitsOf(ms)))
      return from === to ? `${from}` : `${from}–${to}`
    },
    role: (role, n) => fixed.terms.role[role]?.[n === 1 ? 0 : 1] ?? role,
    outcome: (flow) => (isReachable(flow) ? fixed.pages.closedReachable() : fixed.pages.outcome(flow.outcome)),
    blockedBy: ({ blockedBy }) => (blockedBy ? report.places.inTheWay(blockedBy) : null),
  }
}
