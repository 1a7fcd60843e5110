/** A router in the middle forbids one host by routing. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { R2_ROUTES, threeRouters } from '../topology.ts'

export const routerProhibitRoute: Scenario = {
  name: 'router-prohibit-route',
  why: 'ICMP 3/13 for every port of a host: connect() sees the same errno as for "host unreachable".',
  network: threeRouters(4, { r2: { routes: [...R2_ROUTES, 'prohibit 10.77.20.12/32'] } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      to: ['psm-2'],
      truth: 'rejected',
      connectMay: ['rejected', 'unreachable'],
      blockedBy: { address: '10.77.12.2', certainty: 'reported' },
    },
    ...HEALTHY,
  ],
}
