/**
 * The rules work: a router that denies by default is opened by what the change request says in nftables and in iptables. Every
 * failed flow passes then; of a sweep of all ports of all endpoints nothing else comes through; and the rollback restores it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DIALECTS } from '../../shared/explain/dialects/all.ts'
import { portTexts } from '../../shared/explain/dialects/dialect.ts'
import { permitFlows, ruleRequest } from '../../shared/explain/rule-request.ts'
import { run } from './command.ts'
import { labGate } from './lab-gate.ts'
import { type Network, withNetwork } from './network.ts'
import { check } from './run-scenario.ts'
import { labPlan } from './scenario.ts'
import { type Family, addressesOf, threeRouters } from './topology.ts'

const why = labGate('rules in the lab')
const PLACES = (process.env['PATH'] ?? '').split(':').concat('/usr/sbin', '/sbin')
const noIptables = PLACES.some((place) => existsSync(`${place}/iptables`)) ? null : 'iptables is not installed'
if (why === null && noIptables !== null) {
  if (process.env['CI']) throw new Error(`rules in the lab: ${noIptables}; in CI that is a failure`)
  console.warn(`rules in the lab: those of iptables are skipped, because ${noIptables}`)
}

/** What the router lets through by itself: echoes and SSH, so that the hosts are known to be up, and answers. */
const DENY_NFT = `table inet filter {
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established accept
    meta l4proto { icmp, ipv6-icmp } accept
    tcp dport 22 accept
  }
}`

const denyIptables = (command: string, icmp: string) =>
  [
    `${command} -w -P FORWARD DROP`,
    `${command} -w -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT`,
    `${command} -w -A FORWARD -p ${icmp} -j ACCEPT`,
    `${command} -w -A FORWARD -p tcp --dport 22 -j ACCEPT`,
  ].join('\n')

/** Which ports a SYN was seen to. */
const seen = (hook: string, match = '') => `table inet seen {
  set syns { type inet_service; size 65535; flags dynamic; }
  chain seen { type filter hook ${hook} priority -300; policy accept; ${match} tcp flags & (syn | ack) == syn add @syns { tcp dport }; }
}`

async function inside(network: Network, machine: string, script: string): Promise<string> {
  const { status, stdout, stderr } = await run(network, machine, ['sh', '-ec', script])
  if (status !== 0) throw new Error(`${machine}: ${script.slice(0, 200)}: ${stderr.trim()}`)
  return stdout
}

const HOSTS = ['psm-1', 'psm-2', 'psm-3', 'dsc-1'] as const

async function seenPorts(network: Network, machine: string): Promise<Set<number>> {
  const listed = await inside(network, machine, `nft -n list set inet seen syns`)
  const elements = /elements = \{([^}]*)\}/s.exec(listed)?.[1] ?? ''
  return new Set([...elements.matchAll(/\d+/g)].map(([port]) => Number(port)))
}

/** All of them with LAB_SWEEP=all, which takes minutes; else those around the port table. */
const PORTS_SWEPT = process.env['LAB_SWEEP'] === 'all' ? 65_535 : 11_000
const portsSwept = () => Array.from({ length: PORTS_SWEPT }, (_, index) => index + 1)
/** A busy machine drops some of so many packets before they come to the router: those are sent again. */
const ROUNDS = 8

/** A SYN to every port of every host, each seen to come to the router; gives those that came through, as `host port`. */
async function sweep(network: Network, family: Family): Promise<string[]> {
  const came: string[] = []
  for (const host of HOSTS) {
    const address = addressesOf(family)[host] ?? ''
    const table = seen('forward', `${family === 4 ? 'ip' : 'ip6'} daddr ${address}`)
    await inside(network, 'r1', `nft -f - <<'END'\n${table}\nEND`)
    await inside(network, host, `nft -f - <<'END'\n${seen('input')}\nEND`)
    let missing = portsSwept()
    for (let round = 0; round < ROUNDS && missing.length > 0; round += 1) {
      // From a port that answers of a permitted flow come from: what lets them back must let in no SYN.
      const argv = ['nmap', '-sS', '-n', '-Pn', '--max-retries', '0', '--min-rate', '40000', '-g', '443']
      const ports = portTexts(missing).join(',')
      const { status, stderr } = await run(network, 'laptop', [
        ...argv,
        ...(family === 6 ? ['-6'] : []),
        '-p',
        ports,
        address,
      ])
      if (status !== 0) throw new Error(`nmap: ${stderr}`)
      const sent = await seenPorts(network, 'r1')
      missing = missing.filter((port) => !sent.has(port))
    }
    expect(missing).toEqual([])
    for (const port of await seenPorts(network, host)) came.push(`${host} ${port}`)
    for (const machine of ['r1', host]) await inside(network, machine, 'nft delete table inet seen')
  }
  return came
}

async function load(network: Network, file: string, text: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'psmlab-'))
  try {
    const path = join(directory, file)
    await writeFile(path, text)
    const argv = file.endsWith('.nft') ? ['nft', '-f', path] : ['sh', path]
    const { status, stderr } = await run(network, 'r2', argv)
    expect({ status, stderr: stderr.trim() }).toEqual({ status: 0, stderr: '' })
  } finally {
    await rm(directory, { recursive: true })
  }
}

const GROUPS = ['user-to-psm', 'diagnostics', 'extra']
const isAsked = ({ outcome }: { outcome: string }) => outcome !== 'not-tested'

interface Case {
  id: 'nftables' | 'iptables'
  family: Family
}

const CASES: readonly Case[] = [
  { id: 'nftables', family: 4 },
  { id: 'nftables', family: 6 },
  { id: 'iptables', family: 4 },
  { id: 'iptables', family: 6 },
]

async function deny(network: Network, { id, family }: Case): Promise<() => Promise<string>> {
  if (id === 'nftables') {
    await inside(network, 'r2', `nft -f - <<'END'\n${DENY_NFT}\nEND`)
    return () => inside(network, 'r2', 'nft list ruleset')
  }
  const command = family === 4 ? 'iptables' : 'ip6tables'
  await inside(network, 'r2', denyIptables(command, family === 4 ? 'icmp' : 'ipv6-icmp'))
  return () => inside(network, 'r2', `${command} -w -S`)
}

for (const each of CASES) {
  const { id, family } = each
  test.skipIf(why !== null || (id === 'iptables' && noIptables !== null))(
    `${id}, IPv${family}: every failed flow passes, nothing else is opened, and the rollback restores`,
    { timeout: 120_000 },
    async () => {
      const dialect = DIALECTS.find((one) => one.id === id)
      if (!dialect) throw new Error(`no dialect ${id}`)
      await withNetwork(threeRouters(family), async (network) => {
        const state = await deny(network, each)
        const before = await state()
        const plan = labPlan({ family })
        const { result } = await check(network, 'laptop', plan, GROUPS)
        const failed = permitFlows(result.flows)
        expect(failed.length).toBeGreaterThan(10)
        expect(failed).toEqual(result.flows.filter((flow) => isAsked(flow) && flow.port !== 22))

        const request = ruleRequest(failed, { site: 'lab "$(x)' })
        const { text, rollback } = dialect.render(request)
        await load(network, dialect.file, text)
        const again = (await check(network, 'laptop', plan, GROUPS)).result.flows.filter(isAsked)
        // On a fresh VM a port may be closed on a path that is open; what matters is that the host itself answers.
        expect(again.filter(({ outcome }) => outcome !== 'open' && outcome !== 'closed')).toEqual([])

        const permitted = request.rules.flatMap(({ destinations, ports }) =>
          destinations.flatMap(({ address }) => ports.map((port) => `${address} ${port}`)),
        )
        const hostOf = new Map(HOSTS.map((host) => [addressesOf(family)[host] ?? '', host]))
        const allowed = permitted.map((key) => key.replace(/^\S+/, (address) => hostOf.get(address) ?? address))
        const came = await sweep(network, family)
        expect(came.sort()).toEqual([...new Set([...allowed, ...HOSTS.map((host) => `${host} 22`)])].sort())

        await load(network, dialect.rollbackFile ?? '', rollback ?? '')
        expect(await state()).toBe(before)
      })
    },
  )
}
