/** How a stand-in begins to speak. Apart from the rest, so that a check that meets none loads no cryptography. */
export const GREETING_WORD = 'PSM-PREFLIGHT/1'
