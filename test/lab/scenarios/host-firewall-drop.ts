/** The destination's own firewall drops. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

export const hostFirewallDrop: Scenario = {
  name: 'host-firewall-drop',
  why: 'Silence made by the host itself is told like any silence.',
  network: threeRouters(4, { 'psm-1': { nft: nft('input', 'tcp dport { 443, 9101, 9102 } drop') } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      to: ['psm-1'],
      ports: [443, 9101, 9102],
      truth: 'silent',
      blockedBy: { address: '10.77.23.2', hop: 3, certainty: 'last-responder' },
    },
    ...HEALTHY,
  ],
}
