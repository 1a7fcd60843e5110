/** What kind of answer an ICMP error is. Types and codes as of RFC 792, RFC 1812 §5.2.7.1, RFC 4443 §3 and RFC 1122 §3.2.2.1. */
import type { IcmpError } from '../observation.ts'

/**
 * - `refusal`: somebody's rule, or no such port or protocol
 * - `no-way`: no route, or no machine at the address
 * - `loop`: the packet's time ran out on the way
 * - `other`: says nothing of the flow
 */
type IcmpKind = 'refusal' | 'no-way' | 'loop' | 'other'

/** Codes of "destination unreachable": protocol and port, prohibitions, policy. */
const REFUSALS = { 4: new Set([2, 3, 9, 10, 13, 14, 15]), 6: new Set([1, 2, 4, 5, 6]) } as const
/** Networks and hosts that are unknown, unreachable, or without a route. */
const NO_WAYS = { 4: new Set([0, 1, 5, 6, 7, 8, 11, 12]), 6: new Set([0, 3]) } as const
const UNREACHABLE = { 4: 3, 6: 1 } as const
const TIME_EXCEEDED = { 4: 11, 6: 3 } as const

export function icmpKind({ version, type, code }: IcmpError): IcmpKind {
  if (type === TIME_EXCEEDED[version]) return code === 0 ? 'loop' : 'other'
  if (type !== UNREACHABLE[version]) return 'other'
  if (REFUSALS[version].has(code)) return 'refusal'
  return NO_WAYS[version].has(code) ? 'no-way' : 'other'
}

/** Networks that a router has no route to; what it says of a single host may as well be an ARP that nobody answered. */
const NO_NETWORKS = { 4: new Set([0, 6, 11]), 6: new Set([0]) } as const

export const isNetworkUnreachable = ({ version, type, code }: IcmpError) =>
  type === UNREACHABLE[version] && NO_NETWORKS[version].has(code)
