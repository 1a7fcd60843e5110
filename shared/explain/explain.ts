/**
 * Flows that failed or warned → findings: one per cause, and per set of destinations that fail in the same way. Twenty-four
 * ports silent on three nodes from one source are one finding, not 72. What the network as such does is one finding, whatever it hit.
 */
import type { HostEvidence } from '../observation.ts'
import type { Finding, FlowResult } from '../result.ts'
import { type FlowCause, type MachineFacts, causesIn } from './causes/cause-of.ts'
import { listed, sayCause } from './causes/say-cause.ts'
import { CAUSES } from './causes/vocabulary.ts'

interface Cluster {
  cause: FlowCause
  /** Never empty. */
  flows: [FlowResult, ...FlowResult[]]
}

/**
 * Groups the flows by cause and destination, then joins destinations whose failures are the same. Ids are F1, F2 … worst first.
 * @param portShift by how much the ports were moved from those of the guide; the findings then name both
 * @param hosts what was seen of the destinations: where the traces end
 * @param machine what the machine that sent knows beside that: addresses that are there twice, narrow paths
 */
export function explain(
  flows: readonly FlowResult[],
  portShift = 0,
  hosts: readonly HostEvidence[] = [],
  machine?: MachineFacts,
): Finding[] {
  const byDestination = new Map<string, Cluster>()
  const causeOf = causesIn(flows, hosts, machine)
  for (const flow of flows) {
    const cause = causeOf(flow)
    if (cause) addTo(byDestination, `${cause} ${flow.verdict} ${flow.destination}`, cause, [flow])
  }
  const joined = new Map<string, Cluster>()
  for (const { cause, flows: failed } of byDestination.values()) addTo(joined, signature(cause, failed), cause, failed)
  return [...joined.values()]
    .sort((a, b) => weight(b) - weight(a))
    .map((cluster, index) => findingOf(cluster, `F${index + 1}`, portShift))
}

function addTo(
  clusters: Map<string, Cluster>,
  key: string,
  cause: FlowCause,
  flows: [FlowResult, ...FlowResult[]],
): void {
  const known = clusters.get(key)
  if (known) known.flows.push(...flows)
  else clusters.set(key, { cause, flows: [...flows] })
}

/** Two destinations fail in the same way when the same ports fail; who asked may differ, for a node never asks itself. */
function signature(cause: FlowCause, flows: readonly FlowResult[]): string {
  const ports = CAUSES[cause].ofNetwork ? '' : portsOf(flows).join(',')
  return `${cause} ${flows[0]?.verdict} ${ports}`
}

/** Failures before warnings, then what hits the most flows. */
const weight = ({ flows }: Cluster) => (flows[0]?.verdict === 'fail' ? 1e9 : 0) + flows.length

function portsOf(flows: readonly FlowResult[]): number[] {
  return [...new Set(flows.map((f) => f.port))].sort((a, b) => a - b)
}

/** "Ports 19010, 19012 (in the guide: 9010, 9012)" */
function portWords(ports: readonly number[], shift: number): string {
  const word = ports.length === 1 ? 'Port' : 'Ports'
  const guide = shift === 0 ? '' : ` (in the guide: ${listed(ports.map((port) => port - shift))})`
  return `${word} ${listed(ports)}${guide}`
}

function findingOf({ cause, flows }: Cluster, id: string, portShift: number): Finding {
  const ports = portsOf(flows)
  const destinations = listed([...new Set(flows.map((f) => f.destination))])
  const { title, ...said } = sayCause(cause, flows, portShift)
  const many = flows.length === 1 ? '1 flow' : `${flows.length} flows`
  const subject = CAUSES[cause].ofNetwork ? `${many} to` : `${portWords(ports, portShift)} on`
  return {
    id,
    cause,
    severity: flows[0].verdict === 'fail' ? 'fail' : 'warn',
    title: `${subject} ${destinations}: ${title}`,
    flows: flows.map((f) => f.id),
    ...said,
    rules: {},
  }
}
