/** 3,000 flows in one process: 1,000 addresses × 3 ports, a fifth silent. Memory stays bounded and nothing is left out. */
import { describe, expect, test } from 'vitest'
import type { FlowResult } from '../../shared/result.ts'
import { labGate } from './lab-gate.ts'
import { withNetwork } from './network.ts'
import type { NetworkSpec } from './network-script.ts'
import { check, keep } from './run-scenario.ts'
import type { LabPlan } from './scenario.ts'

const gate = labGate('lab with many flows')
const RSS_LIMIT_MB = 150
/** 4 × 250 cards; the last 50 of the last range (150 flows) never answer, and 450 more flows are dropped by port. */
const RANGES = ['10.88.1.1-10.88.1.250', '10.88.2.1-10.88.2.250', '10.88.3.1-10.88.3.250', '10.88.4.1-10.88.4.250']
const RULESET = `table inet lab {
  chain forward {
    type filter hook forward priority 0; policy accept;
    ip daddr 10.88.4.201-10.88.4.250 drop
    ip daddr { 10.88.1.1-10.88.1.250, 10.88.2.1-10.88.2.200 } tcp dport 7003 drop
  }
}`

const NETWORK: NetworkSpec = {
  machines: {
    laptop: { addresses: { eth0: ['10.77.10.10/24'] }, routes: ['default via 10.77.10.1'] },
    router: {
      addresses: { left: ['10.77.10.1/24'], right: ['10.77.20.1/24'] },
      routes: ['10.88.0.0/20 via 10.77.20.2'],
      sysctls: { 'net.ipv4.ip_forward': 1 },
      nft: RULESET,
    },
    farm: {
      addresses: { eth0: ['10.77.20.2/24'] },
      routes: ['default via 10.77.20.1', 'local 10.88.0.0/20 dev lo'],
      listeners: [{ ports: [7001, 7003], behaviour: 'accept' }],
    },
  },
  links: [
    ['laptop:eth0', 'router:left'],
    ['router:right', 'farm:eth0'],
  ],
}

const PLAN: LabPlan = {
  version: 1,
  site: { name: 'lab' },
  stage: 'preinstall',
  pace: 'fast',
  endpoints: [
    { name: 'laptop', role: 'user-station', address: '10.77.10.10', vantage: 'local' },
    { name: 'mgmt', role: 'management-station', address: '10.77.10.10', vantage: 'local' },
    { name: 'psm-1', role: 'psm-node', address: '10.88.0.11' },
    ...RANGES.map((address, i) => ({ name: `dsc-${i + 1}-{n}`, role: 'dsc', address })),
  ],
  rules: [7001, 7002, 7003].map((port) => ({
    id: `x-${port}`,
    service: `lab ${port}`,
    port,
    from: 'user-station',
    to: 'dsc',
  })),
}

/** 7001 and 7003 listen, 7002 does not; what the ruleset drops is silent, or host-silent where it drops everything. */
function truth({ address, port }: FlowResult): string {
  const [, , net = 0, host = 0] = address.split('.').map(Number)
  if (net === 4 && host > 200) return 'host-silent'
  if (port === 7003 && (net === 1 || (net === 2 && host <= 200))) return 'silent'
  return port === 7002 ? 'closed' : 'open'
}

describe.skipIf(gate !== null)('many flows', () => {
  test(`3,000 flows, a fifth silent, in under ${RSS_LIMIT_MB} MB`, { timeout: 300_000 }, async () => {
    const { result, process } = await withNetwork(NETWORK, (network) => check(network, 'laptop', PLAN, ['extra']))
    const peakMb = process.peakRssKb / 1024
    const line = `lab many flows: ${result.flows.length} flows in ${(process.ms / 1000).toFixed(1)} s, peak ${peakMb.toFixed(0)} MB`
    console.log(line, JSON.stringify(result.summary.byOutcome))
    await keep('many-flows.txt', `${line}\n`)
    expect(result.flows).toHaveLength(3000)
    expect(result.flows.filter((flow) => truth(flow).endsWith('silent'))).toHaveLength(600)
    const wrong = result.flows.filter((flow) => flow.outcome !== truth(flow))
    expect(wrong.map((flow) => `${flow.id}: ${flow.outcome} for ${truth(flow)}: ${flow.reason}`).slice(0, 20)).toEqual(
      [],
    )
    expect(process.peakRssKb).toBeGreaterThan(0)
    expect(peakMb).toBeLessThan(RSS_LIMIT_MB)
  })
})
