/** Packets are lost at one router, and another one drops a port. */
import { nft, threeRouters } from '../topology.ts'
import { NODES, R1, compound } from './compound.ts'

export const lossAndDrop = compound(
  'loss-and-drop',
  '5 % of all packets are lost at r2 each way, which makes no finding, and r1 drops 9101 and 9102.',
  threeRouters(4, {
    r1: { nft: nft('forward', 'tcp dport { 9101, 9102 } drop') },
    r2: { nft: nft('forward', 'numgen random mod 100 < 5 drop') },
  }),
  [{ cause: 'silent-drop', at: { ...R1, certainty: 'last-responder' }, to: NODES, ports: [9101, 9102] }],
)
