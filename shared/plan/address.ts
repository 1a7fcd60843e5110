/**
 * What an address of a plan can be, which addresses no machine can have, and which are private: before it probes a
 * public one, the tool asks once more. Parsing stands in `parse-address.ts`.
 */
import { type Family, type IpBlock, blockOf, formatIp, overlaps, parseIp } from './ip-number.ts'

export interface SingleAddress {
  kind: 'single'
  /** Canonical literal, with its zone. */
  literal: string
  family: Family
  block: IpBlock
  zone: string | null
}

export interface NameAddress {
  kind: 'name'
  /** DNS name in lower case. */
  literal: string
}

export interface ManyAddresses {
  kind: 'many'
  family: Family
  block: IpBlock
  count: number
  /** Addresses that are a host only in a network larger than /24. */
  doubtful: readonly string[]
}

export interface AddressFault {
  kind: 'fault'
  accepted: string
  message?: string
}

export type AddressSpec = SingleAddress | NameAddress | ManyAddresses | AddressFault

/** More than this in one entry is a mistake, and would take minutes to show. */
export const ADDRESS_LIMIT = 65_536

export const SINGLE_ACCEPTED = 'an IPv4 address such as 10.77.20.11, an IPv6 address, or a DNS name'
export const ADDRESS_ACCEPTED =
  'an IPv4 address such as 10.77.20.11, an IPv6 address, a DNS name, a range such as 10.77.30.21-10.77.30.60, or a network such as 10.77.30.0/24'

/** RFC 1122 §3.2.1.3, RFC 5771, RFC 1112 §4, RFC 4291 §2.5.2, §2.5.5.2 and §2.7. */
const NO_HOSTS = [
  { block: blockOf('0.0.0.0/8'), why: '0.0.0.0/8 means "this network", no machine has it' },
  { block: blockOf('224.0.0.0/4'), why: 'it is a multicast address' },
  { block: blockOf('240.0.0.0/4'), why: '240.0.0.0/4 is reserved, and 255.255.255.255 is the broadcast address' },
  { block: blockOf('::/128'), why: ':: is the unspecified address' },
  { block: blockOf('ff00::/8'), why: 'it is a multicast address' },
  { block: blockOf('::ffff:0:0/96'), why: 'it is an IPv4 address written as IPv6: write the IPv4 address' },
]

/** Why no machine can have an address of the block, or null. */
export function noHostReason(family: Family, block: IpBlock): string | null {
  return NO_HOSTS.find((n) => n.block.family === family && overlaps(n.block, block))?.why ?? null
}

/** Why a literal cannot be the address of a machine, or null. Text that is no literal gives null. */
export function hostProblem(literal: string): string | null {
  const ip = parseIp(literal)
  return ip && noHostReason(ip.family, { first: ip.value, last: ip.value })
}

/** The canonical literals that a spec stands for, in order. */
export function* addressesOf(spec: SingleAddress | NameAddress | ManyAddresses): Generator<string> {
  if (spec.kind !== 'many') {
    yield spec.literal
    return
  }
  for (let value = spec.block.first; value <= spec.block.last; value += 1n) yield formatIp(spec.family, value)
}

/** RFC 1918, 6598, 1122, 3927, 5737, 2544; RFC 4193, 4291, 3849, 9637, 8215. */
const PRIVATE = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '198.18.0.0/15',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
  '2001:db8::/32',
  '3fff::/20',
  '64:ff9b:1::/48',
].map(blockOf)

/** Prefixes that carry an IPv4 address in their last 32 bits (RFC 4291 §2.5.5.2, RFC 6052). */
const CARRIES_IPV4 = ['::ffff:0:0/96', '64:ff9b::/96'].map(blockOf)

function isPrivate(family: Family, value: bigint): boolean {
  const block = { first: value, last: value }
  return PRIVATE.some((p) => p.family === family && overlaps(p, block))
}

/** `public` also for a text that is no address at all: when in doubt, ask. */
export function classifyAddress(literal: string): 'private' | 'public' {
  const ip = parseIp(literal)
  if (!ip) return 'public'
  const block = { first: ip.value, last: ip.value }
  const carries = ip.family === 6 && CARRIES_IPV4.some((p) => overlaps(p, block))
  const inside = carries ? isPrivate(4, ip.value & 0xffffffffn) : isPrivate(ip.family, ip.value)
  return inside ? 'private' : 'public'
}
