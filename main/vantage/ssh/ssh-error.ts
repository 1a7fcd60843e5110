/** What went wrong with a link, in words for the reader and as a kind for the program. Nothing of ssh2's own debug text gets here. */

/**
 * - `unreachable`: no TCP connection · `banner`: TCP, but no SSH · `protocol`: SSH, but no common algorithm, or broken off
 * - `host-key`: unknown and not confirmed, changed, revoked, or not the plan's · `auth`: the server let nobody in
 * - `declined`: the engineer gave no secret · `config`: the OpenSSH files ask for what is not supported, or cannot be read
 * - `lost`: it was there, and is gone · `refused`: the server allows no session or no command · `busy`: all sessions that it allows are in use
 * - `closed`: we ended it
 */
export type SshErrorKind =
  | 'unreachable'
  | 'banner'
  | 'protocol'
  | 'host-key'
  | 'auth'
  | 'declined'
  | 'config'
  | 'lost'
  | 'refused'
  | 'busy'
  | 'closed'

export class SshError extends Error {
  override readonly name = 'SshError'
  readonly kind: SshErrorKind

  constructor(kind: SshErrorKind, words: string) {
    super(words)
    this.kind = kind
  }
}

/** Trying again may help: nothing that a person has to settle first. */
export const isPassing = ({ kind }: SshError) =>
  kind === 'unreachable' || kind === 'banner' || kind === 'protocol' || kind === 'lost'

/** One line of printable text of what the other side says; it is hostile until proven otherwise. */
export function cleanLine(text: string, limit = 200): string {
  const line = text
    .replaceAll(/[^\P{C}\n]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return line.length > limit ? `${line.slice(0, limit)}…` : line
}
