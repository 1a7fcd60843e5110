/** Fresh VMs and no firewall. */
import { HEALTHY, labPlan, type Scenario } from '../scenario.ts'
import { threeRouters } from '../topology.ts'

export const clean: Scenario = {
  name: 'clean',
  why: 'On a healthy path every flow of the laptop is right, and every flow without a vantage is not-tested.',
  network: threeRouters(),
  plan: labPlan(),
  groups: [],
  expect: [{ from: ['psm-1', 'psm-2', 'psm-3', 'dsc-1'], truth: 'not-tested' }, ...HEALTHY],
}
