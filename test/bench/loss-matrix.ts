/** The network, the plan and the truth of the loss matrix: 3 hosts × 31 ports behind one router. */
import type { Outcome } from '../../shared/outcome.ts'
import type { MachineSpec, NetworkSpec } from '../lab/network-script.ts'
import type { LabPlan } from '../lab/scenario.ts'

export const HOSTS = ['10.77.21.11', '10.77.22.11', '10.77.23.11'] as const

const OPEN = [22, 80, 443, 9001, 9002, 9003, 9004, 9009, 9051, 9200, 9300, 10250]
const CLOSED = [5001, 5002, 6443, 7000, 7087, 8888, 9019, 10257, 10259, 10777, 19001]
const SILENT = [9010, 9011, 9012, 9013, 9014, 9015]
const REJECTED = [9020, 9030]

export const PORTS: readonly number[] = [...OPEN, ...CLOSED, ...SILENT, ...REJECTED].sort((a, b) => a - b)

/** What the network does to a port, the same on each host. */
export function truthOf(port: number): Outcome {
  if (OPEN.includes(port)) return 'open'
  if (SILENT.includes(port)) return 'silent'
  return REJECTED.includes(port) ? 'rejected' : 'closed'
}

/** nmap has one word for silent and rejected. */
export function nmapTruth(port: number): 'open' | 'closed' | 'filtered' {
  const truth = truthOf(port)
  return truth === 'open' || truth === 'closed' ? truth : 'filtered'
}

const host = (n: number): MachineSpec => ({
  addresses: { eth0: [`10.77.2${n}.11/24`] },
  routes: [`default via 10.77.2${n}.1`],
  listeners: [{ ports: OPEN, behaviour: 'accept' }],
})

/** Loss hits every forwarded packet, so each way; the answers that the router itself makes are not forwarded. */
export function matrixNetwork(lossPercent: number): NetworkSpec {
  const loss = lossPercent > 0 ? `numgen random mod 100 < ${lossPercent} drop` : ''
  return {
    machines: {
      laptop: { addresses: { eth0: ['10.77.10.10/24'] }, routes: ['default via 10.77.10.1'] },
      router: {
        addresses: {
          left: ['10.77.10.1/24'],
          h1: ['10.77.21.1/24'],
          h2: ['10.77.22.1/24'],
          h3: ['10.77.23.1/24'],
        },
        sysctls: { 'net.ipv4.ip_forward': 1 },
        nft: `table inet bench {
  chain forward {
    type filter hook forward priority 0; policy accept;
    ${loss}
    tcp dport { ${SILENT.join(', ')} } ct state new drop
    tcp dport { ${REJECTED.join(', ')} } ct state new reject with icmp type admin-prohibited
  }
}`,
      },
      'host-1': host(1),
      'host-2': host(2),
      'host-3': host(3),
    },
    links: [
      ['laptop:eth0', 'router:left'],
      ['router:h1', 'host-1:eth0'],
      ['router:h2', 'host-2:eth0'],
      ['router:h3', 'host-3:eth0'],
    ],
  }
}

/** Only the group `extra` is asked: the same 93 ports that nmap gets. */
export const matrixPlan: LabPlan = {
  version: 1,
  site: { name: 'bench' },
  stage: 'preinstall',
  endpoints: [
    { name: 'laptop', role: 'user-station', address: '10.77.10.10', vantage: 'local' },
    { name: 'mgmt', role: 'management-station', address: '10.77.10.10', vantage: 'local' },
    ...HOSTS.map((address, i) => ({ name: `psm-${i + 1}`, role: 'psm-node', address })),
    { name: 'dsc-1', role: 'dsc', address: '10.77.30.21' },
  ],
  rules: PORTS.map((port) => ({
    id: `x-${port}`,
    service: `bench ${port}`,
    port,
    from: 'user-station',
    to: 'psm-node',
  })),
}
