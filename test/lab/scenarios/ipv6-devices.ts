/** What stands in the path and answers, in IPv6: a device that resets, a SYN proxy, a transparent proxy. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

const WHO_ANSWERED = 'connect() cannot tell an answer of r2 in the name of the host from one of the host.'
const MODES: Scenario['modes'] = {
  only: ['user', 'root'],
  why: 'connect() and a capture say of IPv6 what they say of IPv4; hop limits are read in another way.',
}
const R2 = 'fd77:12::2'

export const ipv6ResetByDevice: Scenario = {
  name: 'ipv6-reset-by-device',
  why: 'A RST forged by a device is told from one of the host by its hop limit, too.',
  network: threeRouters(6, { r2: { nft: nft('forward', 'tcp dport { 443, 9101, 9102 } reject with tcp reset') } }),
  plan: labPlan({ family: 6 }),
  modes: MODES,
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [443, 9101, 9102],
      truth: 'reset',
      connectMay: ['reset', 'closed'],
      falsePass: WHO_ANSWERED,
      blockedBy: { address: R2, hop: 2, certainty: 'concluded' },
    },
    ...HEALTHY,
  ],
}

const SYN_PROXY = `table ip6 lab {
  chain prerouting {
    type filter hook prerouting priority raw; policy accept;
    iifname "left" tcp dport { 443, 9101, 9102, 9103 } tcp flags syn / fin,syn,rst,ack notrack
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    tcp dport { 443, 9101, 9102, 9103 } ct state invalid,untracked synproxy mss 1440 wscale 7 timestamp sack-perm
  }
}`

export const ipv6SynProxy: Scenario = {
  name: 'ipv6-syn-proxy',
  why: 'Behind a SYN proxy for IPv6 a listening, two closed and a dropped port all complete a handshake.',
  network: threeRouters(6, {
    r2: { nft: SYN_PROXY, sysctls: { 'net.netfilter.nf_conntrack_tcp_loose': 0 } },
    r3: { nft: nft('forward', 'tcp dport 9103 drop') },
  }),
  plan: labPlan({ family: 6 }),
  modes: MODES,
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [443, 9101, 9102, 9103],
      truth: 'intercepted',
      connectMay: ['intercepted', 'open', 'unstable', 'wrong-service'],
      falsePass: WHO_ANSWERED,
    },
    ...HEALTHY,
  ],
}

const REDIRECT = `table ip6 lab {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    iifname "left" tcp dport { 443, 9102 } redirect to :3128
  }
}`

export const ipv6TransparentRedirect: Scenario = {
  name: 'ipv6-transparent-redirect',
  why: 'Ports that r2 redirects to itself look open in IPv6 as well.',
  network: threeRouters(6, { r2: { nft: REDIRECT, listeners: [{ ports: [3128], behaviour: 'accept' }] } }),
  plan: labPlan({ family: 6 }),
  modes: MODES,
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [443],
      truth: 'intercepted',
      connectMay: ['intercepted', 'open', 'wrong-service', 'unstable'],
      falsePass: WHO_ANSWERED,
    },
    { ports: [9102], truth: 'intercepted', connectMay: ['intercepted', 'open'], falsePass: WHO_ANSWERED },
    ...HEALTHY,
  ],
}
