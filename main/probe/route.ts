/**
 * Asks this machine's own routing how it would reach an address, without sending a packet: a UDP connect() only
 * looks the route up (connect(2), Linux). Tells the source address and interface, or the error that a SYN would meet.
 * (measured: no route ENETUNREACH, unreachable route EHOSTUNREACH, prohibit route EACCES, blackhole route EINVAL)
 */
import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import type { RouteObservation } from '../../shared/observation.ts'

const ANY_PORT = 9

/** Addresses of this machine, as they are now. IPv6 link-local ones without their zone. */
export function localAddresses(): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { address } of addresses ?? []) found.set(address.split('%')[0] ?? address, name)
  }
  return found
}

/** True for an address that this machine can send from. All of 127.0.0.0/8 is on loopback (RFC 1122 §3.2.1.3), except on macOS. */
export function isThisMachine(address: string, known: ReadonlyMap<string, string>): boolean {
  const bare = address.split('%')[0] ?? address
  return known.has(bare) || (bare.startsWith('127.') && process.platform !== 'darwin')
}

/** Looks the route to `address` up, from `from` where one is given. Never rejects. */
export function lookUpRoute(
  address: string,
  known: ReadonlyMap<string, string>,
  from?: string,
): Promise<RouteObservation> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4' })
    const finish = (sourceAddress: string | null, errno: string | null) => {
      socket.close()
      const name =
        sourceAddress === null ? null : (known.get(sourceAddress.split('%')[0] ?? '') ?? loopbackName(sourceAddress))
      resolve({ observer: 'route', sourceAddress, interface: name, errno })
    }
    socket.once('error', (error: NodeJS.ErrnoException) => finish(null, error.code ?? 'UNKNOWN'))
    const look = () => {
      socket.connect(ANY_PORT, address, ((error?: NodeJS.ErrnoException) => {
        if (error) finish(null, error.code ?? 'UNKNOWN')
        else finish(socket.address().address, null)
      }) as () => void)
    }
    if (from === undefined) look()
    else socket.bind({ address: from, port: 0 }, look)
  })
}

function loopbackName(address: string): string | null {
  return address.startsWith('127.') ? 'lo' : null
}
