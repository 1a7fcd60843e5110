/** An address on the laptop's own link with nobody there. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { threeRouters } from '../topology.ts'

export const deadNeighbour: Scenario = {
  name: 'dead-neighbour',
  why: 'No neighbour answers ARP: the own kernel says EHOSTUNREACH after 3 s.',
  network: threeRouters(),
  plan: labPlan({ addresses: { 'psm-3': '10.77.10.99' } }),
  groups: LAPTOP_GROUPS,
  expect: [{ to: ['psm-3'], truth: 'unreachable', connectMay: ['unreachable', 'host-silent'] }, ...HEALTHY],
}
