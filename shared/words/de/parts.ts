/** As the English ones: the parts of the sentences that explain a conclusion. */
import type { IdentityKind } from '../../catalogue/catalogue.ts'
import { icmpNumbered } from '../../icmp-words.ts'
import type { parts as en } from '../en/parts.ts'

const ERRNO: Record<string, string> = {
  ECONNREFUSED: 'Verbindung abgewiesen',
  EHOSTUNREACH: 'Host unerreichbar',
  ENETUNREACH: 'Netz unerreichbar',
  EACCES: 'keine Berechtigung',
  EPERM: 'Vorgang nicht erlaubt',
  EINVAL: 'ungültiges Argument',
  ECONNRESET: 'Verbindung zurückgesetzt',
}

const KINDS: Record<IdentityKind, string> = {
  'ssh-banner': 'ein SSH-Server',
  'http-redirect': 'eine Weiterleitung auf https',
  tls: 'ein TLS-Server',
  'http2-settings': 'ein HTTP/2-Server',
}

/** What `detail` holds where the program itself describes what came. */
const BYTES: Record<string, string> = {
  'TLS records before a hello': 'TLS-Records vor einem Hello',
  'bytes that are not TLS': 'Bytes, die kein TLS sind',
}
const TLS: Record<string, string> = { 'a TLS record': 'ein TLS-Record', 'TLS without a certificate': 'ohne Zertifikat' }

/** „CN=…“: a name is quoted as it is. */
export const certificate = (detail: string) =>
  detail.startsWith('certificate ') ? `Zertifikat „${detail.slice(12)}“` : `„${detail}“`

const hops = (count: number) => (count === 1 ? '1 Hop' : `${count} Hops`)
const seconds = (ms: number) => `${(ms / 1000).toFixed(1).replace('.', ',')} s`

export const parts: typeof en = {
  errno: (errno) => (ERRNO[errno] ? `${ERRNO[errno]} (${errno})` : errno),
  kinds: (kinds) => kinds.map((kind) => KINDS[kind]).join(' oder '),
  seconds,
  attempts: (count, ms) => `${count} ${count === 1 ? 'SYN' : 'SYNs'} in ${seconds(ms)}`,
  list: (items) => items.join(' und '),
  hopsAway: (routers) => `${hops(routers + 1)} Entfernung`,
  hopsNeeded: (ttl) => hops(ttl),
  sight: ({ saw, detail }) => {
    switch (saw) {
      case 'ssh-banner':
        return `SSH-Server („${detail}“)`
      case 'http':
      case 'http-redirect':
        return `HTTP-Server („${detail}“)`
      case 'tls':
        return `TLS-Server (${TLS[detail] ?? certificate(detail)})`
      case 'http2-settings':
        return 'HTTP/2-Server'
      case 'stand-in':
        return 'Stellvertreter'
      case 'bytes':
        return BYTES[detail] ?? `Bytes keines bekannten Dienstes (${detail})`
      case 'silence':
        return 'nichts'
      case 'closed':
        return 'Ende der Verbindung vor dem ersten Byte'
      case 'reset':
        return 'RST vor dem ersten Byte'
    }
  },
  icmp: ({ version, type, code }) => icmpNumbered(version, type, code, 'de'),
  answerOf: (from) => from.replace(' of port ', ' von Port ').replace('echo reply', 'Echo-Antwort'),
}
