/**
 * Flows that failed or warned → findings: one per cause, and per set of destinations that fail in the same way. Twenty-four
 * ports silent on three nodes from one source are one finding, not 72. What the network as such does is one finding, whatever it hit.
 */
import type { HostEvidence } from '../observation.ts'
import type { Finding, FlowResult } from '../result.ts'
import { type Cause, causeOf } from './causes.ts'
import { inTheWay } from './in-the-way.ts'
import { traceEnds } from './trace-end.ts'

interface Cluster {
  cause: Cause
  flows: FlowResult[]
}

const MOST_NAMED = 6

/**
 * Groups the flows by cause and destination, then joins destinations whose failures are the same. Ids are F1, F2 … worst first.
 * @param portShift by how much the ports were moved from those of the guide; the findings then name both
 * @param hosts what was seen of the destinations: where the traces end
 */
export function explain(flows: readonly FlowResult[], portShift = 0, hosts: readonly HostEvidence[] = []): Finding[] {
  const byDestination = new Map<string, Cluster>()
  const endOf = traceEnds(flows, hosts)
  for (const flow of flows) {
    const cause = causeOf(flow, endOf(flow))
    if (cause) addTo(byDestination, `${cause.id} ${flow.verdict} ${flow.destination}`, cause, [flow])
  }
  const joined = new Map<string, Cluster>()
  for (const { cause, flows: failed } of byDestination.values()) addTo(joined, signature(cause, failed), cause, failed)
  return [...joined.values()]
    .sort((a, b) => weight(b) - weight(a))
    .map((cluster, index) => findingOf(cluster, `F${index + 1}`, portShift))
}

function addTo(clusters: Map<string, Cluster>, key: string, cause: Cause, flows: FlowResult[]): void {
  const known = clusters.get(key)
  if (known) known.flows.push(...flows)
  else clusters.set(key, { cause, flows: [...flows] })
}

/** Two destinations fail in the same way when the same ports fail; who asked may differ, for a node never asks itself. */
function signature(cause: Cause, flows: readonly FlowResult[]): string {
  const ports = cause.ofNetwork ? '' : portsOf(flows).join(',')
  return `${cause.id} ${flows[0]?.verdict} ${ports}`
}

/** Failures before warnings, then what hits the most flows. */
const weight = ({ flows }: Cluster) => (flows[0]?.verdict === 'fail' ? 1e9 : 0) + flows.length

function portsOf(flows: readonly FlowResult[]): number[] {
  return [...new Set(flows.map((f) => f.port))].sort((a, b) => a - b)
}

function listed(items: readonly (string | number)[]): string {
  if (items.length <= MOST_NAMED) return items.join(', ')
  return `${items.slice(0, MOST_NAMED - 1).join(', ')} and ${items.length - MOST_NAMED + 1} more`
}

/** "Ports 19010, 19012 (in the guide: 9010, 9012)" */
function portWords(ports: readonly number[], shift: number): string {
  const word = ports.length === 1 ? 'Port' : 'Ports'
  const guide = shift === 0 ? '' : ` (in the guide: ${listed(ports.map((port) => port - shift))})`
  return `${word} ${listed(ports)}${guide}`
}

/** Where an explanation names ports of the guide, beside a finding that names the moved ones. */
function shiftWords({ explanation }: Cause, [port]: readonly number[], shift: number): string {
  if (shift === 0 || port === undefined || !/\d{2}/.test(explanation)) return ''
  return ` These are the ports of the guide; here each is moved up by ${shift}, so that ${port - shift} is ${port}.`
}

/** "10.77.10.1 (hop 1)" in place of `{heard}`. */
function withHeard(sentence: string, flows: readonly FlowResult[]): string {
  if (!sentence.includes('{heard}')) return sentence
  const heard = inTheWay(flows).map(({ address, hop }) => (hop === null ? address : `${address} (hop ${hop})`))
  return sentence.replaceAll('{heard}', listed(heard))
}

const titleOf = ({ title, provenTitle }: Cause, flows: readonly FlowResult[]) =>
  provenTitle !== undefined && flows.every((flow) => flow.proof === 'proven') ? provenTitle : title

function findingOf({ cause, flows }: Cluster, id: string, portShift: number): Finding {
  const ports = portsOf(flows)
  const destinations = [...new Set(flows.map((f) => f.destination))]
  const sources = [...new Set(flows.map((f) => f.source))]
  const first = flows[0]
  const many = flows.length === 1 ? '1 flow' : `${flows.length} flows`
  return {
    id,
    cause: cause.id,
    severity: first?.verdict === 'fail' ? 'fail' : 'warn',
    title: `${cause.ofNetwork ? many : portWords(ports, portShift)} ${cause.ofNetwork ? 'to' : 'on'} ${listed(destinations)}: ${titleOf(cause, flows)}`,
    flows: flows.map((f) => f.id),
    explanation: `${cause.explanation}${shiftWords(cause, ports, portShift)}`,
    evidence: `${many}, seen from ${listed(sources)}. ${flows.length > 1 ? 'For example: ' : ''}${first?.reason ?? ''}${first?.settle ? ` What would settle it: ${first.settle}` : ''}`,
    whoCanFix: withHeard(cause.whoCanFix, flows),
    steps: cause.steps.map((step) => withHeard(step, flows)),
    rules: {},
  }
}
