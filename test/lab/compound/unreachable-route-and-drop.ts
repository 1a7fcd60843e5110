/** A router says that one host is unreachable, and another one drops a port of the others. */
import { nft, R2_ROUTES, threeRouters } from '../topology.ts'
import { R2, R3, compound } from './compound.ts'

export const unreachableRouteAndDrop = compound(
  'unreachable-route-and-drop',
  'r2 has an unreachable route to psm-2, and r3 drops 9101 to the others.',
  threeRouters(4, {
    r2: { routes: [...R2_ROUTES, 'unreachable 10.77.20.12/32'] },
    r3: { nft: nft('forward', 'tcp dport 9101 drop') },
  }),
  [
    { cause: 'unreachable', at: { address: R2.address, certainty: 'reported' }, to: ['psm-2'] },
    { cause: 'silent-drop', at: { ...R3, certainty: 'last-responder' }, to: ['psm-1', 'psm-3'], ports: [9101] },
  ],
)
