/** Two rules of the laptop itself, and a router that resets. */
import { LAPTOP_ROUTE, nft, threeRouters } from '../topology.ts'
import { R2, compound } from './compound.ts'

export const twoLocalRulesAndReset = compound(
  'two-local-rules-and-reset',
  'The laptop forbids psm-3 by a route and 9103 by its firewall, which are two causes, and r2 resets 9101.',
  threeRouters(4, {
    laptop: {
      routes: [LAPTOP_ROUTE, 'prohibit 10.77.20.13/32'],
      nft: nft('output', 'tcp dport 9103 reject with icmp type admin-prohibited'),
    },
    r2: { nft: nft('forward', 'tcp dport 9101 reject with tcp reset') },
  }),
  [
    { cause: 'blocked-locally', at: null, to: ['psm-3'] },
    { cause: 'blocked-locally', at: null, to: ['psm-1', 'psm-2'], ports: [9103] },
    { cause: 'reset-by-device', at: { ...R2, certainty: 'concluded' }, to: ['psm-1', 'psm-2'], ports: [9101] },
  ],
)
