/** A formed cluster whose services show who they are, with one node's 443 served by something else. */
import type { ListenerSpec } from '../network-script.ts'
import { LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { threeRouters } from '../topology.ts'

const NODE: readonly ListenerSpec[] = [
  { ports: [22], behaviour: 'ssh' },
  { ports: [80], behaviour: 'redirect' },
  { ports: [443], behaviour: 'tls', commonName: 'pen-apigw' },
  { ports: [9101], behaviour: 'accept' },
]
const WRONG: readonly ListenerSpec[] = [
  { ports: [22, 443], behaviour: 'http2' },
  { ports: [80], behaviour: 'redirect' },
  { ports: [9101], behaviour: 'accept' },
]

export const cleanOperational: Scenario = {
  name: 'clean-operational',
  why: 'In an operational cluster identities are read; what is not the expected service is told apart.',
  network: threeRouters(4, {
    'psm-1': { listeners: NODE },
    'psm-2': { listeners: NODE },
    'psm-3': { listeners: WRONG },
  }),
  plan: labPlan({ stage: 'operational' }),
  groups: LAPTOP_GROUPS,
  expect: [
    { to: ['psm-3'], ports: [22, 443], truth: 'wrong-service' },
    { ports: [22, 80, 443, 9101], truth: 'open' },
    { ports: [9001, 8888, 9102, 9103], truth: 'closed' },
  ],
}
