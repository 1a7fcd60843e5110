/** Where NAT made a sender look like another machine of the plan, that machine's name stands beside the address. */
import { bareAddress } from '../../shared/bare-address.ts'
import { entry } from '../../shared/entry.ts'
import { rewrittenSource } from '../../shared/conclude/both-ends.ts'
import type { ProbedFlow } from './ask-flow.ts'

/** Says of each proof that came from the address of another sender of the run, whose. */
export function nameSentAs(probed: readonly ProbedFlow[]): void {
  const names = new Map<string, Set<string>>()
  for (const { flow, sourceAddress } of probed)
    entry(names, bareAddress(sourceAddress), () => new Set<string>()).add(flow.source.name)
  for (const item of probed) {
    const { standIn } = item.evidence
    const seen = rewrittenSource(item.evidence)
    const whose = seen === null ? undefined : names.get(bareAddress(seen))
    if (standIn && whose)
      item.evidence = { ...item.evidence, standIn: { ...standIn, sentAs: [...whose].join(' and ') } }
  }
}
