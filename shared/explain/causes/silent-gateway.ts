/**
 * Whether a flow was handed to a gateway that nobody answers for: then nothing left the network of the machine that sends, and of the
 * destination nothing is known.
 */
import type { Outcome } from '../../outcome.ts'
import { type IpNumber, bitsOf, parseIp } from '../../plan/ip-number.ts'
import type { FlowResult } from '../../result.ts'
import type { MachineSeen } from '../machines-seen.ts'

type Gateway = MachineSeen['silentGateways'][number]

const NOBODY_HEARD: ReadonlySet<Outcome> = new Set(['host-silent', 'unreachable', 'no-route', 'not-tested'])

/** @param flows all of the result: what was heard through a gateway shows that another one leads there too */
export function gatewayIsSilent(
  machines: readonly MachineSeen[],
  flows: readonly FlowResult[],
): (flow: FlowResult) => boolean {
  if (machines.every(({ silentGateways }) => silentGateways.length === 0)) return () => false
  const silentFor = (flow: FlowResult) =>
    machines.flatMap(({ from, silentGateways }) =>
      from.includes(flow.source) ? silentGateways.filter((gateway) => isBeyond(flow, gateway)) : [],
    )
  const heard = new Set(flows.flatMap((flow) => (NOBODY_HEARD.has(flow.outcome) ? [] : silentFor(flow))))
  return (flow) => silentFor(flow).some((gateway) => !heard.has(gateway))
}

/** It leaves by the interface of the gateway, for an address in none of the networks there. */
function isBeyond({ address, evidence: { route } }: FlowResult, gateway: Gateway): boolean {
  const to = parseIp(address)
  return (
    to !== null &&
    route?.interface === gateway.interface &&
    parseIp(gateway.address)?.family === to.family &&
    !gateway.networks.some((network) => isInNetwork(to, network))
  )
}

/** @param network address and prefix length of an interface */
function isInNetwork(ip: IpNumber, network: string): boolean {
  const [literal = '', bits = ''] = network.split('/')
  const own = parseIp(literal)
  if (own?.family !== ip.family || !/^\d+$/.test(bits)) return false
  const host = BigInt(Math.max(0, bitsOf(ip.family) - Number(bits)))
  return own.value >> host === ip.value >> host
}
