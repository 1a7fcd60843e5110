/** The facts about a real machine: two default routes, a tunnel, a dead gateway, dead neighbours. */
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { environment, type Environment } from '../../shared/environment.ts'
import { callIn, whyNoCallIn } from './call-in.ts'
import { run } from './command.ts'
import { type Network, whyNoLab, withNetwork } from './network.ts'
import type { NetworkSpec } from './network-script.ts'

const why = whyNoLab() ?? whyNoCallIn()
if (why !== null) {
  if (process.env['CI']) throw new Error(`environment in the lab: ${why}; in CI that is a failure`)
  console.warn(`environment in the lab: skipped, because ${why}`)
}

const MODULE = 'main/probe/environment/gather.ts'
/** The laptop has a cable and a second way out whose gateway is not there. */
const SPEC: NetworkSpec = {
  machines: {
    laptop: {
      addresses: { eth0: ['10.79.1.10/24', 'fd79:1::10/64'], eth1: ['10.79.2.10/24'] },
      routes: [
        'default via 10.79.1.1',
        'default via 10.79.2.1 metric 200',
        '10.79.50.0/24 via 10.79.2.1',
        '::/0 via fd79:1::1',
      ],
    },
    gateway: { addresses: { eth0: ['10.79.1.1/24', 'fd79:1::1/64'] } },
    other: { addresses: { eth0: ['10.79.2.9/24'] } },
  },
  links: [
    ['laptop:eth0', 'gateway:eth0'],
    ['laptop:eth1', 'other:eth0'],
  ],
}

/** A tun is up only while a program holds it: TUNSETIFF with IFF_TUN and IFF_NO_PI. */
async function openTunnel(network: Network): Promise<void> {
  const child = network.spawn('laptop', [
    'perl',
    '-e',
    '$| = 1; open(T, "+<", "/dev/net/tun") or die $!; my $r = pack("a16S", "office0", 0x1001) . "\\0" x 22; ioctl(T, 0x400454ca, $r) or die $!; print "open\\n"; sleep 60',
  ])
  if (child.stdout) await once(child.stdout, 'data')
  const add = 'addr add 10.99.0.6/24 dev office0\nlink set dev office0 mtu 1380 up\n'
  const { status, stderr } = await run(network, 'laptop', [
    'sh',
    '-c',
    `printf '${add.replaceAll('\n', '\\n')}' | ip -batch -`,
  ])
  expect(status, stderr).toBe(0)
}

const DESTINATIONS = ['10.79.1.1', '10.79.1.77', '10.77.20.11', '10.79.50.1', '10.99.0.9', 'fd77:20::11']
const gather = (more = '') => `
  const input = {
    destinations: ${JSON.stringify(DESTINATIONS)},
    names: new Map([['psm.example', { literal: '10.77.20.11' }], ['gone.example', { error: 'ENOTFOUND' }]]),
    observers: [{ id: 'raw', available: false, note: 'Needs root.' }],
  }
  const start = await m.gatherEnvironment(input)
  ${more}
  return start`

describe.skipIf(why !== null)('the machine that sends', { timeout: 60_000 }, () => {
  test.each([false, true])('two ways out, a tunnel, and who answers; nobody: %s', async (nobody) => {
    await withNetwork(SPEC, async (network) => {
      await openTunnel(network)
      const { value } = await callIn(network, 'laptop', MODULE, gather(), { nobody })
      const found: Environment = environment.parse(value)
      expect(found.privileged).toBe(!nobody)
      expect(found.notes).toEqual([])
      const [eth0, eth1, tunnel] = ['eth0', 'eth1', 'office0'].map((name) =>
        found.interfaces.find((i) => i.name === name),
      )
      expect(eth0).toMatchObject({ mtu: 1500, kind: 'virtual', active: true, destinations: 4 })
      expect(eth0?.addresses).toContain('10.79.1.10/24')
      expect(eth0?.mac).toMatch(/^([\da-f]{2}:){5}[\da-f]{2}$/)
      expect(eth1).toMatchObject({ active: true, destinations: 1 })
      expect(tunnel).toMatchObject({ kind: 'vpn', mtu: 1380, mac: null, active: true, destinations: 1 })
      expect(found.gateways.map((g) => `${g.address} ${g.interface}`).sort()).toEqual([
        '10.79.1.1 eth0',
        '10.79.2.1 eth1',
        'fd79:1::1 eth0',
      ])
      expect(found.names).toEqual([
        { name: 'psm.example', addresses: ['10.77.20.11'], error: null },
        { name: 'gone.example', addresses: [], error: 'ENOTFOUND' },
      ])
      const said = found.warnings.join('\n')
      expect(said).toMatch(/several active interfaces: eth0 \(4 destinations\) and eth1 \(1 destination\)/)
      expect(said).toMatch(/office0 is a VPN or another tunnel, and 1 destination of the plan is reached through it/)
      expect(said).toMatch(/office0 has an MTU of 1380/)
    })
  })

  test('what the probing showed is there at the end: a dead gateway, a dead neighbour, a narrow path', async () => {
    await withNetwork(SPEC, async (network) => {
      // Somebody has to ask before the kernel knows that nobody answers: 3 s of ARP.
      await run(network, 'laptop', ['ping', '-c', '1', '-W', '1', '10.79.1.1'])
      const dead = ['10.79.1.77', '10.79.50.1'].map((a) => run(network, 'laptop', ['ping', '-c', '1', '-W', '4', a]))
      await Promise.all(dead)
      const late = `const pathMtu = [{ address: '10.77.20.11', bytes: 1400, interfaceMtu: 1500, note: 'Measured.' }]
        const observers = [{ id: 'raw', available: true, note: 'By a raw socket.' }]
        const claims = [{ address: '10.79.1.1', mac: '00:00:5e:00:53:01' }]
        return m.completeEnvironment(start, { destinations: input.destinations, pathMtu, observers, claims, through: new Map([['10.77.20.11', 'eth1'], ['10.0.0.1', null]]) })`
      const { value } = await callIn(network, 'laptop', MODULE, gather(late))
      const found = environment.parse(value)
      expect(found.gateways.find((g) => g.interface === 'eth1')?.neighbour?.state).toBe('failed')
      expect(found.gateways.find((g) => g.address === '10.79.1.1')?.neighbour?.mac).toMatch(/:/)
      expect(found.neighbours).toContainEqual({ address: '10.79.1.77', interface: 'eth0', mac: null, state: 'failed' })
      expect(found.duplicates).toHaveLength(1)
      expect(found.interfaces.filter((i) => i.destinations > 0).map((i) => [i.name, i.destinations])).toEqual([
        ['eth1', 1],
      ])
      expect(found.observers).toEqual([{ id: 'raw', available: true, note: 'By a raw socket.' }])
      const said = found.warnings.join('\n')
      expect(said).toMatch(/default gateway 10\.79\.2\.1 on eth1 does not answer ARP/)
      expect(said).toMatch(/own network 10\.79\.1\.77 does not answer/)
      expect(said).toMatch(/path to 10\.77\.20\.11 takes packets of at most 1400 bytes/)
      expect(said).toMatch(/Several network cards claim the address 10\.79\.1\.1/)
    })
  })

  test('takes less than 150 ms', async () => {
    await withNetwork(SPEC, async (network) => {
      // The best of three, because other tests run beside this one.
      const body = `const times = []
        for (let i = 0; i < 3; i += 1) {
          const start = performance.now()
          await (async () => { ${gather()} })()
          times.push(performance.now() - start)
        }
        return times`
      const times = (await callIn(network, 'laptop', MODULE, body)).value as number[]
      console.info(`gathering: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`)
      expect(Math.min(...times)).toBeLessThan(150)
    })
  })

  test('a thousand destinations do not slow it down, and it sends nothing', async () => {
    // Without IPv6, in which the kernel chatters by itself.
    const laptop = {
      addresses: { eth0: ['10.79.1.10/24'], eth1: ['10.79.2.10/24'] },
      routes: ['default via 10.79.1.1'],
    }
    const quiet = { links: SPEC.links, machines: { laptop, gateway: {}, other: {} } }
    await withNetwork(quiet, async (network) => {
      const packets = async () =>
        (await run(network, 'laptop', ['sh', '-c', 'cat /sys/class/net/eth*/statistics/tx_packets'])).stdout
      const before = await packets()
      const body = `
        const destinations = Array.from({ length: 1000 }, (_, i) => '10.77.' + (20 + (i >> 8)) + '.' + (i & 255))
        const start = performance.now()
        const { interfaces } = await m.gatherEnvironment({ destinations, names: new Map(), observers: [] })
        return { ms: performance.now() - start, through: interfaces.find((i) => i.name === 'eth0').destinations }`
      const { value } = await callIn(network, 'laptop', MODULE, body)
      console.info(`1,000 destinations: ${(value as { ms: number }).ms.toFixed(0)} ms`)
      expect(value).toMatchObject({ through: 1000 })
      expect((value as { ms: number }).ms).toBeLessThan(400)
      expect(await packets()).toBe(before)
    })
  })

  test('without ip the neighbours come from /proc, and what is missing is noted', async () => {
    await withNetwork(SPEC, async (network) => {
      await run(network, 'laptop', ['ping', '-c', '1', '-W', '1', '10.79.1.1'])
      // In a mount namespace of its own, `ip` is a program that fails.
      const hide = 'for ip in $(which -a ip); do mount --bind "$(which false)" "$ip"; done; exec "$@"'
      const under = ['unshare', '-m', 'sh', '-c', hide, 'sh']
      const { value } = await callIn(network, 'laptop', MODULE, gather(), { under })
      const found = environment.parse(value)
      expect(found.notes).toEqual(['IPv6 neighbours are not known: ip (iproute2) gave no answer.'])
      expect(found.gateways.find((g) => g.address === '10.79.1.1')?.neighbour?.state).toBe('complete')
    })
  })
})
