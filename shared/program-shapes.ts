/** What the core tells of itself to the interface, and what an engineer may set. */
import { z } from 'zod'
import { PAPERS } from './print-options.ts'

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const
export const LANGUAGES = ['system', 'en', 'de'] as const

export const settings = z.strictObject({
  theme: z.enum(THEMES),
  language: z.enum(LANGUAGES),
  /** Keys of one character; who speaks to his machine, or shakes, needs them off (WCAG 2.1.4). Not in the files of earlier versions. */
  letterKeys: z.boolean().default(true),
  /** Of the reports that are saved. Not in the files of earlier versions. */
  paper: z.enum(PAPERS).default('a4'),
})
export type Settings = z.infer<typeof settings>
export const DEFAULT_SETTINGS: Settings = { theme: 'system', language: 'system', letterKeys: true, paper: 'a4' }

export const program = z.object({
  version: z.string(),
  catalogue: z.string(),
  door: z.enum(['desktop', 'serve']),
  platform: z.string(),
  /** Where checks are kept. */
  dataFolder: z.string(),
  settings,
})
export type Program = z.infer<typeof program>
