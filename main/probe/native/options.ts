/** Socket options and addresses of sockets of our own, in the words of this program. */
import type { Libc } from './libc.ts'
import { type SocketAddress, packAddress, readAddress, splitZone } from './sockaddr.ts'

const ADDRESS_ROOM = 128

/** Sets an option that is an int; 0, or the negative error number. */
export function setInt(libc: Libc, fd: number, level: number, option: number, value: number): number {
  const packed = Buffer.alloc(4)
  packed.writeInt32LE(value)
  return libc.setsockopt(fd, level, option, packed, packed.length)
}

/** Reads an option of up to `size` bytes; empty where it cannot be read. */
export function getOption(libc: Libc, fd: number, level: number, option: number, size: number): Buffer {
  const value = Buffer.alloc(size)
  const length = lengthOf(size)
  if (libc.getsockopt(fd, level, option, value, length) < 0) return value.subarray(0, 0)
  return value.subarray(0, Math.min(size, length.readUInt32LE()))
}

/** An option that is an int; 0 where it cannot be read. */
export function getInt(libc: Libc, fd: number, level: number, option: number): number {
  const value = getOption(libc, fd, level, option, 4)
  return value.length === 4 ? value.readInt32LE() : 0
}

/** The local end of a socket; null where it has none. */
export function localEnd(libc: Libc, fd: number): SocketAddress | null {
  const address = Buffer.alloc(ADDRESS_ROOM)
  const length = lengthOf(ADDRESS_ROOM)
  return libc.getsockname(fd, address, length) < 0 ? null : readAddress(address)
}

/** An address with port as the kernel wants it; a zone may be the name or the index of an interface. */
export function kernelAddress(libc: Libc, address: string, port: number): Buffer {
  const { zone } = splitZone(address)
  return packAddress(address, port, zone === null ? 0 : scopeOf(libc, zone))
}

/** Binds a socket to an address of this machine and leaves the port to the kernel. */
export function bindTo(libc: Libc, fd: number, address: string, port = 0): number {
  const packed = kernelAddress(libc, address, port)
  return libc.bind(fd, packed, packed.length)
}

function scopeOf(libc: Libc, zone: string): number {
  return /^\d+$/.test(zone) ? Number(zone) : libc.interfaceIndex(zone)
}

function lengthOf(size: number): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(size)
  return length
}
