/** Groups of flows with one cause → findings, worst first, in words that name ports, both ends and the device, as far as it was seen. */
import type { HostEvidence } from '../observation.ts'
import type { Finding, FlowResult } from '../result.ts'
import { causesIn } from './causes/cause-of.ts'
import { type Group, groupFlows } from './group-flows.ts'
import type { MachineSeen } from './machines-seen.ts'
import { isOneOfSeveral, sayFinding } from './say-finding.ts'

/**
 * As few findings as explain the flows. Ids are F1, F2 … worst first.
 * @param portShift by how much the ports were moved from those of the guide; the findings then name both
 * @param hosts what was seen of the destinations: where the traces end
 * @param machines what the machines that sent know beside that: addresses that are there twice or not at all, narrow paths
 */
export function explain(
  flows: readonly FlowResult[],
  portShift = 0,
  hosts: readonly HostEvidence[] = [],
  machines: readonly MachineSeen[] = [],
): Finding[] {
  const groups = groupFlows(flows, causesIn(flows, hosts, machines), hosts).toSorted((a, b) => weight(b) - weight(a))
  return groups.map((group, index): Finding => {
    const { cause, flows: explained, at } = group
    return {
      id: `F${index + 1}`,
      cause,
      severity: explained[0].verdict === 'fail' ? 'fail' : 'warn',
      flows: explained.map((flow) => flow.id),
      ...(at === null ? {} : { at }),
      ...sayFinding(group, { portShift, hosts, isOneOfSeveral: isOneOfSeveral(group, groups) }),
      rules: {},
    }
  })
}

/** Failures before warnings, then what hits the most flows. */
const weight = ({ flows }: Group) => (flows[0].verdict === 'fail' ? 1e9 : 0) + flows.length
