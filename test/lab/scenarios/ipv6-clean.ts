/** The clean network in IPv6. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { threeRouters } from '../topology.ts'

export const ipv6Clean: Scenario = {
  name: 'ipv6-clean',
  why: 'IPv6 literals are tested like IPv4 ones.',
  network: threeRouters(6),
  plan: labPlan({ family: 6 }),
  groups: LAPTOP_GROUPS,
  expect: HEALTHY,
}
