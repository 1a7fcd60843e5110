/** A router does not know the network of one host, and another one drops a port to all. */
import { labPlan } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'
import { R1, R2, compound } from './compound.ts'

export const missingRouteAndDrop = compound(
  'missing-route-and-drop',
  'r2 has no route to the network of psm-3, and r1 drops 9101 to the others.',
  threeRouters(4, { r1: { nft: nft('forward', 'ip daddr 10.77.20.0/24 tcp dport 9101 drop') } }),
  [
    { cause: 'missing-route', at: { address: R2.address, certainty: 'reported' }, to: ['psm-3'] },
    { cause: 'silent-drop', at: { ...R1, certainty: 'last-responder' }, to: ['psm-1', 'psm-2'], ports: [9101] },
  ],
  { plan: labPlan({ addresses: { 'psm-3': '10.77.40.13' } }) },
)
