/** Kinds of words that the grammars of several vendors share. */
import { isIPv4, isIPv6 } from 'node:net'

export const number = (first: number, last: number) => (word: string) =>
  /^\d+$/.test(word) && Number(word) >= first && Number(word) <= last

export const port = number(0, 65_535)

/** `9010-9012`, or one. */
export const portRange = (word: string) => {
  const [first = '', last = first, more] = word.split('-')
  return more === undefined && port(first) && port(last) && Number(first) <= Number(last)
}

export const listOf = (mark: string, test: (word: string) => boolean) => (word: string) => word.split(mark).every(test)

export const ipv4 = (word: string) => isIPv4(word)
export const ipv6 = (word: string) => isIPv6(word) && !word.includes('%')

/** An address and the length of its prefix; everything behind the prefix must be 0 where `strict`. */
export const prefix = (test: (word: string) => boolean, bits: number) => (word: string) => {
  const [address = '', length = '', more] = word.split('/')
  return more === undefined && test(address) && number(1, bits)(length)
}

export const ipv4Prefix = prefix(ipv4, 32)
export const ipv6Prefix = prefix(ipv6, 128)

export const matching = (pattern: RegExp) => (word: string) => pattern.test(word)

/** Text of printable ASCII, as one word in quotes. */
export const text = (most: number) => (word: string) => word.length <= most && /^[\x20-\x7e]*$/.test(word)
