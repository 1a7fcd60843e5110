/** Two routers send the packets of one host to each other, and one of them resets a port of the others. */
import { nft, threeRouters } from '../topology.ts'
import { R2, R3, compound } from './compound.ts'

export const routeLoopAndReset = compound(
  'route-loop-and-reset',
  'r2 and r3 send what is for psm-2 to each other, which ends at r2, and r3 resets 443 of the others.',
  threeRouters(4, {
    r3: {
      routes: ['default via 10.77.23.1', '10.77.20.12/32 via 10.77.23.1'],
      nft: nft('forward', 'ip daddr { 10.77.20.11, 10.77.20.13 } tcp dport 443 reject with tcp reset'),
    },
  }),
  [
    { cause: 'route-loop', at: { address: R2.address, certainty: 'reported' }, to: ['psm-2'] },
    { cause: 'reset-by-device', at: { ...R3, certainty: 'concluded' }, to: ['psm-1', 'psm-3'], ports: [443] },
  ],
)
