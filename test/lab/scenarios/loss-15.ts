/** 15 % of all packets get lost at r2, each way, in front of a firewall with silent and rejected ports. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

export const loss15: Scenario = {
  name: 'loss-15',
  why: 'At 15 % loss each way no answering port may be called silent.',
  network: threeRouters(4, {
    r2: { nft: nft('forward', 'numgen random mod 100 < 15 drop') },
    r3: {
      nft: nft('forward', 'tcp dport { 443, 9102 } drop', 'tcp dport 9103 reject with icmp type admin-prohibited'),
    },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [{ ports: [443, 9102], truth: 'silent' }, { ports: [9103], truth: 'rejected' }, ...HEALTHY],
  lossy: true,
}
