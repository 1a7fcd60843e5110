/** How a report is printed, as the one who saves it wants it. Never read from the machine: the same run gives the same bytes everywhere. */
import type { Language } from './words/language.ts'

export const PAPERS = ['a4', 'letter'] as const
export type Paper = (typeof PAPERS)[number]

export interface PrintOptions {
  /** A4 where nothing is said. */
  paper?: Paper | undefined
  /** English where nothing is said. Files that other tools read are always English. */
  language?: Language | undefined
}
