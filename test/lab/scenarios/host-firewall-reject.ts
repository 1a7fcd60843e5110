/** The destination's own firewall rejects: with the default of nftables, and with the one of firewalld. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

const FALSE_PASS = 'ICMP port unreachable is ECONNREFUSED to connect(), like a RST: the error queue would name it.'

export const hostFirewallReject: Scenario = {
  name: 'host-firewall-reject',
  why: 'A host with a firewall that rejects: port-unreachable looks closed, admin-prohibited does not.',
  network: threeRouters(4, {
    'psm-1': { nft: nft('input', 'tcp dport { 443, 9101 } reject') },
    'psm-2': { nft: nft('input', 'tcp dport { 443, 9101 } reject with icmp type admin-prohibited') },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      to: ['psm-1'],
      ports: [443, 9101],
      truth: 'rejected',
      connectMay: ['rejected', 'closed'],
      falsePass: FALSE_PASS,
      nmap: 'closed',
      blockedBy: { address: '10.77.20.11', certainty: 'reported' },
    },
    {
      to: ['psm-2'],
      ports: [443, 9101],
      truth: 'rejected',
      blockedBy: { address: '10.77.20.12', certainty: 'reported' },
    },
    ...HEALTHY,
  ],
}
