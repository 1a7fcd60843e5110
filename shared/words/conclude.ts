/** The sentences of a conclusion, in each language. A language that lacks one is a type error. */
import { answers as deAnswers } from './de/answers.ts'
import { bothEnds as deBothEnds } from './de/both-ends.ts'
import { errors as deErrors } from './de/errors.ts'
import { parts as deParts } from './de/parts.ts'
import { silence as deSilence } from './de/silence.ts'
import { verdictNotes as deVerdictNotes } from './de/verdict-notes.ts'
import { answers } from './en/answers.ts'
import { bothEnds } from './en/both-ends.ts'
import { errors } from './en/errors.ts'
import { parts } from './en/parts.ts'
import { silence } from './en/silence.ts'
import { verdictNotes } from './en/verdict-notes.ts'
import type { Language } from './language.ts'

const en = { parts, answers, errors, silence, bothEnds, verdictNotes }
export type ConcludeWords = typeof en

export const CONCLUDE_WORDS: Readonly<Record<Language, ConcludeWords>> = {
  en,
  de: {
    parts: deParts,
    answers: deAnswers,
    errors: deErrors,
    silence: deSilence,
    bothEnds: deBothEnds,
    verdictNotes: deVerdictNotes,
  },
}
