/** A firewall that says so. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

export const adminProhibited: Scenario = {
  name: 'admin-prohibited',
  why: 'ICMP 3/13 from r2 is a rejection, not a dead host: the host answers on other ports.',
  network: threeRouters(4, {
    r2: { nft: nft('forward', 'tcp dport { 443, 9102 } reject with icmp type admin-prohibited') },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    { ports: [443, 9102], truth: 'rejected', blockedBy: { address: '10.77.12.2', certainty: 'reported' } },
    ...HEALTHY,
  ],
}
