/** What the core says of a whole check, in each language. A language that lacks a sentence is a type error. */
import { comparison as deComparison } from './de/comparison.ts'
import { fields as deFields } from './de/fields.ts'
import { groups as deGroups } from './de/groups.ts'
import { places as dePlaces } from './de/places.ts'
import { practice as dePractice } from './de/practice.ts'
import { request as deRequest } from './de/request.ts'
import { verdict as deVerdict } from './de/verdict.ts'
import { comparison } from './en/comparison.ts'
import { fields } from './en/fields.ts'
import { groups } from './en/groups.ts'
import { places } from './en/places.ts'
import { practice } from './en/practice.ts'
import { request } from './en/request.ts'
import { verdict } from './en/verdict.ts'
import type { Language } from './language.ts'

const en = { comparison, fields, groups, places, practice, request, verdict }
export type ReportWords = typeof en

export const REPORT_WORDS: Readonly<Record<Language, ReportWords>> = {
  en,
  de: {
    comparison: deComparison,
    fields: deFields,
    groups: deGroups,
    places: dePlaces,
    practice: dePractice,
    request: deRequest,
    verdict: deVerdict,
  },
}
