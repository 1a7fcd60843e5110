/**
 * Who may talk to a served core: a link with a token that works once, exchanged for a session cookie and a key. Browsers send the cookie
 * to every port of this machine, so that whoever listens on another one may have it; the key is no cookie, and only pages of this port
 * can have it. The cookie alone gives the files of the interface. All have 256 random bits, are kept as hashes, and are compared in
 * constant time.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const BYTES = 32
/** Links that were printed and not used; older ones stop working. */
const MOST_TOKENS = 16
const MOST_SESSIONS = 256

const secret = () => randomBytes(BYTES).toString('base64url')
const hashOf = (text: string) => createHash('sha256').update(text).digest()

export class Sessions {
  private tokens: Buffer[] = []
  private sessions: Buffer[] = []
  /** Apart from the sessions: a second link in the same browser replaces its cookie, and the first tab goes on with its key. */
  private keys: Buffer[] = []

  /** For a new link. */
  newToken(): string {
    const token = secret()
    this.tokens = [...this.tokens, hashOf(token)].slice(-MOST_TOKENS)
    return token
  }

  /** For a token that was not used; null for any other. */
  exchange(token: string): { session: string; key: string } | null {
    const hash = hashOf(token)
    const left = this.tokens.filter((known) => !timingSafeEqual(known, hash))
    if (left.length === this.tokens.length) return null
    this.tokens = left
    const [session, key] = [secret(), secret()]
    this.sessions = [...this.sessions, hashOf(session)].slice(-MOST_SESSIONS)
    this.keys = [...this.keys, hashOf(key)].slice(-MOST_SESSIONS)
    return { session, key }
  }

  isSession(session: string): boolean {
    return isAmong(this.sessions, session)
  }

  isKey(key: string): boolean {
    return isAmong(this.keys, key)
  }
}

/** Every one is compared: how long it takes tells nothing. */
function isAmong(hashes: readonly Buffer[], text: string): boolean {
  const hash = hashOf(text)
  return hashes.filter((known) => timingSafeEqual(known, hash)).length > 0
}

/** Cookies do not tell ports apart: two served cores on one machine need two names. */
export const cookieName = (port: number) => `psm-preflight-${port}`

export function cookieOf(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) return value.join('=')
  }
  return null
}

export const sessionCookie = (name: string, session: string) => `${name}=${session}; HttpOnly; SameSite=Strict; Path=/`
