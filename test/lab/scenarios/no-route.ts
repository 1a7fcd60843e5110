/** The laptop has no default route. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { threeRouters } from '../topology.ts'

export const noRoute: Scenario = {
  name: 'no-route',
  why: 'Without a route nothing leaves the laptop: ENETUNREACH is this machine.',
  network: threeRouters(4, {
    laptop: { routes: ['10.77.20.11/32 via 10.77.10.1', '10.77.20.13/32 via 10.77.10.1'] },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [{ to: ['psm-2'], truth: 'no-route', nmap: 'cannot' }, ...HEALTHY],
}
