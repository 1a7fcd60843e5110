/** The languages in which the core says what it found. Results on disk are English: other tools read them. */

export const REPORT_LANGUAGES = ['en', 'de'] as const
export type Language = (typeof REPORT_LANGUAGES)[number]
