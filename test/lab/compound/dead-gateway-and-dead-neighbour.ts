/** Nobody answers for the gateway of the laptop, nor for an address in its own network. */
import { labPlan } from '../scenario.ts'
import { threeRouters } from '../topology.ts'
import { compound } from './compound.ts'

export const deadGatewayAndDeadNeighbour = compound(
  'dead-gateway-and-dead-neighbour',
  'The laptop has a gateway that is not there, and psm-3 should be in its network and is not.',
  threeRouters(4, { laptop: { routes: ['default via 10.77.10.254'] } }),
  [
    { cause: 'gateway-silent', at: null, to: ['psm-1', 'psm-2'] },
    { cause: 'wrong-vlan-or-subnet', at: null, to: ['psm-3'] },
  ],
  { plan: labPlan({ addresses: { 'psm-3': '10.77.10.99' } }) },
)
