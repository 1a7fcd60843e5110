/** A SYN proxy in front of some ports. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

const FALSE_PASS =
  'The proxy answers every SYN itself before it asks the host: behind it, closed and dropped ports look open.'
const SYN_PROXY = `table ip lab {
  chain prerouting {
    type filter hook prerouting priority raw; policy accept;
    iifname "left" tcp dport { 443, 9101, 9102, 9103 } tcp flags syn / fin,syn,rst,ack notrack
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    tcp dport { 443, 9101, 9102, 9103 } ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm
  }
}`

export const synProxy: Scenario = {
  name: 'syn-proxy',
  why: 'Behind a SYN proxy a listening (9101), two closed (443, 9102) and a dropped port (9103) all complete a handshake.',
  network: threeRouters(4, {
    r2: { nft: SYN_PROXY, sysctls: { 'net.netfilter.nf_conntrack_tcp_loose': 0 } },
    r3: { nft: nft('forward', 'tcp dport 9103 drop') },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [443, 9101, 9102, 9103],
      truth: 'intercepted',
      connectMay: ['intercepted', 'open', 'unstable', 'wrong-service'],
      falsePass: FALSE_PASS,
    },
    ...HEALTHY,
  ],
}
