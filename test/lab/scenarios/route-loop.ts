/** Two routers send one host's packets to each other. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { threeRouters } from '../topology.ts'

export const routeLoop: Scenario = {
  name: 'route-loop',
  why: 'A routing loop ends in ICMP 11/0, which connect() reports like an unreachable host.',
  network: threeRouters(4, {
    r3: { routes: ['default via 10.77.23.1', '10.77.20.12/32 via 10.77.23.1'] },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [{ to: ['psm-2'], truth: 'unreachable' }, ...HEALTHY],
}
