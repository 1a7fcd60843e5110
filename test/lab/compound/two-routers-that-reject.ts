/** Two routers reject in the same words. */
import { nft, threeRouters } from '../topology.ts'
import { R1, R3, compound } from './compound.ts'

export const twoRoutersThatReject = compound(
  'two-routers-that-reject',
  'r1 rejects 443 and r3 rejects 443 and 9101, to different hosts, both as prohibited: the cells look alike, and are two devices.',
  threeRouters(4, {
    r1: { nft: nft('forward', 'ip daddr 10.77.20.11 tcp dport 443 reject with icmp type admin-prohibited') },
    r3: {
      nft: nft('forward', 'ip daddr != 10.77.20.11 tcp dport { 443, 9101 } reject with icmp type admin-prohibited'),
    },
  }),
  [
    { cause: 'rejected-by-device', at: { ...R1, certainty: 'reported' }, to: ['psm-1'], ports: [443] },
    { cause: 'rejected-by-device', at: { ...R3, certainty: 'reported' }, to: ['psm-2', 'psm-3'], ports: [443, 9101] },
  ],
)
