/** Three routers, each with its own way to keep a port from all hosts. */
import { nft, threeRouters } from '../topology.ts'
import { NODES, R1, R2, R3, compound } from './compound.ts'

export const threeWaysOfRefusing = compound(
  'three-ways-of-refusing',
  'r1 drops 443, r2 rejects 9102, r3 resets 9103.',
  threeRouters(4, {
    r1: { nft: nft('forward', 'tcp dport 443 drop') },
    r2: { nft: nft('forward', 'tcp dport 9102 reject with icmp type admin-prohibited') },
    r3: { nft: nft('forward', 'tcp dport 9103 reject with tcp reset') },
  }),
  [
    { cause: 'silent-drop', at: { ...R1, certainty: 'last-responder' }, to: NODES, ports: [443] },
    { cause: 'rejected-by-device', at: { ...R2, certainty: 'reported' }, to: NODES, ports: [9102] },
    { cause: 'reset-by-device', at: { ...R3, certainty: 'concluded' }, to: NODES, ports: [9103] },
  ],
)
