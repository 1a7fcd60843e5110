/**
 * Why something fails or warns: the closed vocabulary of causes, as data. The words are in `en.ts` and `de.ts`, which cause follows from
 * which evidence in `cause-of.ts` and `beyond-flows.ts`, and the commands that verify it in `verify/`.
 */
import type { CheckId } from './verify/checks.ts'

/** What flows can come to. Names are part of run.json: they are added to, and not changed. */
export const FLOW_CAUSES = [
  'silent-drop',
  'forward-path-dropped',
  'return-path-dropped',
  'arrived-unanswered',
  'destination-firewall',
  'rejected-by-device',
  'rejected-by-destination',
  'reset-by-device',
  'intercepted',
  'nat',
  'host-silent',
  'host-silent-on-the-way',
  'host-silent-last-router',
  'unreachable',
  'wrong-vlan-or-subnet',
  'missing-route',
  'route-loop',
  'no-route',
  'gateway-silent',
  'blocked-locally',
  'not-listening',
  'wrong-service',
  'vm-not-ready',
  'vm-does-not-listen',
  'node-not-joined',
  'unstable',
  'asymmetric-route',
  'lossy-path',
  'duplicate-address',
  'path-mtu',
  'shunned',
] as const

/** What is found beside the flows; `lossy-path`, `duplicate-address` and `path-mtu` are found there as well. */
export const OTHER_CAUSES = [
  'name-unresolved',
  'name-several-addresses',
  'clock',
  'ntp',
  'echo-blocked',
  'network-overlap',
  'vantage-limits',
] as const

export const CAUSE_IDS = [...FLOW_CAUSES, ...OTHER_CAUSES] as const
export type CauseId = (typeof CAUSE_IDS)[number]

interface CauseFacts {
  /** What to look at, in this order; each has its commands for each platform. */
  verify: readonly CheckId[]
}

export const CAUSES: Record<CauseId, CauseFacts> = {
  'silent-drop': { verify: ['connect', 'trace', 'filter', 'capture', 'host-firewall'] },
  'forward-path-dropped': { verify: ['connect', 'trace', 'filter', 'capture'] },
  'return-path-dropped': { verify: ['route-back', 'filter-back', 'capture', 'connect'] },
  'arrived-unanswered': { verify: ['host-firewall', 'listen', 'route-back', 'filter-back'] },
  'destination-firewall': { verify: ['host-firewall', 'listen', 'way-back-check', 'connect', 'neighbour'] },
  'rejected-by-device': { verify: ['connect', 'filter', 'trace'] },
  'rejected-by-destination': { verify: ['host-firewall', 'listen', 'connect', 'neighbour'] },
  'reset-by-device': { verify: ['connect', 'filter', 'capture'] },
  intercepted: { verify: ['who-answers', 'proxy', 'capture'] },
  nat: { verify: ['translation', 'connections', 'route-back'] },
  'host-silent': { verify: ['address', 'neighbour', 'vlan', 'trace'] },
  'host-silent-on-the-way': { verify: ['trace', 'route', 'filter', 'address'] },
  'host-silent-last-router': { verify: ['address', 'neighbour', 'vlan', 'host-firewall'] },
  unreachable: { verify: ['route', 'trace', 'neighbour', 'address'] },
  'wrong-vlan-or-subnet': { verify: ['neighbour', 'address', 'vlan'] },
  'missing-route': { verify: ['route', 'trace'] },
  'route-loop': { verify: ['trace', 'route'] },
  'no-route': { verify: ['route', 'address-here'] },
  'gateway-silent': { verify: ['address-here', 'own-gateway'] },
  'blocked-locally': { verify: ['local-policy', 'route', 'connect'] },
  'not-listening': { verify: ['listen', 'connect', 'neighbour'] },
  'wrong-service': { verify: ['who-answers', 'listen', 'neighbour'] },
  'vm-not-ready': { verify: ['listen', 'connect', 'neighbour'] },
  'vm-does-not-listen': { verify: ['listen', 'connect', 'neighbour'] },
  'node-not-joined': { verify: ['listen', 'connect', 'neighbour'] },
  unstable: { verify: ['connect', 'duplicate', 'proxy', 'loss'] },
  'asymmetric-route': { verify: ['trace', 'route', 'route-back', 'capture'] },
  'lossy-path': { verify: ['loss', 'trace'] },
  'duplicate-address': { verify: ['duplicate', 'vlan'] },
  'path-mtu': { verify: ['mtu'] },
  shunned: { verify: ['connect', 'blocked-source', 'filter'] },
  'name-unresolved': { verify: ['name'] },
  'name-several-addresses': { verify: ['name'] },
  clock: { verify: ['clock'] },
  ntp: { verify: ['clock', 'ntp-server'] },
  'echo-blocked': { verify: ['echo', 'filter'] },
  'network-overlap': { verify: ['own-network'] },
  'vantage-limits': { verify: ['log-in'] },
}
