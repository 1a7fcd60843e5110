/** ICMPv6 administratively prohibited. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

export const ipv6AdminProhibited: Scenario = {
  name: 'ipv6-admin-prohibited',
  why: 'Linux turns ICMPv6 1/1 into EACCES, which in IPv4 only ever comes from the own machine.',
  network: threeRouters(6, {
    r2: { nft: nft('forward', 'tcp dport { 443, 9102 } reject with icmpv6 type admin-prohibited') },
  }),
  plan: labPlan({ family: 6 }),
  groups: LAPTOP_GROUPS,
  expect: [
    { ports: [443, 9102], truth: 'rejected', blockedBy: { address: 'fd77:12::2', certainty: 'reported' } },
    ...HEALTHY,
  ],
}
