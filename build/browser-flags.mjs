/** Which browser the screenshots and the end-to-end tests start, and how. Types are beside it, for a script of plain Node has none. */

/** Debian's, unless PSM_PREFLIGHT_CHROMIUM names another one. */
export const CHROMIUM = process.env.PSM_PREFLIGHT_CHROMIUM ?? '/usr/bin/chromium'

/**
 * It must not look up anything by itself: in the lab its questions would be answered by errors of the routers, of which they send a limited
 * number, and elsewhere nothing may be sent at all.
 */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]
