/** Where each cause of flows acts: its flows are grouped by that. */
import type { FLOW_CAUSES } from './vocabulary.ts'

/**
 * - `sender`, `machine`: the machine that sends, and the one that should answer
 * - `service`: a program on that machine, which is much the same on all of them
 * - `path`: between the two, in one direction
 * - `network`: the network as such, however many machines and ports it hits
 */
export type ActsOn = 'sender' | 'path' | 'machine' | 'service' | 'network'

export const ACTS_ON: Record<(typeof FLOW_CAUSES)[number], ActsOn> = {
  'silent-drop': 'path',
  'forward-path-dropped': 'path',
  'return-path-dropped': 'path',
  'arrived-unanswered': 'path',
  'destination-firewall': 'machine',
  'rejected-by-device': 'path',
  'rejected-by-destination': 'machine',
  'reset-by-device': 'path',
  intercepted: 'path',
  nat: 'path',
  'host-silent': 'path',
  'host-silent-on-the-way': 'path',
  'host-silent-last-router': 'machine',
  unreachable: 'path',
  'wrong-vlan-or-subnet': 'machine',
  'missing-route': 'path',
  'route-loop': 'path',
  'no-route': 'sender',
  'gateway-silent': 'sender',
  'blocked-locally': 'sender',
  'not-listening': 'service',
  'wrong-service': 'service',
  'vm-not-ready': 'service',
  'vm-does-not-listen': 'service',
  'node-not-joined': 'service',
  unstable: 'path',
  'asymmetric-route': 'path',
  'lossy-path': 'path',
  'duplicate-address': 'machine',
  'path-mtu': 'path',
  shunned: 'network',
}
