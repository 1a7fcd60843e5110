/** Whose call over Electron's IPC is answered: only that of the top frame of our own page. */

/** Scheme and host under which the bundle is served in the desktop app. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'psm-preflight'

/** The part of Electron's WebFrameMain that is looked at. */
export interface Frame {
  readonly parent: Frame | null
  readonly url: string
}

/**
 * Electron gives no frame when it is gone or navigated away meanwhile, and throws when it goes while it is looked at. Scheme and host
 * are compared apart, because to Node the origin of every such address is the string "null".
 */
export function isOwnFrame(frame: Frame | null): boolean {
  try {
    return frame !== null && frame.parent === null && isOwnAddress(frame.url)
  } catch {
    return false
  }
}

/** Whether an address is one of the bundle in the desktop app. */
export function isOwnAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host, username, password } = new URL(address)
  return protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && password === ''
}
