/** Traces on a port through three real routers, without privileges: where a packet ends, and who answers in whose name. */
import { beforeAll, describe, expect, test } from 'vitest'
import type * as Native from '../../../main/probe/native/dialler.ts'
import type * as Nearness from '../../../main/probe/nearness.ts'
import type * as Trace from '../../../main/probe/trace.ts'
import type { NearnessObservation, TraceObservation } from '../../../shared/observation.ts'
import { bundle } from '../../support/bundle.ts'
import { NOBODY, inMachine } from '../../support/in-machine.ts'
import type { MachineSpec, NetworkSpec } from '../../lab/network-script.ts'
import { type Network, whyNoLab, withNetwork } from '../../lab/network.ts'
import { nft, threeRouters } from '../../lab/topology.ts'

const why = whyNoLab()
if (why !== null && process.env['CI']) throw new Error(`traces in the lab: ${why}; in CI that is a failure`)
if (why !== null) console.warn(`traces in the lab: skipped, because ${why}`)

let module = ''
beforeAll(async () => {
  module = await bundle('main/probe/native/dialler.ts', 'main/probe/trace.ts', 'main/probe/nearness.ts')
})

const PSM6 = 'fd77:20::11'
/** What the laptop sees of the three routers. */
const ROUTERS = ['10.77.10.1', '10.77.12.2', '10.77.23.2']
const ROUTERS6 = ['fd77:10::1', 'fd77:12::2', 'fd77:23::2']
/** So that a hundred traces in a row can be made: real routers limit what they say to one listener. */
const UNLIMITED: MachineSpec = { sysctls: { 'net.ipv4.icmp_ratelimit': 0, 'net.ipv4.icmp_msgs_per_sec': 100_000 } }

interface Job {
  what: 'trace' | 'least' | 'nearer'
  address?: string
  port: number
  timeoutMs?: number
  ttl?: number
  rounds?: number
  knownTtl?: number
  patient?: boolean
  workingPort?: number
  times?: number
  tries?: number
}

interface Result {
  trace?: TraceObservation
  least?: number | null
  nearer?: NearnessObservation
  ms: number
}

/** One job after the other, each as often as it says. */
async function work(
  { createDialler, traceTcp, leastAnsweringTtl, askNearer }: typeof Native & typeof Trace & typeof Nearness,
  jobs: Job[],
): Promise<Result[]> {
  const dialler = await createDialler()
  if ('missing' in dialler) throw new Error(dialler.missing)
  const results: Result[] = []
  for (const { what, address = '10.77.20.11', port, timeoutMs = 120, times = 1, ttl = 4, tries = 3, ...rest } of jobs) {
    for (let i = 0; i < times; i += 1) {
      const startedAt = performance.now()
      const ask = { dial: dialler.dial, address, port, timeoutMs }
      if (what === 'trace') results.push({ trace: await traceTcp({ ...ask, ...rest }), ms: 0 })
      else if (what === 'least') results.push({ least: await leastAnsweringTtl({ ...ask, ttlHigh: ttl }), ms: 0 })
      else results.push({ nearer: await askNearer({ ...ask, ttl, tries }), ms: 0 })
      const last = results.at(-1)
      if (last) last.ms = performance.now() - startedAt
    }
  }
  dialler.close()
  return results
}

const inLab = (network: Network, jobs: Job[], uid = NOBODY) =>
  inMachine({ network, machine: 'laptop', module, uid, timeoutMs: 120_000 }, work, jobs)

/** The only router of each TTL, or all of them where there are several. */
const path = (trace: TraceObservation | undefined) =>
  (trace?.hops ?? []).map(({ addresses }) => addresses.map(({ address }) => address).join(' '))

const short = (trace: TraceObservation | undefined) => ({ path: path(trace), end: trace?.end, endTtl: trace?.endTtl })

const prerouting = (...rules: string[]) =>
  nft('forward')
    .replace('hook forward priority 0', 'hook prerouting priority -150')
    .replace('  }\n}', `${rules.map((rule) => `    ${rule}\n`).join('')}  }\n}`)

describe.skipIf(why !== null)('a trace', { timeout: 120_000 }, () => {
  test('of open and closed ports ends at the host, four hops away, as nobody and as root', async () => {
    await withNetwork(threeRouters(4), async (network) => {
      const [open, least, nearer] = await inLab(network, [
        { what: 'trace', port: 22 },
        { what: 'least', port: 22, ttl: 30 },
        { what: 'nearer', port: 22, ttl: 3 },
      ])
      expect(short(open?.trace)).toEqual({ path: ROUTERS, end: 'handshake', endTtl: 4 })
      expect(open?.trace?.rounds).toBe(3)
      for (const { addresses } of open?.trace?.hops ?? []) expect(addresses[0]?.rttMs).toBeLessThan(60)
      expect(least?.least).toBe(4)
      expect(nearer?.nearer).toEqual({ observer: 'hop-limit', ttl: 3, tries: 1, saw: 'hop', answeredAtTtl: null })
    })
    await withNetwork(threeRouters(4), async (network) => {
      const [closed, least] = await inLab(
        network,
        [
          { what: 'trace', port: 23 },
          { what: 'least', port: 23, ttl: 4 },
        ],
        0,
      )
      expect(short(closed?.trace)).toEqual({ path: ROUTERS, end: 'rst', endTtl: 4 })
      expect(least?.least).toBe(4)
      expect(closed?.ms).toBeLessThan(1000)
    })
  })

  test('of a port that is dropped ends at the last router that lets it live', async () => {
    await withNetwork(threeRouters(4, { r2: { nft: nft('forward', 'tcp dport 7001 drop') } }), async (network) => {
      const [dropped, known] = await inLab(network, [
        { what: 'trace', port: 7001 },
        { what: 'trace', port: 7001, knownTtl: 4, rounds: 1 },
      ])
      expect(short(dropped?.trace)).toEqual({ path: ROUTERS.slice(0, 2), end: 'silence', endTtl: null })
      expect(dropped?.ms).toBeLessThan(1500)
      expect(short(known?.trace)).toEqual({ path: ROUTERS.slice(0, 2), end: 'silence', endTtl: null })
      expect(known?.ms).toBeLessThan(250)
    })
    const r2 = { nft: prerouting('tcp dport 7001 drop') }
    await withNetwork(threeRouters(4, { r2 }), async (network) => {
      const [dropped, working] = await inLab(network, [
        { what: 'trace', port: 7001 },
        { what: 'trace', port: 22, rounds: 1 },
      ])
      expect(short(dropped?.trace)).toEqual({ path: ROUTERS.slice(0, 1), end: 'silence', endTtl: null })
      expect(short(working?.trace)).toEqual({ path: ROUTERS, end: 'handshake', endTtl: 4 })
    })
  })

  test('of a port that a device rejects or resets ends there', async () => {
    const rules = ['tcp dport 7001 reject with icmp type admin-prohibited', 'tcp dport 7002 reject with tcp reset']
    await withNetwork(threeRouters(4, { r2: { nft: nft('forward', ...rules) } }), async (network) => {
      const [rejected] = await inLab(network, [{ what: 'trace', port: 7001 }])
      expect(short(rejected?.trace)).toEqual({ path: ROUTERS.slice(0, 2), end: 'icmp', endTtl: 3 })
      expect(rejected?.trace?.icmp).toEqual({ version: 4, type: 3, code: 13, reporter: '10.77.12.2' })
      const [reset, least, nearer] = await inLab(network, [
        { what: 'trace', port: 7002 },
        { what: 'least', port: 7002, ttl: 4 },
        { what: 'nearer', port: 7002, ttl: 3 },
      ])
      expect({ end: reset?.trace?.end, endTtl: reset?.trace?.endTtl }).toEqual({ end: 'rst', endTtl: 3 })
      expect(least?.least).toBe(3)
      expect(nearer?.nearer).toEqual({ observer: 'hop-limit', ttl: 3, tries: 2, saw: 'rst', answeredAtTtl: 3 })
    })
  })

  test('of a port that is redirected or proxied ends at the device', async () => {
    const redirect = {
      nft: 'table ip lab {\n  chain lab {\n    type nat hook prerouting priority -100;\n    tcp dport { 22, 7001 } redirect\n  }\n}',
      listeners: [{ ports: [22], behaviour: 'ssh' as const }],
    }
    await withNetwork(threeRouters(4, { r2: redirect }), async (network) => {
      const [open, closed, host, openNearer, closedNearer] = await inLab(network, [
        { what: 'trace', port: 22, rounds: 1 },
        { what: 'trace', port: 7001, rounds: 1 },
        { what: 'least', port: 9001, ttl: 12 },
        { what: 'nearer', port: 22, ttl: 3 },
        { what: 'nearer', port: 7001, ttl: 3 },
      ])
      expect(short(open?.trace)).toEqual({ path: ROUTERS.slice(0, 1), end: 'handshake', endTtl: 2 })
      expect(short(closed?.trace)).toEqual({ path: ROUTERS.slice(0, 1), end: 'rst', endTtl: 2 })
      expect(host?.least).toBe(4)
      expect(openNearer?.nearer).toMatchObject({ saw: 'handshake', tries: 2, answeredAtTtl: 2 })
      expect(closedNearer?.nearer).toMatchObject({ saw: 'rst', tries: 2, answeredAtTtl: 2 })
    })
    const proxy: MachineSpec = {
      nft: `table ip lab {
  chain raw {
    type filter hook prerouting priority -300;
    tcp dport { 22, 7001 } tcp flags syn notrack
  }
  chain lab {
    type filter hook forward priority 0;
    tcp dport { 22, 7001 } ct state { invalid, untracked } synproxy mss 1460 wscale 7 timestamp sack-perm
    ct state invalid drop
  }
}`,
      sysctls: { 'net.netfilter.nf_conntrack_tcp_loose': 0 },
    }
    await withNetwork(threeRouters(4, { r2: proxy }), async (network) => {
      const [open, closed, nearer] = await inLab(network, [
        { what: 'trace', port: 22, rounds: 1 },
        { what: 'trace', port: 7001, rounds: 1 },
        { what: 'nearer', port: 22, ttl: 3 },
      ])
      expect(short(open?.trace)).toEqual({ path: ROUTERS.slice(0, 2), end: 'handshake', endTtl: 3 })
      expect(short(closed?.trace)).toEqual({ path: ROUTERS.slice(0, 2), end: 'handshake', endTtl: 3 })
      expect(nearer?.nearer).toMatchObject({ saw: 'handshake', tries: 2, answeredAtTtl: 3 })
    })
  })

  test('over IPv6', async () => {
    const rules = ['tcp dport 7001 drop', 'tcp dport 7002 reject', 'tcp dport 7003 reject with tcp reset']
    await withNetwork(threeRouters(6, { r2: { nft: nft('forward', ...rules) } }), async (network) => {
      const ask = { what: 'trace', address: PSM6, rounds: 1 } as const
      const [, open, closed, dropped, rejected, reset] = await inLab(network, [
        // A first solicitation within the first moments of an interface can get lost, and is repeated after 1 s.
        { what: 'nearer', address: PSM6, port: 22, ttl: 4, timeoutMs: 1500 },
        { ...ask, port: 22 },
        { ...ask, port: 23 },
        { ...ask, port: 7001 },
        { ...ask, port: 7002, rounds: 2 },
        { what: 'nearer', address: PSM6, port: 7003, ttl: 3 },
      ])
      expect(short(open?.trace)).toEqual({ path: ROUTERS6, end: 'handshake', endTtl: 4 })
      expect(short(closed?.trace)).toEqual({ path: ROUTERS6, end: 'rst', endTtl: 4 })
      expect(short(dropped?.trace)).toEqual({ path: ROUTERS6.slice(0, 2), end: 'silence', endTtl: null })
      expect(short(rejected?.trace)).toEqual({ path: ROUTERS6.slice(0, 2), end: 'icmp', endTtl: 3 })
      expect(rejected?.trace?.icmp).toEqual({ version: 6, type: 1, code: 4, reporter: 'fd77:12::2' })
      expect(reset?.nearer).toMatchObject({ saw: 'rst', answeredAtTtl: 3 })
    })
  })

  test('with 5 % loss each way it is right twenty times out of twenty', async () => {
    const rules = ['numgen random mod 100 < 5 drop', 'tcp dport 7001 drop', 'tcp dport 7002 reject with tcp reset']
    const r2 = { ...UNLIMITED, nft: nft('forward', ...rules) }
    const changes = { r1: UNLIMITED, r2, r3: UNLIMITED }
    await withNetwork(threeRouters(4, changes), async (network) => {
      const jobs: Job[] = [
        { what: 'trace', port: 22 },
        { what: 'trace', port: 7001 },
        { what: 'nearer', port: 7002, ttl: 3, tries: 8 },
        { what: 'nearer', port: 22, ttl: 3 },
        { what: 'least', port: 22, ttl: 12 },
      ]
      // At the same time: they mostly wait for what was lost, and these routers have no limit that they would share.
      const [open = [], dropped = [], reset = [], fell = [], least = []] = await Promise.all(
        jobs.map(async (job) => {
          const half = [{ ...job, times: 10 }]
          return (await Promise.all([inLab(network, half), inLab(network, half)])).flat()
        }),
      )
      const right = [
        open.filter(({ trace }) => trace?.endTtl === 4 && path(trace).join() === ROUTERS.join()),
        dropped.filter(({ trace }) => trace?.end === 'silence' && path(trace).at(-1) === '10.77.12.2'),
        reset.filter(({ nearer }) => nearer?.saw === 'rst' && nearer.answeredAtTtl === 3),
        fell.filter(({ nearer }) => nearer?.saw === 'hop'),
        least.filter((one) => one.least === 4),
      ]
      expect(right.map((list) => list.length)).toEqual([20, 20, 20, 20, 20])
    })
  })

  test('through a router that limits its errors, and through ones that never tell', async () => {
    const strict = { sysctls: { 'net.ipv4.icmp_ratelimit': 1000 } }
    const r2 = { ...strict, nft: nft('forward', 'tcp dport 7000-7020 reject', 'tcp dport 7021 drop') }
    await withNetwork(threeRouters(4, { r2 }), async (network) => {
      const spend = Array.from(
        { length: 4 },
        (_, i): Job => ({ what: 'least', port: 7000 + i, ttl: 12, timeoutMs: 40 }),
      )
      const results = await inLab(network, [...spend, { what: 'trace', port: 7021, knownTtl: 4, patient: true }])
      expect(short(results.at(-1)?.trace)).toEqual({ path: ROUTERS.slice(0, 2), end: 'silence', endTtl: null })
    })
    const dropping = {
      ...strict,
      nft: prerouting('tcp dport 7022 drop').replace(
        '}\n}',
        '}\n  chain later {\n    type filter hook forward priority 0;\n    tcp dport 7000-7020 reject\n    tcp dport 7021 drop\n  }\n}',
      ),
    }
    await withNetwork(threeRouters(4, { r2: dropping }), async (network) => {
      const spend = Array.from(
        { length: 4 },
        (_, i): Job => ({ what: 'least', port: 7000 + i, ttl: 12, timeoutMs: 40 }),
      )
      const ask = { what: 'trace', knownTtl: 4, workingPort: 22, rounds: 2, timeoutMs: 60 } as const
      const results = await inLab(network, [...spend, { ...ask, port: 7021 }, ...spend, { ...ask, port: 7022 }])
      expect(short(results[4]?.trace)).toEqual({ path: ROUTERS.slice(0, 2), end: 'silence', endTtl: null })
      // It was waited for: the router had nothing to spend.
      expect(results[4]?.ms).toBeGreaterThan(1000)
      expect(short(results[9]?.trace)).toEqual({ path: ROUTERS.slice(0, 1), end: 'silence', endTtl: null })
      const [fresh] = await inLab(network, [{ ...ask, port: 7021, workingPort: 9001 }])
      expect(short(fresh?.trace).path).toEqual(ROUTERS.slice(0, 2))
    })
    const mute = { nft: nft('output', 'icmp type time-exceeded drop') }
    await withNetwork(threeRouters(4, { r1: mute, r2: mute, r3: mute }), async (network) => {
      const [open, rejected] = await inLab(network, [
        { what: 'trace', port: 22, timeoutMs: 60 },
        { what: 'nearer', port: 22, ttl: 3, timeoutMs: 60 },
      ])
      expect(short(open?.trace)).toEqual({ path: ['', '', ''], end: 'handshake', endTtl: 4 })
      expect(rejected?.nearer).toMatchObject({ saw: 'silence', tries: 3 })
    })
  })

  test('of several paths of one length lists them all', async () => {
    await withNetwork(twoPaths(), async (network) => {
      const [trace] = await inLab(network, [{ what: 'trace', address: '10.88.3.2', port: 22, rounds: 12 }])
      expect(trace?.trace?.endTtl).toBe(4)
      expect(path(trace?.trace).map((hop) => hop.split(' ').sort().join(' '))).toEqual([
        '10.88.0.1',
        '10.88.11.2 10.88.12.2',
        '10.88.21.2 10.88.22.2',
      ])
    })
  })

  test('that is stopped tells what it has', async () => {
    await withNetwork(threeRouters(4, { r2: { nft: nft('forward', 'drop') } }), async (network) => {
      const stopped = await inMachine({ network, machine: 'laptop', module, uid: NOBODY }, stopSoon, null)
      expect(short(stopped.trace)).toEqual({ path: ROUTERS.slice(0, 2), end: 'silence', endTtl: null })
      expect(stopped.ms).toBeLessThan(1000)
    })
  })
})

async function stopSoon({ createDialler, traceTcp }: typeof Native & typeof Trace): Promise<Result> {
  const dialler = await createDialler()
  if ('missing' in dialler) throw new Error(dialler.missing)
  const signal = AbortSignal.timeout(300)
  const startedAt = performance.now()
  const trace = await traceTcp({ dial: dialler.dial, address: '10.77.20.11', port: 22, timeoutMs: 20_000, signal })
  return { trace, ms: performance.now() - startedAt }
}

/** laptop — a — (b1 | b2) — c — host: `a` chooses by source port (fib_multipath_hash_policy 1). */
function twoPaths(): NetworkSpec {
  const forward = { 'net.ipv4.ip_forward': 1, 'net.ipv4.icmp_ratelimit': 0 }
  return {
    machines: {
      laptop: { addresses: { eth0: ['10.88.0.2/24'] }, routes: ['default via 10.88.0.1'], ownThread: ['eth0'] },
      a: {
        addresses: { left: ['10.88.0.1/24'], up: ['10.88.11.1/24'], down: ['10.88.12.1/24'] },
        routes: ['10.88.3.0/24 nexthop via 10.88.11.2 nexthop via 10.88.12.2'],
        sysctls: { ...forward, 'net.ipv4.fib_multipath_hash_policy': 1 },
        ownThread: ['left'],
      },
      b1: {
        addresses: { left: ['10.88.11.2/24'], right: ['10.88.21.1/24'] },
        routes: ['10.88.0.0/24 via 10.88.11.1', '10.88.3.0/24 via 10.88.21.2'],
        sysctls: forward,
      },
      b2: {
        addresses: { left: ['10.88.12.2/24'], right: ['10.88.22.1/24'] },
        routes: ['10.88.0.0/24 via 10.88.12.1', '10.88.3.0/24 via 10.88.22.2'],
        sysctls: forward,
      },
      c: {
        addresses: { up: ['10.88.21.2/24'], down: ['10.88.22.2/24'], right: ['10.88.3.1/24'] },
        routes: ['10.88.0.0/24 via 10.88.21.1'],
        // Linux answers from the address of the interface that it replies through, unless told otherwise.
        sysctls: { ...forward, 'net.ipv4.icmp_errors_use_inbound_ifaddr': 1 },
      },
      host: {
        addresses: { eth0: ['10.88.3.2/24'] },
        routes: ['default via 10.88.3.1'],
        listeners: [{ ports: [22], behaviour: 'ssh' }],
      },
    },
    links: [
      ['laptop:eth0', 'a:left'],
      ['a:up', 'b1:left'],
      ['a:down', 'b2:left'],
      ['b1:right', 'c:up'],
      ['b2:right', 'c:down'],
      ['c:right', 'host:eth0'],
    ],
  }
}
