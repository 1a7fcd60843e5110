/** How many machines an entry stands for; 0: its address cannot be read. */
import { parseAddress } from '../../../shared/plan/parse-address.ts'

export function expandedCount(address: string): number {
  const spec = parseAddress(address)
  if (spec.kind === 'fault') return 0
  return spec.kind === 'many' ? spec.count : 1
}
