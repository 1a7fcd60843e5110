/**
 * Who may talk to a served core: a link with a token that works once, exchanged for a session cookie. Both have 256 random bits, are
 * kept as hashes, and are compared in constant time.
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

  /** For a new link. */
  newToken(): string {
    const token = secret()
    this.tokens = [...this.tokens, hashOf(token)].slice(-MOST_TOKENS)
    return token
  }

  /** Gives a session for a token that was not used; null for any other. */
  exchange(token: string): string | null {
    const hash = hashOf(token)
    const left = this.tokens.filter((known) => !timingSafeEqual(known, hash))
    if (left.length === this.tokens.length) return null
    this.tokens = left
    const session = secret()
    this.sessions = [...this.sessions, hashOf(session)].slice(-MOST_SESSIONS)
    return session
  }

  isKnown(session: string): boolean {
    const hash = hashOf(session)
    // Every one is compared: how long it takes tells nothing.
    return this.sessions.filter((known) => timingSafeEqual(known, hash)).length > 0
  }
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
