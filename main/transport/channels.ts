/** The channels between the preload script and the main process. Two bundles use them, so they stand apart from both. */

/** invoke: name and parameters of a call; gives a reply. */
export const CALL_CHANNEL = 'psm-preflight:call'
/** From the main process: an envelope of an event. */
export const EVENT_CHANNEL = 'psm-preflight:event'
/** The page listens from now on: what was held back for it can be sent. */
export const LISTEN_CHANNEL = 'psm-preflight:listen'
/** invoke: id of a capture and the path of its file, which only the preload script can tell of a file that the user dropped. */
export const CAPTURE_CHANNEL = 'psm-preflight:capture'
