/** A SYN proxy in front of everything: the negative control exposes it. */
import { LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { threeRouters } from '../topology.ts'

const SYN_PROXY = `table ip lab {
  chain prerouting {
    type filter hook prerouting priority raw; policy accept;
    iifname "left" tcp flags syn / fin,syn,rst,ack notrack
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname "left" ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm
  }
}`

const HEARD = ['open', 'intercepted'] as const

export const synProxyAll: Scenario = {
  name: 'syn-proxy-all',
  why: 'Where even a port that nothing serves is open, no open port of that host says anything.',
  network: threeRouters(4, { r2: { nft: SYN_PROXY, sysctls: { 'net.netfilter.nf_conntrack_tcp_loose': 0 } } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    // The banner of sshd comes through the proxy: who says open here has heard the destination itself.
    { ports: [22], truth: 'open', connectMay: HEARD, userMay: HEARD, rootMay: HEARD },
    { truth: 'intercepted' },
  ],
}
