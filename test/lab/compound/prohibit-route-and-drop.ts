/** The laptop forbids one host by its own routing, and a router drops a port to the others. */
import { LAPTOP_ROUTE, nft, threeRouters } from '../topology.ts'
import { R2, compound } from './compound.ts'

export const prohibitRouteAndDrop = compound(
  'prohibit-route-and-drop',
  'A prohibit route of the laptop keeps everything from psm-2, and r2 drops 443 to all.',
  threeRouters(4, {
    laptop: { routes: [LAPTOP_ROUTE, 'prohibit 10.77.20.12/32'] },
    r2: { nft: nft('forward', 'tcp dport 443 drop') },
  }),
  [
    { cause: 'blocked-locally', at: null, to: ['psm-2'] },
    { cause: 'silent-drop', at: { ...R2, certainty: 'last-responder' }, to: ['psm-1', 'psm-3'], ports: [443] },
  ],
)
