/** The laptop's own firewall rejects what it sends, in the three ways that nftables has. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

const FALSE_PASS = 'The error that the own firewall makes is the same ECONNREFUSED that a RST of the host gives.'

export const localOutputReject: Scenario = {
  name: 'local-output-reject',
  why: 'Errors made by the own firewall look like answers of the network.',
  network: threeRouters(4, {
    laptop: {
      nft: nft(
        'output',
        'tcp dport 443 reject',
        'tcp dport 9102 reject with tcp reset',
        'tcp dport 9103 reject with icmp type admin-prohibited',
      ),
    },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [443, 9102],
      truth: 'blocked-locally',
      connectMay: ['blocked-locally', 'closed', 'rejected'],
      userMay: ['blocked-locally', 'reset'],
      rootMay: ['blocked-locally', 'reset'],
      falsePass: FALSE_PASS,
    },
    { ports: [9103], truth: 'blocked-locally', connectMay: ['blocked-locally', 'rejected'] },
    ...HEALTHY,
  ],
}
