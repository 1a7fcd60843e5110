/**
 * The standard network of the lab: laptop — r1 — r2 — r3 — a switch with psm-1, psm-2, psm-3 and dsc-1. Three routers in a
 * row, so that hops can be told apart. A scenario replaces what it needs of a machine. In every router `left` is the
 * laptop's side and `right` the other; r3's switch is the bridge `br0`, a host's only interface is `eth0`.
 */
import type { ListenerSpec, MachineSpec, NetworkSpec } from './network-script.ts'

export type Family = 4 | 6

/** The addresses of both variants; a prefix length is added where an interface gets one. */
const NET = {
  4: {
    laptop: '10.77.10.10',
    r1: ['10.77.10.1', '10.77.12.1'],
    r2: ['10.77.12.2', '10.77.23.1'],
    r3: ['10.77.23.2', '10.77.20.1'],
    hosts: { 'psm-1': '10.77.20.11', 'psm-2': '10.77.20.12', 'psm-3': '10.77.20.13', 'dsc-1': '10.77.20.21' },
    length: 24,
    laptopNet: '10.77.10.0/24',
    hostNet: '10.77.20.0/24',
    forwarding: 'net.ipv4.ip_forward',
    defaultRoute: 'default',
  },
  6: {
    laptop: 'fd77:10::10',
    r1: ['fd77:10::1', 'fd77:12::1'],
    r2: ['fd77:12::2', 'fd77:23::1'],
    r3: ['fd77:23::2', 'fd77:20::1'],
    hosts: { 'psm-1': 'fd77:20::11', 'psm-2': 'fd77:20::12', 'psm-3': 'fd77:20::13', 'dsc-1': 'fd77:20::21' },
    length: 64,
    laptopNet: 'fd77:10::/64',
    hostNet: 'fd77:20::/64',
    forwarding: 'net.ipv6.conf.all.forwarding',
    defaultRoute: '::/0',
  },
} as const

/** The endpoints' addresses as a plan names them. */
export function addressesOf(family: Family): Readonly<Record<string, string>> {
  return { laptop: NET[family].laptop, mgmt: NET[family].laptop, ...NET[family].hosts }
}

/** What listens on a fresh PSM VM, and 9101, an extra port that is open on every healthy node. */
export const FRESH_VM: readonly ListenerSpec[] = [
  { ports: [22], behaviour: 'ssh' },
  { ports: [9001, 9101], behaviour: 'accept' },
  { ports: [9002, 9019], behaviour: 'http2' },
]

function router(family: Family, left: string, right: string, routes: readonly string[]): MachineSpec {
  const { length, forwarding } = NET[family]
  return {
    addresses: { left: [`${left}/${length}`], right: [`${right}/${length}`] },
    routes,
    sysctls: { [forwarding]: 1 },
  }
}

function host(family: Family, address: string, listeners: readonly ListenerSpec[]): MachineSpec {
  const { length, defaultRoute, r3 } = NET[family]
  return { addresses: { eth0: [`${address}/${length}`] }, routes: [`${defaultRoute} via ${r3[1]}`], listeners }
}

function baseMachines(family: Family): Record<string, MachineSpec> {
  const { laptop, r1, r2, r3, hosts, length, laptopNet, hostNet, defaultRoute } = NET[family]
  const r3Base = router(family, r3[0], r3[1], [`${defaultRoute} via ${r2[1]}`])
  return {
    laptop: {
      addresses: { eth0: [`${laptop}/${length}`] },
      routes: [`${defaultRoute} via ${r1[0]}`],
      ownThread: ['eth0'],
    },
    r1: { ...router(family, r1[0], r1[1], [`${defaultRoute} via ${r2[0]}`]), ownThread: ['left'] },
    r2: router(family, r2[0], r2[1], [`${laptopNet} via ${r1[1]}`, `${hostNet} via ${r3[0]}`]),
    r3: {
      ...r3Base,
      addresses: { left: [`${r3[0]}/${length}`], br0: [`${r3[1]}/${length}`] },
      bridges: { br0: ['p1', 'p2', 'p3', 'p4'] },
    },
    'psm-1': host(family, hosts['psm-1'], FRESH_VM),
    'psm-2': host(family, hosts['psm-2'], FRESH_VM),
    'psm-3': host(family, hosts['psm-3'], FRESH_VM),
    'dsc-1': host(family, hosts['dsc-1'], []),
  }
}

const LINKS: NetworkSpec['links'] = [
  ['laptop:eth0', 'r1:left'],
  ['r1:right', 'r2:left'],
  ['r2:right', 'r3:left'],
  ['r3:p1', 'psm-1:eth0'],
  ['r3:p2', 'psm-2:eth0'],
  ['r3:p3', 'psm-3:eth0'],
  ['r3:p4', 'dsc-1:eth0'],
]

/** The standard network; what `changes` names of a machine replaces that part of it (sysctls are added). */
export function threeRouters(family: Family = 4, changes: Readonly<Record<string, MachineSpec>> = {}): NetworkSpec {
  const machines = baseMachines(family)
  for (const [name, change] of Object.entries(changes)) {
    const base = machines[name]
    if (!base) throw new Error(`the standard network has no machine ${name}`)
    machines[name] = { ...base, ...change, sysctls: { ...base.sysctls, ...change.sysctls } }
  }
  return { machines, links: LINKS }
}

/** The routes that the standard laptop has, for scenarios that add to them. */
export const LAPTOP_ROUTE = `default via ${NET[4].r1[0]}`

/** The standard routes of r2, for scenarios that add to them. */
export const R2_ROUTES = [`${NET[4].laptopNet} via ${NET[4].r1[1]}`, `${NET[4].hostNet} via ${NET[4].r3[0]}`]

/** A ruleset with one chain in the path that a packet takes through a machine. */
export function nft(hook: 'forward' | 'input' | 'output', ...rules: string[]): string {
  return `table inet lab {\n  chain lab {\n    type filter hook ${hook} priority 0; policy accept;\n${rules.map((rule) => `    ${rule}\n`).join('')}  }\n}`
}
