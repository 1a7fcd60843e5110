/** An address behind r3 with nobody there. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { threeRouters } from '../topology.ts'

export const deadHost: Scenario = {
  name: 'dead-host',
  why: 'r3 asks by ARP for 3 s, then says "host unreachable": nobody is there, no firewall.',
  network: threeRouters(),
  plan: labPlan({ addresses: { 'psm-3': '10.77.20.99' } }),
  groups: LAPTOP_GROUPS,
  expect: [
    // Who does not wait out r3's three seconds has heard nothing.
    {
      to: ['psm-3'],
      truth: 'unreachable',
      connectMay: ['unreachable', 'host-silent'],
      blockedBy: { address: '10.77.23.2', certainty: 'reported' },
    },
    ...HEALTHY,
  ],
}
