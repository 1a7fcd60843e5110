/** Two routers drop, each to another host. */
import { nft, threeRouters } from '../topology.ts'
import { R1, R3, compound } from './compound.ts'

export const twoRoutersThatDrop = compound(
  'two-routers-that-drop',
  'r1 drops 443 and 9101 to psm-1, r3 drops the same ports to psm-2: the same silence, and two devices.',
  threeRouters(4, {
    r1: { nft: nft('forward', 'ip daddr 10.77.20.11 tcp dport { 443, 9101 } drop') },
    r3: { nft: nft('forward', 'ip daddr 10.77.20.12 tcp dport { 443, 9101 } drop') },
  }),
  [
    { cause: 'silent-drop', at: { ...R1, certainty: 'last-responder' }, to: ['psm-1'], ports: [443, 9101] },
    { cause: 'silent-drop', at: { ...R3, certainty: 'last-responder' }, to: ['psm-2'], ports: [443, 9101] },
  ],
)
