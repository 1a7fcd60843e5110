/** The laptop's own routing swallows one host. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { LAPTOP_ROUTE, threeRouters } from '../topology.ts'

export const blackholeRoute: Scenario = {
  name: 'blackhole-route',
  why: 'EINVAL from a blackhole route is this machine, not the network.',
  network: threeRouters(4, { laptop: { routes: [LAPTOP_ROUTE, 'blackhole 10.77.20.12/32'] } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [{ to: ['psm-2'], truth: 'blocked-locally' }, ...HEALTHY],
}
