/** Addresses with ports as the kernel has them (struct sockaddr_in and sockaddr_in6), built and read. */
import ipaddr from 'ipaddr.js'
import { AF_INET, AF_INET6, SOCKADDR_IN6_SIZE, SOCKADDR_IN_SIZE } from './abi.ts'

export interface SocketAddress {
  /** Canonical and without a zone. */
  address: string
  port: number
  /** Index of the interface of a link-local IPv6 address; 0 for any other. */
  scope: number
}

/** The address without its zone, and the zone: `fe80::1%eth0` has the zone `eth0`. */
export function splitZone(address: string): { bare: string; zone: string | null } {
  const at = address.indexOf('%')
  return at < 0 ? { bare: address, zone: null } : { bare: address.slice(0, at), zone: address.slice(at + 1) }
}

export const familyOf = (address: string) => (address.includes(':') ? AF_INET6 : AF_INET)

/** Builds the structure. Throws for what is no address; `scope` is that of a link-local IPv6 address. */
export function packAddress(address: string, port: number, scope = 0): Buffer {
  const { bare } = splitZone(address)
  const bytes = ipaddr.parse(bare).toByteArray()
  if (familyOf(bare) === AF_INET) {
    const packed = Buffer.alloc(SOCKADDR_IN_SIZE)
    packed.writeUInt16LE(AF_INET, 0)
    packed.writeUInt16BE(port, 2)
    packed.set(bytes, 4)
    return packed
  }
  const packed = Buffer.alloc(SOCKADDR_IN6_SIZE)
  packed.writeUInt16LE(AF_INET6, 0)
  packed.writeUInt16BE(port, 2)
  packed.set(bytes, 8)
  packed.writeUInt32LE(scope, 24)
  return packed
}

/** Reads the structure; null where it is of no known family or cut short. */
export function readAddress(packed: Buffer): SocketAddress | null {
  if (packed.length < 2) return null
  const family = packed.readUInt16LE(0)
  if (family === AF_INET && packed.length >= 8) {
    return { address: formatAddress(packed.subarray(4, 8)), port: packed.readUInt16BE(2), scope: 0 }
  }
  if (family === AF_INET6 && packed.length >= SOCKADDR_IN6_SIZE) {
    const address = formatAddress(packed.subarray(8, 24))
    return { address, port: packed.readUInt16BE(2), scope: packed.readUInt32LE(24) }
  }
  return null
}

/** Four or sixteen bytes as an address in its canonical form (RFC 5952). */
export function formatAddress(bytes: Uint8Array): string {
  return ipaddr.fromByteArray([...bytes]).toString()
}

/** The canonical form of an address, without its zone: two spellings of one address compare equal. */
export function canonical(address: string): string {
  return ipaddr.parse(splitZone(address).bare).toString()
}

/** The four or sixteen bytes of an address. Throws for what is none. */
export function addressBytes(address: string): Uint8Array {
  return Uint8Array.from(ipaddr.parse(splitZone(address).bare).toByteArray())
}
