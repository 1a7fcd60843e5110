/** The firewall of a host drops, and a router resets. */
import { nft, threeRouters } from '../topology.ts'
import { NODES, R2, R3, compound } from './compound.ts'

export const hostDropAndRouterReset = compound(
  'host-drop-and-router-reset',
  'psm-1 itself drops 9101, so that SYNs are last heard of at r3, and r2 resets 443 of all.',
  threeRouters(4, {
    r2: { nft: nft('forward', 'tcp dport 443 reject with tcp reset') },
    'psm-1': { nft: nft('input', 'tcp dport 9101 drop') },
  }),
  [
    { cause: 'silent-drop', at: { ...R3, certainty: 'last-responder' }, to: ['psm-1'], ports: [9101] },
    { cause: 'reset-by-device', at: { ...R2, certainty: 'concluded' }, to: NODES, ports: [443] },
  ],
)
