/** The parts of the sentences that explain a conclusion. Plain words; never more than was seen. */
import type { IdentityKind } from '../catalogue/catalogue.ts'
import type { AttemptObservation, IdentityObservation } from '../observation.ts'

/** What the error names of connect() say, in words. */
const ERRNO_WORDS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EINVAL: 'invalid argument',
  ECONNRESET: 'connection reset',
}

export const errnoWords = (errno: string) => (ERRNO_WORDS[errno] ? `${ERRNO_WORDS[errno]} (${errno})` : errno)

export const KIND_WORDS: Record<IdentityKind, string> = {
  'ssh-banner': 'an SSH server',
  'http-redirect': 'a redirect to https',
  tls: 'a TLS server',
  'http2-settings': 'an HTTP/2 server',
}

/** "6 SYNs in 1.2 s" */
export function attemptWords(attempts: readonly AttemptObservation[]): string {
  const last = attempts.at(-1)
  const seconds = last ? (last.at + last.elapsedMs) / 1000 : 0
  return `${attempts.length} ${attempts.length === 1 ? 'SYN' : 'SYNs'} in ${seconds.toFixed(1)} s`
}

/** What was shown instead of the expected service. */
export function sightWords({ saw, detail }: IdentityObservation): string {
  switch (saw) {
    case 'ssh-banner':
      return `an SSH server ("${detail}")`
    case 'http':
    case 'http-redirect':
      return `an HTTP server ("${detail}")`
    case 'tls':
      return `a TLS server (${detail})`
    case 'http2-settings':
      return 'an HTTP/2 server'
    case 'stand-in':
      return 'a stand-in'
    case 'bytes':
      return detail.includes(' ') ? detail : `bytes of no known service (${detail})`
    case 'silence':
      return 'nothing'
    case 'closed':
      return 'an end of the connection before the first byte'
    case 'reset':
      return 'a RST before the first byte'
  }
}
