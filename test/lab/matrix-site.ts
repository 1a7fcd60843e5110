/**
 * A site of which every machine has a network of its own, so that all of its flows cross a router: for checks that start on every node.
 *
 *     laptop ─ r1 ───────── r2 ─────────── r3
 *              └ psm-1      ├ psm-2        ├ psm-3
 *                           └ dsc-1        └ dsc-2
 */
import type { Flow } from '../../shared/plan/plan.ts'
import type { BlockedBy, Outcome } from '../../shared/outcome.ts'
import type { MachineSpec, NetworkSpec } from './network-script.ts'

export const MATRIX = {
  laptop: '10.77.10.10',
  'psm-1': '10.77.21.11',
  'psm-2': '10.77.22.12',
  'psm-3': '10.77.24.13',
  'dsc-1': '10.77.31.21',
  'dsc-2': '10.77.32.22',
} as const

/** Machines that a check reaches by SSH. */
export const MATRIX_HOSTS = ['psm-1', 'psm-2', 'psm-3', 'dsc-1', 'dsc-2'] as const

const gatewayOf = (address: string) => address.replace(/\d+$/, '1')
const netOf = (address: string) => address.replace(/\d+$/, '0/24')

const BEHIND: Record<string, readonly (keyof typeof MATRIX)[]> = {
  r1: ['laptop', 'psm-1'],
  r2: ['psm-2', 'dsc-1'],
  r3: ['psm-3', 'dsc-2'],
}
const ROUTERS = ['r1', 'r2', 'r3'] as const
/** Between neighbours in the row: the address of each at its right and left end. */
const BETWEEN = { 'r1-r2': ['10.77.12.1', '10.77.12.2'], 'r2-r3': ['10.77.23.1', '10.77.23.2'] } as const

function router(name: (typeof ROUTERS)[number]): MachineSpec {
  const at = ROUTERS.indexOf(name)
  const own = BEHIND[name] ?? []
  const left = at === 1 ? BETWEEN['r1-r2'][1] : at === 2 ? BETWEEN['r2-r3'][1] : null
  const right = at === 0 ? BETWEEN['r1-r2'][0] : at === 1 ? BETWEEN['r2-r3'][0] : null
  const viaLeft = at === 1 ? BETWEEN['r1-r2'][0] : BETWEEN['r2-r3'][0]
  const viaRight = at === 0 ? BETWEEN['r1-r2'][1] : BETWEEN['r2-r3'][1]
  const routes = ROUTERS.flatMap((other, i) =>
    i === at ? [] : (BEHIND[other] ?? []).map((host) => `${netOf(MATRIX[host])} via ${i < at ? viaLeft : viaRight}`),
  )
  return {
    addresses: {
      ...Object.fromEntries(own.map((host) => [host, [`${gatewayOf(MATRIX[host])}/24`]])),
      ...(left ? { left: [`${left}/24`] } : {}),
      ...(right ? { right: [`${right}/24`] } : {}),
    },
    // A router that answers a far host from an address which that host has no route to would be silent in its traces.
    routes: [
      ...routes,
      ...(at === 0 ? ['10.77.23.0/24 via 10.77.12.2'] : []),
      ...(at === 2 ? ['10.77.12.0/24 via 10.77.23.1'] : []),
    ],
    sysctls: { 'net.ipv4.ip_forward': 1 },
    ownThread: own,
  }
}

const host = (name: keyof typeof MATRIX): MachineSpec => ({
  addresses: { eth0: [`${MATRIX[name]}/24`] },
  routes: [`default via ${gatewayOf(MATRIX[name])}`],
  ownThread: ['eth0'],
})

/** The network; what `changes` names of a machine replaces that part of it (sysctls are added). */
export function matrixSite(changes: Readonly<Record<string, MachineSpec>> = {}): NetworkSpec {
  const names = Object.keys(MATRIX) as (keyof typeof MATRIX)[]
  const base: [string, MachineSpec][] = [
    ...ROUTERS.map((name): [string, MachineSpec] => [name, router(name)]),
    ...names.map((name): [string, MachineSpec] => [name, host(name)]),
  ]
  const machines = base.map(([name, spec]) => {
    const change = changes[name]
    return [name, { ...spec, ...change, sysctls: { ...spec.sysctls, ...change?.sysctls } }]
  })
  return {
    machines: Object.fromEntries(machines),
    links: [
      ['r1:right', 'r2:left'],
      ['r2:right', 'r3:left'],
      ...ROUTERS.flatMap((name) => (BEHIND[name] ?? []).map((own) => [`${name}:${own}`, `${own}:eth0`] as const)),
    ],
  }
}

/** A fault that a router is given: which flows meet it, and what is true of them then. */
export interface SetFault {
  router: (typeof ROUTERS)[number]
  from: keyof typeof MATRIX
  to: keyof typeof MATRIX
  ports: readonly number[]
  /** `return`: the answers of the destination are dropped. `proxy-blocked`: a router answers in its place, and the SYN is dropped behind. */
  does: 'drop' | 'return' | 'reject' | 'reset' | 'proxy-blocked'
  /** Of `proxy-blocked`: the router that answers; `router` drops what it sends on. */
  proxyAt?: (typeof ROUTERS)[number]
}

export interface Truth {
  outcome: Outcome
  blockedBy?: BlockedBy['address']
  /** Words of the reason: which way is blocked. */
  says?: RegExp
}

const TRUTH: Record<SetFault['does'], Truth> = {
  drop: { outcome: 'silent', says: /on the way there|never arrived|did not arrive/ },
  return: { outcome: 'silent', says: /way back/ },
  reject: { outcome: 'rejected' },
  reset: { outcome: 'reset' },
  'proxy-blocked': { outcome: 'intercepted' },
}

/** What is true of a flow; null: nothing is in its way. */
export function truthOf(
  flow: Pick<Flow, 'port'> & { source: string; destination: string },
  faults: readonly SetFault[],
): Truth | null {
  const own = flow.source === 'mgmt' ? 'laptop' : flow.source
  const fault = faults.find(
    ({ from, to, ports }) => from === own && to === flow.destination && ports.includes(flow.port),
  )
  return fault ? TRUTH[fault.does] : null
}

function ruleOf(fault: SetFault): string {
  const { from, to, ports, does } = fault
  const [a, b, list] = [MATRIX[from], MATRIX[to], `{ ${ports.join(', ')} }`]
  const there = matchOf(fault)
  switch (does) {
    case 'drop':
    case 'proxy-blocked':
      return `${there} drop`
    case 'return':
      return `ip saddr ${b} ip daddr ${a} tcp sport ${list} drop`
    case 'reject':
      return `${there} reject with icmp type admin-prohibited`
    case 'reset':
      return `${there} reject with tcp reset`
  }
}

/** Rulesets of the routers: the faults, a SYN proxy for what is to be proxied, and a loss in per cent each way on r2. */
export function rulesets(faults: readonly SetFault[], lossPercent: number): Record<string, MachineSpec> {
  return Object.fromEntries(
    ROUTERS.map((name) => {
      const proxied = faults.filter(({ proxyAt }) => proxyAt === name).map(matchOf)
      const loss = name === 'r2' && lossPercent > 0 ? [`numgen random mod 100 < ${lossPercent} drop`] : []
      const rules = [
        ...loss,
        ...proxied.map((match) => `${match} ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm`),
        ...faults.filter(({ router }) => router === name).map(ruleOf),
      ]
      const raw = proxied.map((match) => `${match} tcp flags syn / fin,syn,rst,ack notrack`)
      const nft = [
        'table ip lab {',
        ...chain('forward', '0', rules),
        ...(raw.length > 0 ? chain('prerouting', 'raw', raw) : []),
        '}',
      ]
      const spec = { nft: nft.join('\n') }
      return [name, raw.length > 0 ? { ...spec, sysctls: { 'net.netfilter.nf_conntrack_tcp_loose': 0 } } : spec]
    }),
  )
}

const matchOf = ({ from, to, ports }: SetFault) =>
  `ip saddr ${MATRIX[from]} ip daddr ${MATRIX[to]} tcp dport { ${ports.join(', ')} }`

const chain = (hook: string, priority: string, rules: readonly string[]) => [
  `chain ${hook} {`,
  `type filter hook ${hook} priority ${priority}; policy accept;`,
  ...rules,
  '}',
]

/** The plan: a user and a management station on the laptop, three nodes and two cards behind SSH. */
export function matrixPlan(ssh: {
  user: string
  port: number
  hostKey: (host: string) => string
  identityFile: string
}) {
  const endpoint = (name: keyof typeof MATRIX, role: string) => ({
    name,
    role,
    address: MATRIX[name],
    vantage: { ssh: { user: ssh.user, port: ssh.port, identityFile: ssh.identityFile, hostKey: ssh.hostKey(name) } },
  })
  return {
    version: 1 as const,
    site: { name: 'matrix' },
    stage: 'preinstall' as const,
    endpoints: [
      { name: 'laptop', role: 'user-station', address: MATRIX.laptop, vantage: 'local' as const },
      { name: 'mgmt', role: 'management-station', address: MATRIX.laptop, vantage: 'local' as const },
      ...(['psm-1', 'psm-2', 'psm-3'] as const).map((name) => endpoint(name, 'psm-node')),
      ...(['dsc-1', 'dsc-2'] as const).map((name) => endpoint(name, 'dsc')),
    ],
    rules: [],
  }
}
