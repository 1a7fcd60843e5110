/** Nobody in the own network has one address, and a router drops ports of the others. */
import { labPlan } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'
import { R2, compound } from './compound.ts'

export const deadNeighbourAndDrop = compound(
  'dead-neighbour-and-drop',
  'psm-3 should be in the network of the laptop and is not, and r2 drops 9101 to the others.',
  threeRouters(4, { r2: { nft: nft('forward', 'tcp dport 9101 drop') } }),
  [
    { cause: 'wrong-vlan-or-subnet', at: null, to: ['psm-3'] },
    { cause: 'silent-drop', at: { ...R2, certainty: 'last-responder' }, to: ['psm-1', 'psm-2'], ports: [9101] },
  ],
  { plan: labPlan({ addresses: { 'psm-3': '10.77.10.99' } }) },
)
