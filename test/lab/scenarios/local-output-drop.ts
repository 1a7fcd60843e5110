/** The laptop's own firewall drops what it sends. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { nft, threeRouters } from '../topology.ts'

const MAY = ['blocked-locally', 'silent'] as const

export const localOutputDrop: Scenario = {
  name: 'local-output-drop',
  why: 'A local firewall that drops gives connect() a silence like any other.',
  network: threeRouters(4, { laptop: { nft: nft('output', 'tcp dport { 443, 9101 } drop') } }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    {
      ports: [443, 9101],
      truth: 'blocked-locally',
      connectMay: MAY,
      userMay: MAY,
      rootMay: MAY,
      captureMay: ['blocked-locally'],
      nmap: 'filtered',
    },
    ...HEALTHY,
  ],
}
