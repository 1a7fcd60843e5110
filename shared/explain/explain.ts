/** Groups of flows with one cause → findings, worst first, in words that name ports, both ends and the device, as far as it was seen. */
import { assertNever } from '../assert-never.ts'
import type { HostEvidence } from '../observation.ts'
import type { Finding, FlowResult } from '../result.ts'
import { ACTS_ON } from './causes/acts.ts'
import { causesIn } from './causes/cause-of.ts'
import { EN } from './causes/en.ts'
import { listed, placeWords, sayCause } from './causes/say-cause.ts'
import { doubtsAbout } from './doubts.ts'
import { type Group, groupFlows } from './group-flows.ts'
import type { MachineSeen } from './machines-seen.ts'

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
  const several = (group: Group) => groups.some((other) => other !== group && other.cause === group.cause)
  return groups.map((group, index) => {
    const where = group.at && several(group) ? `; ${placeWords(group.at, EN)}` : ''
    const finding = findingOf(group, `F${index + 1}`, portShift, where)
    return { ...finding, evidence: [finding.evidence, ...doubtsAbout(group, hosts, EN)].join(' ') }
  })
}

/** Failures before warnings, then what hits the most flows. */
const weight = ({ flows }: Group) => (flows[0].verdict === 'fail' ? 1e9 : 0) + flows.length

function portsOf(flows: readonly FlowResult[]): number[] {
  return [...new Set(flows.map((f) => f.port))].sort((a, b) => a - b)
}

/** "Ports 19010, 19012 (in the guide: 9010, 9012)" */
function portWords(ports: readonly number[], shift: number): string {
  const word = ports.length === 1 ? 'Port' : 'Ports'
  const guide = shift === 0 ? '' : ` (in the guide: ${listed(ports.map((port) => port - shift))})`
  return `${word} ${listed(ports)}${guide}`
}

/** "Ports 9010, 9011 on psm-2, from psm-1": what acts on the way has a direction. */
function subjectOf({ cause, flows }: Group, portShift: number): string {
  const names = (end: 'source' | 'destination') => listed([...new Set(flows.map((flow) => flow[end]))])
  const on = `${portWords(portsOf(flows), portShift)} on ${names('destination')}`
  const acts = ACTS_ON[cause]
  switch (acts) {
    case 'network':
      return `${flows.length === 1 ? '1 flow' : `${flows.length} flows`} to ${names('destination')}`
    case 'path':
    case 'sender':
      return `${on}, from ${names('source')}`
    case 'machine':
    case 'service':
      return on
    default:
      return assertNever(acts)
  }
}

/** @param where what tells it from another finding of the same cause; empty: there is none */
function findingOf(group: Group, id: string, portShift: number, where: string): Finding {
  const { cause, flows, at } = group
  const { title, ...said } = sayCause(cause, flows, portShift)
  return {
    id,
    cause,
    severity: flows[0].verdict === 'fail' ? 'fail' : 'warn',
    title: `${subjectOf(group, portShift)}: ${title}${where}`,
    flows: flows.map((f) => f.id),
    ...(at === null ? {} : { at }),
    ...said,
    rules: {},
  }
}
