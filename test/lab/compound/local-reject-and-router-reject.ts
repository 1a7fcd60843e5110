/** The laptop rejects what it sends itself, and a router rejects other ports. */
import { nft, threeRouters } from '../topology.ts'
import { NODES, R3, compound } from './compound.ts'

export const localRejectAndRouterReject = compound(
  'local-reject-and-router-reject',
  'The firewall of the laptop rejects 9103 and r3 rejects 443, both as prohibited: who says so tells them apart.',
  threeRouters(4, {
    laptop: { nft: nft('output', 'tcp dport 9103 reject with icmp type admin-prohibited') },
    r3: { nft: nft('forward', 'tcp dport 443 reject with icmp type admin-prohibited') },
  }),
  [
    { cause: 'blocked-locally', at: null, to: NODES, ports: [9103] },
    { cause: 'rejected-by-device', at: { ...R3, certainty: 'reported' }, to: NODES, ports: [443] },
  ],
)
