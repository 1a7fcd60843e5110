/** One router says that it prohibits some ports, another one resets others in the name of the hosts. */
import { nft, threeRouters } from '../topology.ts'
import { NODES, R2, R3, compound } from './compound.ts'

export const prohibitedAndReset = compound(
  'prohibited-and-reset',
  'r2 rejects 443 and 9102 as prohibited, and r3 resets 9101 and 9103: two devices, two findings.',
  threeRouters(4, {
    r2: { nft: nft('forward', 'tcp dport { 443, 9102 } reject with icmp type admin-prohibited') },
    r3: { nft: nft('forward', 'tcp dport { 9101, 9103 } reject with tcp reset') },
  }),
  [
    { cause: 'rejected-by-device', at: { ...R2, certainty: 'reported' }, to: NODES, ports: [443, 9102] },
    { cause: 'reset-by-device', at: { ...R3, certainty: 'concluded' }, to: NODES, ports: [9101, 9103] },
  ],
)
