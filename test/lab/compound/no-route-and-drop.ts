/** The laptop has no route to one host, and a router drops ports to the others. */
import { nft, threeRouters } from '../topology.ts'
import { R1, compound } from './compound.ts'

export const noRouteAndDrop = compound(
  'no-route-and-drop',
  'Without a default route psm-2 cannot be sent to, and r1 drops 9101 and 9102.',
  threeRouters(4, {
    laptop: { routes: ['10.77.20.11/32 via 10.77.10.1', '10.77.20.13/32 via 10.77.10.1'] },
    r1: { nft: nft('forward', 'tcp dport { 9101, 9102 } drop') },
  }),
  [
    { cause: 'no-route', at: null, to: ['psm-2'] },
    { cause: 'silent-drop', at: { ...R1, certainty: 'last-responder' }, to: ['psm-1', 'psm-3'], ports: [9101, 9102] },
  ],
)
