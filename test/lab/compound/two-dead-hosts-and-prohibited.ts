/** Nobody has two of the addresses, and a router prohibits a port. */
import { labPlan } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'
import { R1, compound } from './compound.ts'

/** What r1 does not reject. */
const ALIVE = [22, 80, 443, 9001, 9101, 9102]

export const twoDeadHostsAndProhibited = compound(
  'two-dead-hosts-and-prohibited',
  'psm-2 and psm-3 are not there, one near and one far, which is a finding each; r1 rejects 9103 to all behind it, also to the dead host.',
  threeRouters(4, { r1: { nft: nft('forward', 'tcp dport 9103 reject with icmp type admin-prohibited') } }),
  [
    { cause: 'wrong-vlan-or-subnet', at: null, to: ['psm-2'] },
    { cause: 'wrong-vlan-or-subnet', at: null, to: ['psm-3'], ports: ALIVE },
    { cause: 'rejected-by-device', at: { ...R1, certainty: 'reported' }, to: ['psm-1', 'psm-3'], ports: [9103] },
  ],
  { plan: labPlan({ addresses: { 'psm-2': '10.77.10.98', 'psm-3': '10.77.20.99' } }) },
)
