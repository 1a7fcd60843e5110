/** Checks beyond the port table over real kernels: echo that a router drops or rejects, time servers of every kind, a network of the nodes. */
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { FieldCheck } from '../../shared/field-checks/field-check.ts'
import { callIn, whyNoCallIn } from './call-in.ts'
import type { fieldRun } from './field-run.ts'
import { type Network, whyNoLab, withNetwork } from './network.ts'
import type { NetworkSpec } from './network-script.ts'

const why = whyNoLab() ?? whyNoCallIn()
if (why !== null) {
  if (process.env['CI']) throw new Error(`field checks in the lab: ${why}; in CI that is a failure`)
  console.warn(`field checks in the lab: skipped, because ${why}`)
}

const SERVER = fileURLToPath(new URL('ntp-server.mjs', import.meta.url))
/** .3: nobody listens; .7: the router drops; .8: the router rejects. */
const SERVERS = {
  '10.77.40.9': {},
  '10.77.40.2': { silent: true },
  '10.77.40.4': { stratum: 16, leap: 3 },
  '10.77.40.5': { shiftMs: 7000 },
  '10.77.40.6': { stratum: 0, reference: 'DENY' },
  '10.77.40.7': {},
  '10.77.40.8': {},
}
const NODES = { 'psm-1': '10.77.21.11', 'psm-2': '10.77.22.12', 'psm-3': '10.77.23.13', 'psm-4': '10.77.24.14' }

const behind = (name: string, net: number, addresses: string[]) => ({
  [name]: { addresses: { eth0: addresses.map((a) => `${a}/24`) }, routes: [`default via 10.77.${net}.1`] },
})

const SPEC: NetworkSpec = {
  machines: {
    'psm-1': {
      addresses: { eth0: ['10.77.21.11/24'], eth1: ['172.17.5.5/24'], br0: ['172.17.0.1/16'] },
      bridges: { br0: [] },
      routes: ['default via 10.77.21.1'],
    },
    other: { addresses: { eth0: ['172.17.5.6/24'] } },
    ...behind('psm-2', 22, [NODES['psm-2']]),
    ...behind('psm-3', 23, [NODES['psm-3']]),
    ...behind('psm-4', 24, [NODES['psm-4']]),
    ...behind('time', 40, ['10.77.40.3', ...Object.keys(SERVERS)]),
    router: {
      addresses: Object.fromEntries([21, 22, 23, 24, 40].map((net) => [`eth${net}`, [`10.77.${net}.1/24`]])),
      sysctls: { 'net.ipv4.ip_forward': 1 },
      nft: `table ip filter {
        chain forward {
          type filter hook forward priority 0;
          ip daddr 10.77.23.13 icmp type echo-request drop
          ip daddr 10.77.24.14 icmp type echo-request reject with icmp type admin-prohibited
          ip daddr 10.77.40.7 udp dport 123 drop
          ip daddr 10.77.40.8 udp dport 123 reject with icmp type admin-prohibited
        }
      }`,
    },
  },
  links: [
    ['psm-1:eth0', 'router:eth21'],
    ['psm-1:eth1', 'other:eth0'],
    ['psm-2:eth0', 'router:eth22'],
    ['psm-3:eth0', 'router:eth23'],
    ['psm-4:eth0', 'router:eth24'],
    ['time:eth0', 'router:eth40'],
  ],
}

const planOf = (stage: string) => ({
  version: 1,
  site: { name: 'Lab' },
  stage,
  endpoints: [
    { name: 'laptop', role: 'user-station', address: '10.77.10.10' },
    { name: 'mgmt', role: 'management-station', address: '10.77.10.10' },
    ...Object.entries(NODES).map(([name, address]) => ({
      name,
      role: 'psm-node',
      address,
      ...(name === 'psm-1' ? { vantage: 'local' } : {}),
    })),
    { name: 'dsc-1', role: 'dsc', address: '172.17.9.9' },
  ],
  fieldChecks: { echo: 'on', ntp: { servers: ['10.77.40.3', ...Object.keys(SERVERS)] } },
})

async function startServers(network: Network): Promise<void> {
  const child = network.spawn('time', [process.execPath, SERVER, JSON.stringify(SERVERS)])
  if (child.stdout) await once(child.stdout, 'data')
}

async function runIn(network: Network, stage: string, nobody: boolean): Promise<Map<string, FieldCheck>> {
  const body = `return await m.fieldRun(${JSON.stringify(planOf(stage))})`
  const { value } = await callIn(network, 'psm-1', 'test/lab/field-run.ts', body, { nobody })
  return new Map((value as Awaited<ReturnType<typeof fieldRun>>).map((check) => [check.id, check]))
}

const verdicts = (checks: ReadonlyMap<string, FieldCheck>, kind: string) =>
  Object.fromEntries(
    [...checks.values()].filter((c) => c.kind === kind && c.source === 'psm-1').map((c) => [c.target, c.verdict]),
  )

test.skipIf(why !== null).each([false, true])(
  'from a node; without rights: %s',
  { timeout: 60_000 },
  async (nobody) => {
    await withNetwork(SPEC, async (network) => {
      await startServers(network)
      const before = await runIn(network, 'preinstall', nobody)
      expect(verdicts(before, 'echo')).toEqual({ 'psm-2': 'pass', 'psm-3': 'fail', 'psm-4': 'fail' })
      expect(before.get('echo/psm-1/psm-3')?.evidence).toMatchObject({ result: 'silence', sent: 6 })
      expect(before.get('echo/psm-1/psm-4')?.reason).toContain('10.77.21.1')
      // The plan wants echoes, so nodes without a vantage are named; the clocks of one machine are not.
      expect(before.get('echo/psm-2/psm-1')).toMatchObject({ verdict: 'untested' })
      expect([...before.values()].filter((c) => c.kind === 'clock')).toEqual([])
      const warned = { '10.77.40.9': 'pass', '10.77.40.2': 'warn', '10.77.40.3': 'warn', '10.77.40.4': 'warn' }
      const rest = { '10.77.40.5': 'warn', '10.77.40.6': 'warn', '10.77.40.7': 'warn', '10.77.40.8': 'warn' }
      expect(verdicts(before, 'ntp')).toEqual({ ...warned, ...rest })
      const seen = (last: number) => before.get(`ntp/psm-1/10.77.40.${last}`)?.evidence
      expect(seen(2)).toMatchObject({ result: 'silence', sent: 3 })
      expect(seen(3)).toMatchObject({ result: 'error', errno: 'ECONNREFUSED' })
      expect(seen(8)).toMatchObject({ result: 'error', errno: 'EHOSTUNREACH' })
      expect(before.get('ntp/psm-1/10.77.40.5')?.reason).toMatch(/clock of psm-1 is (7\.0|6\.9)\d s ± .* behind/)
      expect(before.get('overlap/plan/172.17.0.0/16')).toMatchObject({ verdict: 'fail' })
      const machine = before.get('overlap/this machine/172.17.0.0/16')
      expect(machine).toMatchObject({ verdict: 'warn', evidence: { found: ['172.17.5.5/24'] } })

      const after = await runIn(network, 'operational', nobody)
      const failed = Object.entries(verdicts(after, 'ntp')).filter(([, verdict]) => verdict === 'fail')
      expect(failed.map(([server]) => server.slice(-1)).join('')).toBe('3245678')
    })
  },
)
