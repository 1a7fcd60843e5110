/** The firewall of a host rejects, and a router drops. */
import { nft, threeRouters } from '../topology.ts'
import { NODES, R2, compound } from './compound.ts'

export const hostRejectAndRouterDrop = compound(
  'host-reject-and-router-drop',
  'psm-2 itself rejects 443 and 9101, and r2 drops 9102 to all.',
  threeRouters(4, {
    r2: { nft: nft('forward', 'tcp dport 9102 drop') },
    'psm-2': { nft: nft('input', 'tcp dport { 443, 9101 } reject with icmp type admin-prohibited') },
  }),
  [
    { cause: 'rejected-by-destination', at: null, to: ['psm-2'], ports: [443, 9101] },
    { cause: 'silent-drop', at: { ...R2, certainty: 'last-responder' }, to: NODES, ports: [9102] },
  ],
)
