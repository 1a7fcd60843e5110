/**
 * IP addresses as numbers, so that ranges and networks can be counted and compared without being built.
 * Stricter than `inet_aton`: four decimal numbers without leading zeros, because 010.1.1.1 is 8.1.1.1 to some programs.
 */
import ipaddr from 'ipaddr.js'

export type Family = 4 | 6

export interface IpNumber {
  family: Family
  value: bigint
  /** `eth0` of `fe80::1%eth0`; null without one. */
  zone: string | null
}

/** First and last address of a block, and the bits of the family. */
export interface IpBlock {
  first: bigint
  last: bigint
}

export const bitsOf = (family: Family) => (family === 4 ? 32 : 128)

const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/

function ipv4Value(text: string): bigint | null {
  const match = IPV4.exec(text)
  if (!match) return null
  const octets = match.slice(1).map(Number)
  if (octets.some((o) => o > 255)) return null
  return BigInt(octets.reduce((sum, octet) => sum * 256 + octet, 0))
}

function ipv6Value(text: string): bigint | null {
  if (!text.includes(':') || text.length > 45) return null
  const dotted = /[\d.]*\.[\d.]*$/.exec(text)
  if (dotted && ipv4Value(dotted[0]) === null) return null
  if (!ipaddr.IPv6.isValid(text)) return null
  return ipaddr.IPv6.parse(text).parts.reduce((sum, part) => sum * 65536n + BigInt(part), 0n)
}

/** Parses one literal; null when it is none. The zone is taken apart, not judged. */
export function parseIp(text: string): IpNumber | null {
  const v4 = ipv4Value(text)
  if (v4 !== null) return { family: 4, value: v4, zone: null }
  const percent = text.indexOf('%')
  const v6 = ipv6Value(percent < 0 ? text : text.slice(0, percent))
  if (v6 === null) return null
  return { family: 6, value: v6, zone: percent < 0 ? null : text.slice(percent + 1) }
}

/** The canonical literal: dotted decimal, or RFC 5952. */
export function formatIp(family: Family, value: bigint): string {
  if (family === 4) {
    const n = Number(value)
    return `${Math.floor(n / 16777216)}.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
  }
  const parts = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn))
  return new ipaddr.IPv6(parts).toRFC5952String()
}

/** A block of which we know that it is written right: `10.0.0.0/8`. Throws otherwise. */
export function blockOf(cidr: string): IpBlock & { family: Family } {
  const [text = '', prefix = ''] = cidr.split('/')
  const ip = parseIp(text)
  if (!ip) throw new Error(`not a block: ${cidr}`)
  const size = 1n << BigInt(bitsOf(ip.family) - Number(prefix))
  return { family: ip.family, first: ip.value, last: ip.value + size - 1n }
}

export const overlaps = (a: IpBlock, b: IpBlock) => a.first <= b.last && b.first <= a.last
