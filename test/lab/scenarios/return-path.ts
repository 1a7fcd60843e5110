/** One way only: the SYN arrives, the answer does not. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

export const returnPath: Scenario = {
  name: 'return-path',
  why: 'Answers that r2 drops on the way back leave the laptop with the same silence as a blocked way there.',
  network: threeRouters(4, {
    r2: {
      nft: nft(
        'forward',
        'tcp sport { 22, 443, 9101, 9102 } tcp flags & (syn | ack) == (syn | ack) drop',
        'tcp sport { 22, 443, 9101, 9102 } tcp flags & rst == rst drop',
      ),
    },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [22, 443, 9101, 9102],
      truth: 'silent',
      blockedBy: { address: '10.77.23.2', hop: 3, certainty: 'last-responder' },
    },
    ...HEALTHY,
  ],
}
