/** The neighbour table (ARP, ND) as each system prints it → one shape. Pure. */
import type { Neighbour } from '../../../shared/environment.ts'
import { formatIp, parseIp } from '../../../shared/plan/ip-number.ts'

/** "0:1a:2b:3:4:5" and "00-1A-2B-03-04-05" in the usual spelling; null for what is none, and for the empty one. */
export function macOf(text: string): string | null {
  const parts = text.toLowerCase().split(/[:-]/)
  if (parts.length < 6 || parts.some((part) => !/^[\da-f]{1,2}$/.test(part))) return null
  const mac = parts.map((part) => part.padStart(2, '0')).join(':')
  return /^[0:]*$/.test(mac) ? null : mac
}

const literal = (text: string): string | null => {
  const ip = parseIp(text)
  return ip ? formatIp(ip.family, ip.value) : null
}

const field = (entry: object, name: string): unknown => (entry as Record<string, unknown>)[name]
const string = (value: unknown): string => (typeof value === 'string' ? value : '')

/** `ip -j neigh`. Null where it is no JSON, as from an old or a small `ip`. */
export function parseIpNeigh(text: string): Neighbour[] | null {
  let entries: unknown
  try {
    entries = text.trim() === '' ? [] : JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(entries)) return null
  return entries.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return []
    const address = literal(string(field(entry, 'dst')))
    if (address === null) return []
    const states: unknown = field(entry, 'state')
    const state = Array.isArray(states) ? states.map(string).join(' ').toLowerCase() : ''
    return [{ address, interface: string(field(entry, 'dev')), mac: macOf(string(field(entry, 'lladdr'))), state }]
  })
}

const ATF_COM = 0x2
const ATF_PERM = 0x4

/** /proc/net/arp: IPv4 only; it does not tell a fresh entry from an old one. */
export function parseProcArp(text: string): Neighbour[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [ip = '', , flags = '0', mac = '', , name = ''] = line.trim().split(/\s+/)
      const address = literal(ip)
      if (address === null) return []
      const bits = Number.parseInt(flags, 16)
      const state = (bits & ATF_PERM) !== 0 ? 'permanent' : (bits & ATF_COM) !== 0 ? 'complete' : 'incomplete'
      return [{ address, interface: name, mac: macOf(mac), state }]
    })
}

/** macOS `arp -an`: "? (10.0.0.1) at 0:1a:2b:3:4:5 on en0 ifscope [ethernet]". */
export function parseArpMacos(text: string): Neighbour[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, ip = '', at = '', name = ''] = /\(([\d.]+)\) at (\S+) on (\S+)/.exec(line) ?? []
    const address = literal(ip)
    if (address === null) return []
    const mac = macOf(at)
    const state = mac === null ? 'incomplete' : line.includes(' permanent') ? 'permanent' : 'complete'
    return [{ address, interface: name, mac, state }]
  })
}

/** Windows `arp -a`: a head line per interface with its address, then rows. Dead entries are not listed there. */
export function parseArpWindows(text: string, nameOf: (address: string) => string | undefined): Neighbour[] {
  let name = ''
  return text.split(/\r?\n/).flatMap((line) => {
    const head = /^\S.*?((?:\d+\.){3}\d+) --- 0x[\da-f]+/i.exec(line)?.[1]
    if (head !== undefined) name = nameOf(head) ?? head
    const [, ip = '', at = ''] = /^\s+((?:\d+\.){3}\d+)\s+((?:[\da-f]{2}-){5}[\da-f]{2})\s/i.exec(`${line} `) ?? []
    const address = literal(ip)
    return address === null ? [] : [{ address, interface: name, mac: macOf(at), state: 'complete' }]
  })
}
