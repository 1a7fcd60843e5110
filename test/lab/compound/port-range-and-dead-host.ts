/** A router drops a range of ports to all nodes, and one of the nodes is not there. */
import { labPlan } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'
import { R1, compound } from './compound.ts'

export const portRangeAndDeadHost = compound(
  'port-range-and-dead-host',
  'r1 drops 9101-9103 to all nodes, and nobody has the address of psm-3: its dropped ports belong to the dead host.',
  threeRouters(4, { r1: { nft: nft('forward', 'iifname "left" tcp dport 9101-9103 drop') } }),
  [
    {
      cause: 'silent-drop',
      at: { ...R1, certainty: 'last-responder' },
      to: ['psm-1', 'psm-2'],
      ports: [9101, 9102, 9103],
    },
    { cause: 'wrong-vlan-or-subnet', at: null, to: ['psm-3'] },
  ],
  { plan: labPlan({ addresses: { 'psm-3': '10.77.20.99' } }) },
)
