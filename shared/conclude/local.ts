/** What the sending machine itself did to a flow: known from its own routing, before a packet was sent. */
import type { ConcludeWords } from '../words/conclude.ts'
import { type Conclusion, type Judged, likely, proven } from './conclusion.ts'

/** The machine's own routing gave the same error before any packet was sent. */
export function locallyRefused({ address, port }: Judged, errno: string, { errors }: ConcludeWords): Conclusion | null {
  switch (errno) {
    case 'ENETUNREACH':
      return proven('no-route', errors.noRoute(address))
    case 'EHOSTUNREACH':
      return proven('no-route', errors.calledUnreachable(address))
    case 'EACCES':
    case 'EPERM':
      return proven('blocked-locally', errors.prohibited(`${address}:${port}`, errno))
    case 'EINVAL':
      return proven('blocked-locally', errors.blackhole(address))
    default:
      return null
  }
}

/** The route is there, and the system refused all the same: policy for this port alone. */
export const blockedLocally = (where: string, errno: string, { errors, parts }: ConcludeWords): Conclusion =>
  likely('blocked-locally', errors.refusedToSend(where, parts.errno(errno)), errors.localPolicy())
