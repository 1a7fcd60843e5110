/** Destinations in the sender's own network: no router between, so nothing has a hop distance. */
import { HEALTHY, LAPTOP_GROUPS, labPlan, type Expectation, type Scenario } from '../scenario.ts'
import { FRESH_VM } from '../topology.ts'
import type { NetworkSpec } from '../network-script.ts'

const NAMES = ['psm-1', 'psm-2', 'psm-3'] as const
const at = (index: number) => `10.77.10.${21 + index}`
const ADDRESSES = { ...Object.fromEntries(NAMES.map((name, i) => [name, at(i)])), 'dsc-1': at(3) }

/** The plan of that network. */
export const oneSwitchPlan = () => labPlan({ addresses: ADDRESSES })

/** The laptop and the hosts on one switch. @param ruleset for `nft -f` on the switch; its port to the laptop is `p0` */
export function oneSwitch(ruleset: string): NetworkSpec {
  const hosts = NAMES.map((name, i) => [name, { addresses: { eth0: [`${at(i)}/24`] }, listeners: FRESH_VM }])
  return {
    machines: {
      laptop: { addresses: { eth0: ['10.77.10.10/24'] }, ownThread: ['eth0'] },
      switch: {
        bridges: { br0: ['p0', 'p1', 'p2', 'p3'] },
        ...(ruleset === '' ? {} : { nft: ruleset }),
        ownThread: ['p0'],
      },
      ...Object.fromEntries(hosts),
    },
    links: [['laptop:eth0', 'switch:p0'], ...NAMES.map((name, i) => [`switch:p${i + 1}`, `${name}:eth0`] as const)],
  }
}

const bridge = (rules: string) =>
  `table bridge lab {\n  chain lab {\n    type filter hook prerouting priority 0; policy accept;\n    ${rules}\n  }\n}`

const scenario = (name: string, why: string, rules: string, expect: readonly Expectation[]): Scenario => ({
  name,
  why,
  network: oneSwitch(rules === '' ? '' : bridge(rules)),
  plan: oneSwitchPlan(),
  groups: LAPTOP_GROUPS,
  modes: {
    only: ['user', 'root'],
    why: 'Without evidence, and with a capture beside it, nothing is new without a router.',
  },
  expect,
})

export const sameNetwork = scenario('same-network', 'In one network everything is told without a router.', '', HEALTHY)

export const sameNetworkDrop = scenario(
  'same-network-drop',
  'A switch that drops: silent, and nobody on the way that could be named.',
  'tcp dport { 443, 9101 } drop',
  [{ ports: [443, 9101], truth: 'silent' }, ...HEALTHY],
)

/** psm-1 and another machine, both with its address, both fresh VMs. */
function twoWithOneAddress(): NetworkSpec {
  const { machines, links } = oneSwitch('')
  const psm1 = machines['psm-1']
  return {
    machines: {
      ...machines,
      switch: { ...machines['switch'], bridges: { br0: ['p0', 'p1', 'p2', 'p3', 'p4'] } },
      ...(psm1 ? { other: psm1 } : {}),
    },
    links: [...links, ['switch:p4', 'other:eth0']],
  }
}

export const duplicateAddress: Scenario = {
  ...scenario(
    'duplicate-address',
    'Two machines answer ARP for the address of psm-1: only a capture sees both.',
    '',
    HEALTHY,
  ),
  network: twoWithOneAddress(),
  modes: { only: ['capture'], why: 'The neighbour table holds one of the two, whichever came last.' },
  warns:
    /^Several network cards claim the address 10\.77\.10\.21: (?:[\da-f]{2}:){5}[\da-f]{2} and (?:[\da-f]{2}:){5}[\da-f]{2}\./,
}
