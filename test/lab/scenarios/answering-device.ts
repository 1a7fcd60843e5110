/** A device that plays the whole destination: it resets every port, or redirects some and drops the rest. */
import { type Expectation, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

const RESET = 'ip daddr 10.77.20.0/24 meta l4proto tcp reject with tcp reset'
const FALSE_PASS =
  'No RST of the destination itself is there to compare with; connect() sees a closed port like any other.'
/** Nothing of the destination is ever heard: more than doubt cannot be had from one end. */
const DOUBT = ['reset', 'unstable'] as const

const ALL_RESET: Expectation = {
  truth: 'reset',
  connectMay: ['closed'],
  userMay: DOUBT,
  rootMay: DOUBT,
  falsePass: FALSE_PASS,
  nmap: 'closed',
}

export const resetAll: Scenario = {
  name: 'reset-all',
  why: 'A device that resets every port and drops echo leaves nothing to compare with: no pass all the same.',
  network: threeRouters(4, {
    r2: { nft: nft('forward', RESET, 'ip daddr 10.77.20.0/24 icmp type echo-request drop') },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [ALL_RESET],
}

export const resetAllWithEcho: Scenario = {
  name: 'reset-all-with-echo',
  why: 'The same device answers echo in the place of the destination: an echo is no proof of a closed port.',
  network: threeRouters(4, {
    r2: {
      nft: `table ip lab {
  chain pre {
    type nat hook prerouting priority dstnat; policy accept;
    iifname "left" ip daddr 10.77.20.0/24 icmp type echo-request dnat to 10.77.12.2
  }
  chain lab {
    type filter hook forward priority 0; policy accept;
    ${RESET}
  }
}`,
    },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [ALL_RESET],
}

export const redirectBehindDeny: Scenario = {
  name: 'redirect-behind-deny',
  why: 'A proxy for two ports, and everything else dropped: the only answers there are come from the proxy.',
  network: threeRouters(4, {
    r2: {
      listeners: [{ ports: [3128], behaviour: 'accept' }],
      nft: `table ip lab {
  chain pre {
    type nat hook prerouting priority dstnat; policy accept;
    iifname "left" tcp dport { 443, 9102 } redirect to :3128
  }
  chain lab {
    type filter hook forward priority 0; policy accept;
    ip daddr 10.77.20.0/24 meta l4proto tcp drop
  }
}`,
    },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [443, 9102],
      truth: 'intercepted',
      connectMay: ['open', 'wrong-service', 'unstable'],
      falsePass: 'The proxy completes the handshake; connect() cannot see how near it is.',
      nmap: 'open',
    },
    { truth: 'silent', nmap: 'filtered' },
  ],
}
