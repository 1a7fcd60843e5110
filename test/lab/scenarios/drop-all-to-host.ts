/** A firewall that lets nothing through to one host, not even ICMP. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

export const dropAllToHost: Scenario = {
  name: 'drop-all-to-host',
  why: 'A host that is never heard of on any port is host-silent, not 7 times silent.',
  network: threeRouters(4, { r2: { nft: nft('forward', 'ip daddr 10.77.20.12 drop') } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    { to: ['psm-2'], truth: 'host-silent', blockedBy: { address: '10.77.12.2', hop: 2, certainty: 'last-responder' } },
    ...HEALTHY,
  ],
}
