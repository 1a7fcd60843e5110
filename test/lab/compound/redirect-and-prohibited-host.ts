/** A router leads one port to itself, and another one forbids a whole host. */
import { threeRouters } from '../topology.ts'
import { R2, R3, compound } from './compound.ts'

const REDIRECT = `table ip lab {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    iifname "left" ip daddr != 10.77.20.13 tcp dport 9102 redirect to :3128
  }
}`

export const redirectAndProhibitedHost = compound(
  'redirect-and-prohibited-host',
  'r2 takes connections to 9102 of psm-1 and psm-2 itself, and r3 forbids all of psm-3 by a route.',
  threeRouters(4, {
    r2: { nft: REDIRECT, listeners: [{ ports: [3128], behaviour: 'accept' }] },
    r3: { routes: ['default via 10.77.23.1', 'prohibit 10.77.20.13/32'] },
  }),
  [
    { cause: 'intercepted', at: { ...R2, certainty: 'concluded' }, to: ['psm-1', 'psm-2'], ports: [9102] },
    { cause: 'rejected-by-device', at: { address: R3.address, certainty: 'reported' }, to: ['psm-3'] },
  ],
)
