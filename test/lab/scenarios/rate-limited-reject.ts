/** More rejected ports than a router's limit on ICMP errors. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

const REJECTED = [9201, 9202, 9203, 9204, 9205, 9206, 9207, 9208, 9209, 9210, 9211, 9212]

export const rateLimitedReject: Scenario = {
  name: 'rate-limited-reject',
  why: 'Linux sends 6 ICMP errors at once to one address and then one per second: the late ones are no silence.',
  network: threeRouters(4, {
    r2: { nft: nft('forward', 'tcp dport 9201-9212 reject with icmp type admin-prohibited') },
  }),
  plan: labPlan({ extraPorts: REJECTED, extraTo: 'psm-1' }),
  groups: LAPTOP_GROUPS,
  // nmap does not know of the limit: it calls both kinds filtered.
  expect: [
    { ports: REJECTED, truth: 'rejected', blockedBy: { address: '10.77.12.2', certainty: 'reported' } },
    ...HEALTHY,
  ],
}
