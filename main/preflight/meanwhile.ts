/**
 * Work that the result needs, but the first SYN does not: done while the network is waited for. (measured: OpenSSL's first hash
 * 11 ms, Intl for terminal widths 15 ms, the time zone 7 ms, of 90 ms between the start of Node and the first SYN)
 */

/** First attempts have all been sent by then and most answers read; what is loaded before would delay them. */
const QUIET_AFTER_MS = 300

/** Makes it after a moment, or when it is asked for, whichever comes first; once. */
export function meanwhile<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  const get = () => {
    clearTimeout(timer)
    made ??= { value: make() }
    return made.value
  }
  const timer = setTimeout(get, QUIET_AFTER_MS)
  return get
}
