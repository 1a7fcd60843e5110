/** A transparent proxy takes the connection for itself. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { threeRouters } from '../topology.ts'

const FALSE_PASS =
  'The proxy completes the handshake in the name of the host: only identity or a nonce shows who answered.'
const REDIRECT = `table ip lab {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    iifname "left" tcp dport { 443, 9102 } redirect to :3128
  }
}`

export const transparentRedirect: Scenario = {
  name: 'transparent-redirect',
  why: 'Ports that r2 redirects to itself look open although nothing listens on the hosts.',
  network: threeRouters(4, { r2: { nft: REDIRECT, listeners: [{ ports: [3128], behaviour: 'accept' }] } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [443],
      truth: 'intercepted',
      // The proxy never speaks TLS: whoever reads the identity may say so.
      connectMay: ['intercepted', 'open', 'wrong-service', 'unstable'],
      falsePass: FALSE_PASS,
    },
    { ports: [9102], truth: 'intercepted', connectMay: ['intercepted', 'open'], falsePass: FALSE_PASS },
    ...HEALTHY,
  ],
}
