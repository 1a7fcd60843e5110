/** The parts of the sentences that explain a conclusion. Plain words; never more than was seen. */
import type { IdentityKind } from '../../catalogue/catalogue.ts'
import { icmpNumbered } from '../../icmp-words.ts'
import type { IcmpError, IdentityObservation } from '../../observation.ts'

/** What the error names of connect() say, in words. */
const ERRNO: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EINVAL: 'invalid argument',
  ECONNRESET: 'connection reset',
}

const KINDS: Record<IdentityKind, string> = {
  'ssh-banner': 'an SSH server',
  'http-redirect': 'a redirect to https',
  tls: 'a TLS server',
  'http2-settings': 'an HTTP/2 server',
}

const hops = (count: number) => (count === 1 ? '1 hop' : `${count} hops`)

export const parts = {
  errno: (errno: string) => (ERRNO[errno] ? `${ERRNO[errno]} (${errno})` : errno),
  kinds: (kinds: readonly IdentityKind[]) => kinds.map((kind) => KINDS[kind]).join(' or '),
  seconds: (ms: number) => `${(ms / 1000).toFixed(1)} s`,
  /** "6 SYNs in 1.2 s" */
  attempts: (count: number, ms: number) => `${count} ${count === 1 ? 'SYN' : 'SYNs'} in ${(ms / 1000).toFixed(1)} s`,
  list: (items: readonly (string | number)[]) => items.join(' and '),
  /** "4 hops away". @param routers that the answer crossed */
  hopsAway: (routers: number) => `${hops(routers + 1)} away`,
  /** "4 hops": what a packet needs that is delivered with this TTL and not with less. */
  hopsNeeded: (ttl: number) => hops(ttl),
  /** What the far end showed of itself. */
  sight: ({ saw, detail }: Pick<IdentityObservation, 'saw' | 'detail'>): string => {
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
  },
  icmp: ({ version, type, code }: IcmpError) => icmpNumbered(version, type, code, 'en'),
  /** Of the answer that is the farthest of an address: "SYN-ACK of port 22", as the evidence has it. */
  answerOf: (from: string) => from,
}
