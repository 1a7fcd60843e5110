/**
 * ICMP errors in words, and what kind of answer each is. Types and codes as of RFC 792, RFC 1812 §5.2.7.1, RFC 4443 §3 and
 * RFC 1122 §3.2.2.1.
 */
import type { IcmpError } from '../observation.ts'

/**
 * - `refusal`: somebody's rule, or no such port or protocol
 * - `no-way`: no route, or no machine at the address
 * - `loop`: the packet's time ran out on the way
 * - `other`: says nothing of the flow
 */
export type IcmpKind = 'refusal' | 'no-way' | 'loop' | 'other'

interface Meaning {
  kind: IcmpKind
  words: string
}

const V4_UNREACHABLE: Readonly<Record<number, Meaning>> = {
  0: { kind: 'no-way', words: 'network unreachable' },
  1: { kind: 'no-way', words: 'host unreachable' },
  2: { kind: 'refusal', words: 'protocol unreachable' },
  3: { kind: 'refusal', words: 'port unreachable' },
  5: { kind: 'no-way', words: 'source route failed' },
  6: { kind: 'no-way', words: 'network unknown' },
  7: { kind: 'no-way', words: 'host unknown' },
  8: { kind: 'no-way', words: 'source host isolated' },
  9: { kind: 'refusal', words: 'network administratively prohibited' },
  10: { kind: 'refusal', words: 'host administratively prohibited' },
  11: { kind: 'no-way', words: 'network unreachable for this type of service' },
  12: { kind: 'no-way', words: 'host unreachable for this type of service' },
  13: { kind: 'refusal', words: 'administratively prohibited' },
  14: { kind: 'refusal', words: 'host precedence violation' },
  15: { kind: 'refusal', words: 'precedence cutoff in effect' },
}

const V6_UNREACHABLE: Readonly<Record<number, Meaning>> = {
  0: { kind: 'no-way', words: 'no route to destination' },
  1: { kind: 'refusal', words: 'administratively prohibited' },
  2: { kind: 'refusal', words: 'beyond scope of source address' },
  3: { kind: 'no-way', words: 'address unreachable' },
  4: { kind: 'refusal', words: 'port unreachable' },
  5: { kind: 'refusal', words: 'source address failed ingress/egress policy' },
  6: { kind: 'refusal', words: 'reject route to destination' },
}

const LOOP: Meaning = { kind: 'loop', words: 'time exceeded in transit' }

export function icmpMeaning({ version, type, code }: Pick<IcmpError, 'version' | 'type' | 'code'>): Meaning {
  const other = { kind: 'other', words: `ICMP${version === 6 ? 'v6' : ''} type ${type} code ${code}` } as const
  if (version === 4) {
    if (type === 3) return V4_UNREACHABLE[code] ?? other
    return type === 11 && code === 0 ? LOOP : other
  }
  if (type === 1) return V6_UNREACHABLE[code] ?? other
  return type === 3 && code === 0 ? LOOP : other
}

/** "administratively prohibited (ICMP type 3, code 13)" */
export function icmpWords(error: IcmpError): string {
  const { words, kind } = icmpMeaning(error)
  const name = error.version === 6 ? 'ICMPv6' : 'ICMP'
  return kind === 'other' ? words : `${words} (${name} type ${error.type}, code ${error.code})`
}
