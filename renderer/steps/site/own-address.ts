/** Whether an address of the plan is one of this machine's. Pure. */
import { parseIp } from '../../../shared/plan/ip-number.ts'
import { parseAddress } from '../../../shared/plan/parse-address.ts'

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
