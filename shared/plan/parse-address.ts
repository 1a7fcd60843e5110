/**
 * Text → address of a plan: IPv4, IPv6, a DNS name, a range, a network. Nothing is built here: a /8 is counted and
 * refused before a single address of it exists.
 */
import {
  ADDRESS_ACCEPTED,
  ADDRESS_LIMIT,
  type AddressFault,
  type AddressSpec,
  type NameAddress,
  SINGLE_ACCEPTED,
  type SingleAddress,
  noHostReason,
} from './address.ts'
import { type Family, type IpBlock, type IpNumber, bitsOf, blockOf, formatIp, overlaps, parseIp } from './ip-number.ts'

const LINK_LOCAL_6 = blockOf('fe80::/10')

function fault(message?: string, accepted = ADDRESS_ACCEPTED): AddressFault {
  return message === undefined ? { kind: 'fault', accepted } : { kind: 'fault', accepted, message }
}

const lastOctet = (value: bigint) => Number(value & 255n)
const isEdge = (family: Family, value: bigint) => family === 4 && (lastOctet(value) === 0 || lastOctet(value) === 255)

function edgeFault(value: bigint): AddressFault {
  const literal = formatIp(4, value)
  const kind = lastOctet(value) === 0 ? 'network' : 'broadcast'
  return fault(
    `${literal} is the ${kind} address of a /24; in a larger network, where it is a machine, write it as ${literal}/32`,
  )
}

function zoneFault(ip: IpNumber): AddressFault | null {
  if (ip.zone === null) return null
  if (!overlaps(LINK_LOCAL_6, { first: ip.value, last: ip.value })) {
    return fault('a zone (%eth0) belongs to link-local addresses only, fe80::/10')
  }
  return /^[\w.-]{1,32}$/.test(ip.zone) ? null : fault('the zone after % is the name or number of an interface')
}

function single(ip: IpNumber, edgeAllowed: boolean): AddressSpec {
  const block = { first: ip.value, last: ip.value }
  const why = noHostReason(ip.family, block)
  if (why !== null) return fault(why)
  const zone = zoneFault(ip)
  if (zone) return zone
  if (!edgeAllowed && isEdge(ip.family, ip.value)) return edgeFault(ip.value)
  const literal = formatIp(ip.family, ip.value) + (ip.zone === null ? '' : `%${ip.zone}`)
  return { kind: 'single', literal, family: ip.family, block, zone: ip.zone }
}

function many(family: Family, block: IpBlock, text: string): AddressSpec {
  const why = noHostReason(family, block)
  if (why !== null) return fault(`${text} contains addresses that no machine can have: ${why}`)
  const count = block.last - block.first + 1n
  if (count > BigInt(ADDRESS_LIMIT)) {
    const accepted = `at most ${ADDRESS_LIMIT.toLocaleString('en')} addresses in one entry`
    return fault(`${text} stands for ${count.toLocaleString('en')} addresses`, accepted)
  }
  if (count === 1n) return single({ family, value: block.first, zone: null }, true)
  return { kind: 'many', family, block, count: Number(count), doubtful: [] }
}

function parseNetwork(address: string, prefixText: string): AddressSpec {
  const ip = parseIp(address)
  if (!ip) return fault('before the / stands the first address of the network')
  const bits = bitsOf(ip.family)
  const prefix = /^(0|[1-9]\d{0,2})$/.test(prefixText) ? Number(prefixText) : -1
  if (prefix < 0 || prefix > bits) return fault(`after the / stands the length of the prefix, from 0 to ${bits}`)
  if (ip.zone !== null) return fault('a network has no zone')
  const size = 1n << BigInt(bits - prefix)
  const first = ip.value - (ip.value % size)
  if (first !== ip.value) {
    const network = `${formatIp(ip.family, first)}/${prefix}`
    const machine = formatIp(ip.family, ip.value)
    return fault(
      `${machine}/${prefix} is an address with the mask of its network: leave the /${prefix} out for the one machine, or write ${network} for every machine of the network`,
      `${network} for the whole network, or ${machine} for the one machine`,
    )
  }
  const last = first + size - 1n
  // The first address of an IPv4 network is its name and the last its broadcast; of an IPv6 network the first is the
  // subnet-router anycast address. Links of two (RFC 3021, RFC 6164) have neither.
  const whole = size <= 2n
  const hosts = whole ? { first, last } : { first: first + 1n, last: ip.family === 4 ? last - 1n : last }
  return many(ip.family, hosts, `${address}/${prefixText}`)
}

/** In a range that goes on beyond a .255 or .0, those are machines of a network larger than /24, or a mistake. */
function innerEdges(family: Family, block: IpBlock): string[] {
  const edges: string[] = []
  if (family === 6) return edges
  for (let value = block.first - (block.first % 256n) + 255n; value < block.last && edges.length < 4; value += 256n) {
    edges.push(formatIp(4, value), formatIp(4, value + 1n))
  }
  return edges
}

function parseRange(firstText: string, lastText: string): AddressSpec {
  const first = parseIp(firstText)
  if (!first) return fault('the range does not start with an address')
  const short = first.family === 4 && /^(0|[1-9]\d{0,2})$/.test(lastText)
  const last = parseIp(short ? `${firstText.slice(0, firstText.lastIndexOf('.'))}.${lastText}` : lastText)
  if (!last) return fault('the range does not end with an address')
  if (first.zone !== null || last.zone !== null) return fault('a range has no zones')
  if (first.family !== last.family) return fault('both ends of a range are IPv4, or both are IPv6')
  if (last.value < first.value) return fault('the range ends before it starts')
  const edge = [first, last].find((ip) => isEdge(ip.family, ip.value))
  if (edge) return edgeFault(edge.value)
  const block = { first: first.value, last: last.value }
  const spec = many(first.family, block, `${firstText}-${lastText}`)
  return spec.kind === 'many' ? { ...spec, doubtful: innerEdges(spec.family, block) } : spec
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

function nameHint(text: string): string | undefined {
  if (text.includes('://')) return 'leave the scheme and the path out'
  if (/^\[.*\]/.test(text)) return 'write IPv6 without brackets and without a port'
  if (/^[^:]+:\d+$/.test(text)) return 'leave the port out: the catalogue knows the ports'
  if (/[‐-―−]/u.test(text)) return 'write a range with a plain hyphen'
  if (/[\s,;]/.test(text)) return 'one address for each entry; a range is one entry'
  if (text.includes('_')) return 'a DNS name has letters, digits, hyphens and dots only'
  if (/[^\u0020-\u007e]/u.test(text)) return 'write an international name in its xn-- form'
  if (text.includes(':')) return 'this is not an IPv6 address'
  return undefined
}

/** RFC 1123 §2.1: letters, digits and hyphens; the last label is never a number, or it would be taken for IPv4. */
function parseName(text: string): AddressSpec {
  const name = text.toLowerCase()
  const labels = name.replace(/\.$/, '').split('.')
  const last = labels.at(-1) ?? ''
  const hint = nameHint(text)
  const isNumber = /^(\d+|0x[0-9a-f]*)$/.test(last) || /^[\d.\s-]+$/.test(name)
  if (isNumber) return fault(hint ?? 'an IPv4 address has four numbers from 0 to 255, without leading zeros')
  if (name.length > 253 || labels.some((label) => !LABEL.test(label))) return fault(hint)
  return { kind: 'name', literal: name }
}

/** What a range looks like: without this, every DNS name with a hyphen would be one. */
const RANGE = /^([\d.]+|[\da-f.]*:[\da-f:.]*(?:%[^-\s]*)?)\s*-\s*(\S+)$/i

/** Parses anything that may stand as an address of an endpoint. Never throws. */
export function parseAddress(input: string): AddressSpec {
  const text = input.trim()
  if (text === '' || text.length > 300) return fault()
  const ip = parseIp(text)
  if (ip) return single(ip, false)
  const slash = text.indexOf('/')
  if (slash > 0 && !text.includes('://')) return parseNetwork(text.slice(0, slash).trim(), text.slice(slash + 1).trim())
  const range = RANGE.exec(text)
  if (range?.[1]?.includes(':') || (range?.[1] && parseIp(range[1]) && /^[\d.]+$|:/.test(range[2] ?? ''))) {
    return parseRange(range[1], range[2] ?? '')
  }
  return parseName(text)
}

/** Like {@link parseAddress}, where only one address may stand. */
export function parseSingleAddress(input: string): SingleAddress | NameAddress | AddressFault {
  const spec = parseAddress(input)
  if (spec.kind === 'many') return { kind: 'fault', accepted: SINGLE_ACCEPTED, message: 'only one address here' }
  return spec.kind === 'fault' && spec.accepted === ADDRESS_ACCEPTED ? { ...spec, accepted: SINGLE_ACCEPTED } : spec
}
