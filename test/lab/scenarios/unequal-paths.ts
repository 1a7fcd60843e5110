/** Two ways of unequal length, back or there: some packets cross a router more than others, and no device is to blame. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Scenario } from '../scenario.ts'
import type { NetworkSpec } from '../network-script.ts'
import { R2_ROUTES, nft, threeRouters } from '../topology.ts'

/**
 * r3 sends answers back over r2, or over a fourth router before r2, by a hash of addresses and ports: what is asked from another source
 * port may come back over the other way.
 */
function network(): NetworkSpec {
  const { machines, links } = threeRouters(4, {
    r2: {
      addresses: { left: ['10.77.12.2/24'], right: ['10.77.23.1/24'], side: ['10.77.42.2/24'] },
      routes: R2_ROUTES,
    },
    r3: {
      addresses: { left: ['10.77.23.2/24'], br0: ['10.77.20.1/24'], side: ['10.77.34.2/24'] },
      routes: ['default nexthop via 10.77.23.1 dev left nexthop via 10.77.34.1 dev side'],
      sysctls: { 'net.ipv4.fib_multipath_hash_policy': 1 },
    },
  })
  const r4 = {
    addresses: { right: ['10.77.34.1/24'], left: ['10.77.42.1/24'] },
    routes: ['10.77.10.0/24 via 10.77.42.2'],
    sysctls: { 'net.ipv4.ip_forward': 1 },
  }
  return { machines: { ...machines, r4 }, links: [...links, ['r3:side', 'r4:right'], ['r4:left', 'r2:side']] }
}

/** Without rights each distance takes many SYNs; where the time for them ends too early, that is all that may be said. */
export const unequalPaths: Scenario = {
  name: 'unequal-paths',
  why: 'Answers over two ways of unequal length are no sign of a device: nothing is called reset or intercepted.',
  network: network(),
  plan: labPlan(),
  modes: {
    only: ['user', 'root'],
    why: 'Without evidence no distance is looked at; a capture sees those of the raw socket.',
  },
  groups: LAPTOP_GROUPS,
  expect: HEALTHY.map((healthy) => ({ ...healthy, userMay: [healthy.truth, 'unstable'] })),
}

/** r1 sends what goes to the hosts over r2, or over a fourth router before r2; psm-1 itself drops one port. */
function networkThere(): NetworkSpec {
  const { machines, links } = threeRouters(4, {
    r1: {
      addresses: { left: ['10.77.10.1/24'], right: ['10.77.12.1/24'], side: ['10.77.14.1/24'] },
      routes: ['default nexthop via 10.77.12.2 dev right nexthop via 10.77.14.4 dev side'],
      sysctls: { 'net.ipv4.fib_multipath_hash_policy': 1 },
    },
    r2: {
      addresses: { left: ['10.77.12.2/24'], right: ['10.77.23.1/24'], side: ['10.77.42.2/24'] },
      routes: R2_ROUTES,
    },
    'psm-1': {
      addresses: { eth0: ['10.77.20.11/24'] },
      nft: nft('input', 'tcp dport 9102 drop'),
    },
  })
  const r4 = {
    addresses: { left: ['10.77.14.4/24'], right: ['10.77.42.1/24'] },
    routes: ['10.77.10.0/24 via 10.77.14.1', '10.77.20.0/24 via 10.77.42.2'],
    sysctls: { 'net.ipv4.ip_forward': 1 },
  }
  return { machines: { ...machines, r4 }, links: [...links, ['r1:side', 'r4:left'], ['r4:right', 'r2:side']] }
}

/** The trace of the port that is dropped hears a router where, over the shorter way, open ports are answered already. */
export const unequalWaysThere: Scenario = {
  name: 'unequal-ways-there',
  why: 'SYNs over two ways of unequal length prove no device, although a router is heard behind an answer.',
  network: networkThere(),
  plan: labPlan(),
  modes: { only: ['user', 'root'], why: 'Without evidence nothing is traced; a capture adds nothing to a trace.' },
  groups: LAPTOP_GROUPS,
  expect: [{ to: ['psm-1'], ports: [9102], truth: 'silent' }, ...HEALTHY],
}
