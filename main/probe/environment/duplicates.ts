/** Two machines that claim one address. Pure: the claims come from ARP packets that were captured, and from the neighbour table. */
import type { Environment } from '../../../shared/environment.ts'

/** "ADDRESS is at MAC", said on one interface. */
export interface AddressClaim {
  address: string
  mac: string
  interface: string
}

/** As a capture on all interfaces tells it. */
export type CapturedClaim = Pick<AddressClaim, 'address' | 'mac'>

/** An address is claimed where this machine looks for it; null: where that is, is not known. */
export function claimsWithInterface(
  claims: readonly CapturedClaim[],
  interfaceOf: (address: string) => string | null,
): AddressClaim[] {
  return claims.map((claim) => ({ ...claim, interface: interfaceOf(claim.address) ?? '' }))
}

/** Link-local IPv6 addresses exist once per link: there only claims of one interface are compared, as for all others. */
export function duplicatesOf(claims: Iterable<AddressClaim>): Environment['duplicates'] {
  const byAddress = new Map<string, { address: string; macs: Set<string> }>()
  for (const { address, mac, interface: name } of claims) {
    const key = `${name} ${address}`
    const known = byAddress.get(key) ?? { address, macs: new Set<string>() }
    known.macs.add(mac.toLowerCase())
    byAddress.set(key, known)
  }
  return [...byAddress.values()]
    .filter(({ macs }) => macs.size > 1)
    .map(({ address, macs }) => ({ address, macs: [...macs].sort() }))
}
