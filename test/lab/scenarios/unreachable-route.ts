/** The laptop's own routing says that one host cannot be reached. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { LAPTOP_ROUTE, threeRouters } from '../topology.ts'

export const unreachableRoute: Scenario = {
  name: 'unreachable-route',
  why: 'A local unreachable route answers EHOSTUNREACH at once: the packet never enters the network.',
  network: threeRouters(4, { laptop: { routes: [LAPTOP_ROUTE, 'unreachable 10.77.20.12/32'] } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [{ to: ['psm-2'], truth: 'no-route', nmap: 'cannot' }, ...HEALTHY],
}
