/** A router in the middle has an unreachable route to one host. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { R2_ROUTES, threeRouters } from '../topology.ts'

export const routerUnreachableRoute: Scenario = {
  name: 'router-unreachable-route',
  why: 'ICMP 3/1 from r2 for a host that is never heard of: unreachable, by a router with an opinion.',
  network: threeRouters(4, { r2: { routes: [...R2_ROUTES, 'unreachable 10.77.20.12/32'] } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    { to: ['psm-2'], truth: 'unreachable', blockedBy: { address: '10.77.12.2', certainty: 'reported' } },
    ...HEALTHY,
  ],
}
