/** A firewall that answers in the destination's name. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

const FALSE_PASS =
  'A RST made by r2 looks like one of the host: only its hop distance, or a stand-in, tells them apart.'

export const resetByDevice: Scenario = {
  name: 'reset-by-device',
  why: 'A RST forged by a device in the path passes for a closed port before the install.',
  network: threeRouters(4, { r2: { nft: nft('forward', 'tcp dport { 443, 9101, 9102 } reject with tcp reset') } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [443, 9101, 9102],
      truth: 'reset',
      connectMay: ['reset', 'closed'],
      falsePass: FALSE_PASS,
      blockedBy: { address: '10.77.12.2', hop: 2, certainty: 'concluded' },
    },
    ...HEALTHY,
  ],
}
