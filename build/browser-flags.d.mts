/** Types of browser-flags.mjs, for the tests. */
export const CHROMIUM: string
export const BROWSER_FLAGS: string[]
