/** The same over IPv6: one router drops, another one rejects. */
import { labPlan } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'
import { NODES, compound } from './compound.ts'

export const ipv6DropAndProhibited = compound(
  'ipv6-drop-and-prohibited',
  'Over IPv6 r2 drops 443, and r3 rejects 9101 as prohibited.',
  threeRouters(6, {
    r2: { nft: nft('forward', 'tcp dport 443 drop') },
    r3: { nft: nft('forward', 'tcp dport 9101 reject with icmpv6 type admin-prohibited') },
  }),
  [
    {
      cause: 'silent-drop',
      at: { address: 'fd77:12::2', hop: 2, certainty: 'last-responder' },
      to: NODES,
      ports: [443],
    },
    {
      cause: 'rejected-by-device',
      at: { address: 'fd77:23::2', hop: 3, certainty: 'reported' },
      to: NODES,
      ports: [9101],
    },
  ],
  { plan: labPlan({ family: 6 }) },
)
