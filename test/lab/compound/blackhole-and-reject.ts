/** A router swallows everything to one host, and another one rejects a port of the others. */
import { nft, R2_ROUTES, threeRouters } from '../topology.ts'
import { R1, R3, compound } from './compound.ts'

export const blackholeAndReject = compound(
  'blackhole-and-reject',
  'r2 has a blackhole route to psm-3, so that r1 is the last that is heard, and r3 rejects 443 to the others.',
  threeRouters(4, {
    r2: { routes: [...R2_ROUTES, 'blackhole 10.77.20.13/32'] },
    r3: { nft: nft('forward', 'tcp dport 443 reject with icmp type admin-prohibited') },
  }),
  [
    { cause: 'host-silent-on-the-way', at: { ...R1, certainty: 'last-responder' }, to: ['psm-3'] },
    { cause: 'rejected-by-device', at: { ...R3, certainty: 'reported' }, to: ['psm-1', 'psm-2'], ports: [443] },
  ],
)
