/** A firewall in the middle that drops without a word. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

export const drop: Scenario = {
  name: 'drop',
  why: 'Ports that r2 drops are silent, while the same hosts answer on others.',
  network: threeRouters(4, { r2: { nft: nft('forward', 'tcp dport { 443, 9101, 9102 } drop') } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [443, 9101, 9102],
      truth: 'silent',
      blockedBy: { address: '10.77.12.2', hop: 2, certainty: 'last-responder' },
    },
    ...HEALTHY,
  ],
}
