/** Two routers drop different ports to all hosts. */
import { nft, threeRouters } from '../topology.ts'
import { NODES, R1, R2, compound } from './compound.ts'

export const twoRoutersAllHosts = compound(
  'two-routers-all-hosts',
  'r1 drops 443 and r2 drops 9101 to 9103, to every host: few traces are allowed, and no port may be laid on the wrong router.',
  threeRouters(4, {
    r1: { nft: nft('forward', 'tcp dport 443 drop') },
    r2: { nft: nft('forward', 'tcp dport { 9101, 9102, 9103 } drop') },
  }),
  [
    { cause: 'silent-drop', at: { ...R1, certainty: 'last-responder' }, to: NODES, ports: [443] },
    { cause: 'silent-drop', at: { ...R2, certainty: 'last-responder' }, to: NODES, ports: [9101, 9102, 9103] },
  ],
)
