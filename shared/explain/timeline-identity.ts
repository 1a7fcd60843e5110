/** What the far end showed of itself after the handshake, as moments. */
import type { TimelineEntry } from '../shapes.ts'
import type { IdentityObservation } from '../observation.ts'
import { moment } from './timeline-entry.ts'
import { parts } from '../words/en/parts.ts'

const ASKED: Record<IdentityObservation['asked'], string> = {
  'ssh-banner': 'Waiting for the banner of an SSH server',
  'http-redirect': 'GET / sent, to see a redirect to https',
  tls: 'TLS ClientHello sent, to see a certificate',
  'http2-settings': 'HTTP/2 preface sent, to see a SETTINGS frame',
  listen: 'Nothing sent, waiting a moment for what comes by itself',
}

export function identityEntries(identity: IdentityObservation | null): TimelineEntry[] {
  if (!identity) return []
  const { asked, saw, at, elapsedMs, certificate } = identity
  const isNothing = saw === 'silence'
  const signed = certificate ? ` Certificate of ${certificate.subject}, signed by ${certificate.issuer}.` : ''
  return [
    moment(at, ASKED[asked], 'sent'),
    moment(
      at + elapsedMs,
      isNothing ? 'Nothing came after the handshake' : `After the handshake came ${parts.sight(identity)}.${signed}`,
      isNothing ? 'silence' : 'answer',
    ),
  ]
}
