/** Whether an address of the plan is one of this machine's, and so which machines of the plan can send from here. */
import { useMemo } from 'react'
import { parseIp } from '../../shared/plan/ip-number.ts'
import { parseAddress } from '../../shared/plan/parse-address.ts'
import { useApp } from '../store/store.ts'

/** `unknown`: a name, a fault, or this machine's addresses are not known. */
export type Ownership = 'own' | 'one-of-many' | 'foreign' | 'unknown'

export function ownershipOf(address: string, own: readonly string[]): Ownership {
  const spec = parseAddress(address)
  if (spec.kind === 'fault' || spec.kind === 'name' || own.length === 0) return 'unknown'
  // All of 127.0.0.0/8 is this machine (RFC 1122 section 3.2.1.3), and only one address of it is listed.
  if (spec.kind === 'single' && (spec.literal.startsWith('127.') || spec.literal === '::1')) return 'own'
  const holds = own.some((literal) => {
    const ip = parseIp(literal)
    return ip !== null && ip.family === spec.family && ip.value >= spec.block.first && ip.value <= spec.block.last
  })
  if (!holds) return 'foreign'
  return spec.kind === 'many' ? 'one-of-many' : 'own'
}

/** The vantage of a row that says none: this machine where it holds the address, for then it can send for it. */
export const vantageFor = (address: string, own: readonly string[]): 'local' | 'none' =>
  ownershipOf(address, own) === 'own' ? 'local' : 'none'

/** Of a plan, or of a draft, where it holds what SSH needs. */
export const isSsh = (vantage: unknown) => vantage === 'ssh' || typeof vantage === 'object'

/** Whether a run from here can send for an endpoint: itself, or over SSH. An address that nobody can judge yet, such as a name, gets the benefit. */
export const sendsFromHere = (
  { vantage, address }: { vantage: unknown; address: string },
  own: readonly string[],
): boolean => isSsh(vantage) || (vantage === 'local' && ownershipOf(address, own) !== 'foreign')

/** Loopback and link-local: every machine has them, and none is known by them. */
const isNoName = (address: string) => /^(127\.|169\.254\.|::1$|fe80:)/i.test(address)

/** Addresses of this machine; empty until they are known. `told`: those that it is known by. */
export function useOwnAddresses(): { own: readonly string[]; told: string } {
  const addresses = useApp(({ machine }) => machine?.addresses)
  return useMemo(() => {
    const own = (addresses ?? []).map(({ address }) => address)
    return { own, told: own.filter((one) => !isNoName(one)).join(', ') }
  }, [addresses])
}
