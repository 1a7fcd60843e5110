/** All findings of a result: those that explain flows, and those beside the flows. Worst first, and nothing is told by two of them. */
import type { HostEvidence } from '../observation.ts'
import type { Finding, FlowResult } from '../result.ts'
import { type BesideFlows, besidesOf } from './besides.ts'
import { sayBesides } from './causes/say-besides.ts'
import { explain } from './explain.ts'

/** @param beside absent: only the flows are looked at */
export function allFindings(
  flows: readonly FlowResult[],
  portShift: number | undefined,
  hosts: readonly HostEvidence[],
  beside?: BesideFlows,
): Finding[] {
  const ofFlows = explain(flows, portShift, hosts, beside?.machines)
  if (!beside) return ofFlows
  const others = besidesOf(beside, flows, addressesOf(ofFlows, flows))
  return [...ofFlows, ...others.map((found) => sayBesides(found, beside.endpoints))]
    .toSorted((a, b) => Number(b.severity === 'fail') - Number(a.severity === 'fail'))
    .map((finding, index) => ({ ...finding, id: `F${index + 1}` }))
}

/** By cause, the addresses that flows of it go to or come from; of a duplicate address only the one that is there twice. */
export function addressesOf(findings: readonly Finding[], flows: readonly FlowResult[]): Map<string, Set<string>> {
  const byId = new Map(flows.map((flow) => [flow.id, flow]))
  const addresses = new Map<string, Set<string>>()
  for (const { cause, flows: ids } of findings) {
    const known = addresses.get(cause) ?? new Set<string>()
    addresses.set(cause, known)
    for (const id of ids) {
      const flow = byId.get(id)
      if (!flow) continue
      known.add(flow.address)
      if (cause !== 'duplicate-address') known.add(flow.sourceAddress)
    }
  }
  return addresses
}
