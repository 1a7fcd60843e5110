/** Far ends that flood, never speak, reset after accept, or speak garbage. */
import { LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import { threeRouters } from '../topology.ts'

const TALK = ['open', 'wrong-service', 'unstable'] as const

const ENDS = ['open', 'unstable'] as const

export const hostileListeners: Scenario = {
  name: 'hostile-listeners',
  why: 'Whatever the far end does, memory and time stay bounded and the outcome is right.',
  network: threeRouters(4, {
    'psm-1': { listeners: [{ ports: [22, 80, 443, 9001, 9101], behaviour: 'flood' }] },
    'psm-2': {
      listeners: [
        { ports: [22, 80, 443, 9001], behaviour: 'never' },
        { ports: [9101], behaviour: 'garbage' },
      ],
    },
    'psm-3': {
      listeners: [
        { ports: [22, 80, 9001, 9101], behaviour: 'reset' },
        { ports: [443], behaviour: 'garbage' },
      ],
    },
  }),
  plan: labPlan(),
  groups: LAPTOP_GROUPS,
  expect: [
    { to: ['psm-1'], ports: [22, 80, 443], truth: 'wrong-service' },
    // Silence is no other service: the handshake is all there is.
    { to: ['psm-2'], ports: [22, 80, 443], truth: 'open', connectMay: TALK, userMay: TALK, rootMay: TALK },
    { to: ['psm-3'], ports: [22, 80], truth: 'unstable' },
    { to: ['psm-3'], ports: [443], truth: 'wrong-service' },
    // Ports without a known identity: a handshake is open; who looks a little longer sees the RST.
    {
      to: ['psm-3'],
      ports: [9001, 9101],
      truth: 'unstable',
      connectMay: ENDS,
      userMay: ENDS,
      rootMay: ENDS,
      nmap: 'open',
    },
    { ports: [9001, 9101], truth: 'open' },
    { ports: [9102, 9103], truth: 'closed' },
  ],
  maxSeconds: 20,
}
