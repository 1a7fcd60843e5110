/** What the sending machine itself did to a flow: known from its own routing, before a packet was sent. */
import { type Conclusion, type Judged, likely, proven } from './conclusion.ts'
import { errnoWords } from './words.ts'

/** The machine's own routing gave the same error before any packet was sent. */
export function locallyRefused(flow: Judged, errno: string): Conclusion | null {
  const where = `${flow.address}:${flow.port}`
  switch (errno) {
    case 'ENETUNREACH':
      return proven('no-route', `This machine has no route to ${flow.address}: nothing was sent.`)
    case 'EHOSTUNREACH':
      return proven(
        'no-route',
        `The routing table of this machine calls ${flow.address} unreachable: nothing was sent.`,
      )
    case 'EACCES':
    case 'EPERM':
      return proven(
        'blocked-locally',
        `This machine's own routing or policy prohibits ${where} (${errno}): nothing was sent.`,
      )
    case 'EINVAL':
      return proven('blocked-locally', `A blackhole route on this machine swallows ${flow.address}: nothing was sent.`)
    default:
      return null
  }
}

/** The route is there, and the system refused all the same: policy for this port alone. */
export function blockedLocally(where: string, errno: string): Conclusion {
  return likely(
    'blocked-locally',
    `This machine refused to send to ${where}: ${errnoWords(errno)}.`,
    'Look at the local firewall, security software and policy routes of this machine.',
  )
}
