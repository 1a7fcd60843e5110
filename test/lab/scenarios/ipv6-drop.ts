/** A firewall in the middle that drops IPv6. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

export const ipv6Drop: Scenario = {
  name: 'ipv6-drop',
  why: 'Silence in IPv6 is told like silence in IPv4.',
  network: threeRouters(6, { r2: { nft: nft('forward', 'tcp dport { 443, 9101, 9102 } drop') } }),
  plan: labPlan({ family: 6 }),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [443, 9101, 9102],
      truth: 'silent',
      blockedBy: { address: 'fd77:12::2', hop: 2, certainty: 'last-responder' },
    },
    ...HEALTHY,
  ],
}
