/** Default gateways from what each system tells of its routes. Pure. */
import { endianness } from 'node:os'
import { formatIp, parseIp } from '../../../shared/plan/ip-number.ts'

export interface Gateway {
  address: string
  interface: string
}

/** RTF_GATEWAY and RTF_REJECT, route.h. */
const RTF_UP = 0x1
const RTF_GATEWAY = 0x2
const RTF_REJECT = 0x200

const unique = (gateways: readonly Gateway[]): Gateway[] => [
  ...new Map(gateways.map((g) => [`${g.address} ${g.interface}`, g])).values(),
]

/** /proc/net/route: addresses as hexadecimal numbers in the byte order of the machine. */
export function parseProcRoute(text: string, order: 'LE' | 'BE' = endianness()): Gateway[] {
  const rows = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
  return unique(
    rows.flatMap(([name = '', destination = '', gateway = '', flags = '0', , , , mask = '']) => {
      const bits = Number.parseInt(flags, 16)
      if (destination !== '00000000' || mask !== '00000000') return []
      if ((bits & RTF_GATEWAY) === 0 || (bits & RTF_REJECT) !== 0 || (bits & RTF_UP) === 0) return []
      const bytes = Buffer.from(gateway, 'hex')
      if (bytes.length !== 4) return []
      if (order === 'LE') bytes.reverse()
      return [{ address: [...bytes].join('.'), interface: name }]
    }),
  )
}

/** /proc/net/ipv6_route: destination, its length, source, its length, next hop, metric, references, use, flags, interface. */
export function parseProcIpv6Route(text: string): Gateway[] {
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/))
  return unique(
    rows.flatMap(([destination = '', length, , , hop = '', , , , flags = '0', name = '']) => {
      const bits = Number.parseInt(flags, 16)
      if (!/^0{32}$/.test(destination) || length !== '00' || !/^[\da-f]{32}$/i.test(hop)) return []
      if ((bits & RTF_GATEWAY) === 0 || (bits & RTF_REJECT) !== 0 || (bits & RTF_UP) === 0) return []
      return [{ address: formatIp(6, BigInt(`0x${hop}`)), interface: name }]
    }),
  )
}

/** macOS `netstat -rn`: destination, gateway, flags, on old systems two counters, interface. */
export function parseNetstatRoutes(text: string): Gateway[] {
  return unique(
    text.split(/\r?\n/).flatMap((line) => {
      const [destination, gateway = '', flags = '', ...rest] = line.trim().split(/\s+/)
      const name = rest.find((column) => /[a-z]/i.test(column))
      // link#4 and fe80::%utun0 are the interface itself, without a machine behind it.
      const ip = parseIp(gateway)
      if (destination !== 'default' || !flags.includes('G') || !ip || name === undefined) return []
      return ip.value === 0xfe80n << 112n ? [] : [{ address: formatIp(ip.family, ip.value), interface: name }]
    }),
  )
}

export interface WindowsNames {
  /** Name of the interface that holds an address. */
  byAddress: ReadonlyMap<string, string>
  /** Name of the interface with a number. */
  byIndex: ReadonlyMap<number, string>
}

/** Windows `route print`: headings are translated, rows are numbers. "On-link" has no gateway. */
export function parseRoutePrint(text: string, names: WindowsNames): Gateway[] {
  return unique(
    text.split(/\r?\n/).flatMap((line) => {
      const columns = line.trim().split(/\s+/)
      const [first, second, third = '', fourth = ''] = columns
      // The persistent routes below the active ones have no column for the interface.
      if (first === '0.0.0.0' && second === '0.0.0.0' && columns.length === 5 && parseIp(third)) {
        return [{ address: third, interface: names.byAddress.get(fourth) ?? fourth }]
      }
      const gateway = third === '::/0' ? parseIp(fourth) : null
      if (!gateway || gateway.family !== 6) return []
      return [
        { address: formatIp(6, gateway.value), interface: names.byIndex.get(Number(first)) ?? `interface ${first}` },
      ]
    }),
  )
}
