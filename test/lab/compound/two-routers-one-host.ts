/** Two routers drop different ports to the same host. */
import { nft, threeRouters } from '../topology.ts'
import { R1, R3, compound } from './compound.ts'

export const twoRoutersOneHost = compound(
  'two-routers-one-host',
  'r1 drops 80 and 443 to psm-1, r3 drops 9101 and 9102: the same silence at the source, and two devices.',
  threeRouters(4, {
    r1: { nft: nft('forward', 'ip daddr 10.77.20.11 tcp dport { 80, 443 } drop') },
    r3: { nft: nft('forward', 'ip daddr 10.77.20.11 tcp dport { 9101, 9102 } drop') },
  }),
  [
    { cause: 'silent-drop', at: { ...R1, certainty: 'last-responder' }, to: ['psm-1'], ports: [80, 443] },
    { cause: 'silent-drop', at: { ...R3, certainty: 'last-responder' }, to: ['psm-1'], ports: [9101, 9102] },
  ],
)
