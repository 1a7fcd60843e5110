/**
 * The system's words for an errno, back to its name: an SSH server tells why a forwarded connection failed only in words, and so do
 * bash and nc. English, as servers write it: glibc, musl, the BSDs and macOS.
 */

const NAMES: readonly (readonly [words: string, errno: string])[] = [
  ['connection refused', 'ECONNREFUSED'],
  ['connection reset by peer', 'ECONNRESET'],
  ['connection timed out', 'ETIMEDOUT'],
  ['operation timed out', 'ETIMEDOUT'],
  ['no route to host', 'EHOSTUNREACH'],
  ['host is unreachable', 'EHOSTUNREACH'],
  ['network is unreachable', 'ENETUNREACH'],
  ['network unreachable', 'ENETUNREACH'],
  ['network is down', 'ENETDOWN'],
  ['host is down', 'EHOSTDOWN'],
  ['machine is not on the network', 'ENONET'],
  ['permission denied', 'EACCES'],
  ['operation not permitted', 'EPERM'],
  ['protocol not available', 'ENOPROTOOPT'],
  ['protocol error', 'EPROTO'],
  ['invalid argument', 'EINVAL'],
  ['cannot assign requested address', 'EADDRNOTAVAIL'],
  ["can't assign requested address", 'EADDRNOTAVAIL'],
  ['address not available', 'EADDRNOTAVAIL'],
  ['address family not supported', 'EAFNOSUPPORT'],
  ['software caused connection abort', 'ECONNABORTED'],
  ['connection aborted', 'ECONNABORTED'],
  // The longer one first: the shorter is its beginning.
  ['too many open files in system', 'ENFILE'],
  ['too many open files', 'EMFILE'],
  ['no file descriptors available', 'EMFILE'],
  ['no buffer space available', 'ENOBUFS'],
  ['cannot allocate memory', 'ENOMEM'],
  ['out of memory', 'ENOMEM'],
  ['resource temporarily unavailable', 'EAGAIN'],
  ['name or service not known', 'ENOTFOUND'],
  ['temporary failure in name resolution', 'ENOTFOUND'],
]

/** The errno that a message ends with or holds; UNKNOWN where it holds none of them. */
export function errnoOf(message: string): string {
  const text = message.toLowerCase()
  return NAMES.find(([words]) => text.includes(words))?.[1] ?? 'UNKNOWN'
}
