/** Echoes, traces and path MTU through three real routers: as root by net-ping, as uid 65534 by the system's ping. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { callIn, whyNoCallIn } from './call-in.ts'
import { run } from './command.ts'
import { type Network, whyNoLab, withNetwork } from './network.ts'
import { nft, threeRouters } from './topology.ts'

const why = whyNoLab() ?? whyNoCallIn()
if (why !== null) {
  if (process.env['CI']) throw new Error(`ICMP in the lab: ${why}; in CI that is a failure`)
  console.warn(`ICMP in the lab: skipped, because ${why}`)
}

const OPEN = 'main/probe/icmp/open-echo.ts'
const TRACE = 'main/probe/icmp/trace-icmp.ts'
/** psm-2 is silent, psm-3 is prohibited; nobody has 10.77.20.99. */
const r1 = {
  nft: nft(
    'forward',
    'ip daddr 10.77.20.12 icmp type echo-request drop',
    'ip daddr 10.77.20.13 icmp type echo-request reject with icmp type admin-prohibited',
  ),
}

const echoes = (addresses: readonly string[], waitMs = 300) => `
  const echo = await m.openEcho()
  const seen = await Promise.all(${JSON.stringify(addresses)}.map((address) => echo.echo({ address, packets: 3, waitMs: ${waitMs} })))
  echo.close()
  return { note: echo.state.note, seen }`

interface Echoes {
  note: string
  seen: { by: string; result: string; rttMs: number | null; ttl: number | null; detail: string }[]
}

/** Echo requests that a machine has sent until now. */
async function sent(network: Network, machine: string): Promise<number> {
  const { stdout } = await run(network, machine, ['grep', '^Icmp:', '/proc/net/snmp'])
  const [names = [], counts = []] = stdout.split('\n').map((line) => line.split(' '))
  return Number(counts[names.indexOf('OutEchos')])
}

describe.skipIf(why !== null)('ICMP through three routers', { timeout: 60_000 }, () => {
  const all = ['10.77.20.11', '10.77.20.12', '10.77.20.13']

  test.each([
    {
      user: 'root',
      nobody: false,
      by: 'net-ping',
      note: /^By net-ping\.$/,
      prohibited: '10.77.10.1: destination unreachable',
    },
    {
      user: 'uid 65534',
      nobody: true,
      by: 'ping',
      note: /^By ping from .*Missing here: net-ping: raw sockets need root/,
      prohibited: '10.77.10.1: Packet filtered',
    },
  ])('$user: reply, silence and error, at most three echoes each', async ({ nobody, by, note, prohibited }) => {
    await withNetwork(threeRouters(4, { r1 }), async (network) => {
      const { value } = await callIn(network, 'laptop', OPEN, echoes(all), { nobody })
      const { note: said, seen } = value as Echoes
      expect(said).toMatch(note)
      expect(seen.map((one) => one.result)).toEqual(['reply', 'silence', 'error'])
      expect(seen.every((one) => one.by === by)).toBe(true)
      // 64 less three routers.
      expect(seen[0]?.ttl).toBe(61)
      expect(seen[0]?.rttMs).toBeLessThan(300)
      expect(seen[2]?.detail).toBe(prohibited)
      // One was answered, one was prohibited at once, one was silent.
      expect(await sent(network, 'laptop')).toBe(5)
    })
  })

  test('the ping of busybox, where that is what the system has', async (context) => {
    const busybox = spawnSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).stdout.trim()
    if (busybox === '') {
      console.warn('the ping of busybox: skipped, because busybox is not installed')
      context.skip()
      return
    }
    const folder = mkdtempSync(join(tmpdir(), 'busybox-'))
    try {
      symlinkSync(busybox, join(folder, 'ping'))
      const under = ['env', `PATH=${folder}:/usr/bin:/bin`]
      await withNetwork(threeRouters(4, { r1 }), async (network) => {
        const body = `const way = await (await m.openSystemPing())()
          const seen = await Promise.all(${JSON.stringify(all)}.map((address) => way.echo({ address, packets: 2, waitMs: 300 })))
          return { note: way.words, seen }`
        const { value } = await callIn(network, 'laptop', 'main/probe/icmp/system-ping-way.ts', body, { under })
        const { note, seen } = value as Echoes
        expect(note).toMatch(/^ping from busybox /)
        // It does not tell of errors.
        expect(seen.map((one) => one.result)).toEqual(['reply', 'silence', 'silence'])
        expect(seen[0]).toMatchObject({ by: 'ping', ttl: 61 })
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test.each([false, true])('IPv6, nobody: %s', async (nobody) => {
    await withNetwork(threeRouters(6), async (network) => {
      const { value } = await callIn(network, 'laptop', OPEN, echoes(['fd77:20::11'], 1000), { nobody })
      const [one] = (value as Echoes).seen
      expect(one).toMatchObject({ by: nobody ? 'ping' : 'net-ping', result: 'reply', ttl: nobody ? 61 : null })
    })
  })

  test('a router that needs 3 s to find no neighbour is still heard', async () => {
    await withNetwork(threeRouters(), async (network) => {
      const { value } = await callIn(network, 'laptop', OPEN, echoes(['10.77.20.99'], 1100))
      expect((value as Echoes).seen[0]).toMatchObject({
        result: 'error',
        detail: '10.77.23.2: destination unreachable',
      })
    })
  })

  test('a trace names every router; one that is blocked ends at the last that spoke', async () => {
    const dropAtR2 = { nft: nft('forward', 'ip daddr 10.77.20.12 drop') }
    await withNetwork(threeRouters(4, { r1: {}, r2: dropAtR2 }), async (network) => {
      const body = `return Promise.all(['10.77.20.11', '10.77.20.12'].map((address) => m.traceIcmp({ address, deadlineMs: 5000, hopMs: 200 })))`
      const { value } = await callIn(network, 'laptop', TRACE, body)
      const [open, blocked] = value as {
        end: string
        endTtl: number | null
        hops: { addresses: { address: string }[] }[]
      }[]
      const names = (trace: typeof open) => trace?.hops.map((hop) => hop.addresses[0]?.address ?? '*')
      expect(open).toMatchObject({ end: 'reply', endTtl: 4 })
      expect(names(open)).toEqual(['10.77.10.1', '10.77.12.2', '10.77.23.2', '10.77.20.11'])
      expect(blocked).toMatchObject({ end: 'silence', endTtl: null })
      expect(names(blocked)).toEqual(['10.77.10.1', '10.77.12.2', '*', '*', '*', '*'])
    })
  })

  test('a trace without rights says what is missing', async () => {
    await withNetwork(threeRouters(), async (network) => {
      const body = `return m.traceIcmp({ address: '10.77.20.11', deadlineMs: 5000 })`
      const { value } = await callIn(network, 'laptop', TRACE, body, { nobody: true })
      expect(value).toMatchObject({
        end: 'not-tested',
        detail: 'raw sockets need root, an administrator, or CAP_NET_RAW',
      })
    })
  })
})

describe.skipIf(why !== null)('path MTU through three routers', { timeout: 60_000 }, () => {
  const MODULE = 'main/probe/icmp/path-mtu.ts'
  const measure = (address: string) => `return m.pathMtu({ address: '${address}', interfaceMtu: 1500, waitMs: 300 })`

  const narrow = async (network: Network, machine: string) => {
    const { status, stderr } = await run(network, machine, ['ip', 'link', 'set', 'right', 'mtu', '1400'])
    expect(status, stderr).toBe(0)
  }

  test.each([false, true])('full size, and a narrow link whose router says so; nobody: %s', async (nobody) => {
    await withNetwork(threeRouters(), async (network) => {
      const { value } = await callIn(network, 'laptop', MODULE, measure('10.77.20.11'), { nobody })
      expect(value).toMatchObject({ bytes: 1500 })
      expect(await sent(network, 'laptop')).toBe(1)
      await narrow(network, 'r2')
      const again = await callIn(network, 'laptop', MODULE, measure('10.77.20.11'), { nobody })
      expect(again.value).toMatchObject({ bytes: 1400, interfaceMtu: 1500 })
      expect((again.value as { note: string }).note).toContain('10.77.12.2 said')
    })
  })

  test('IPv6', async () => {
    await withNetwork(threeRouters(6), async (network) => {
      await narrow(network, 'r2')
      const { value } = await callIn(network, 'laptop', MODULE, measure('fd77:20::11'))
      expect(value).toMatchObject({ bytes: 1400 })
    })
  })

  test('a path that swallows large packets silently is found by halves, with at most 8 echoes', async () => {
    const swallow = { nft: nft('forward', 'ip length > 1380 drop') }
    await withNetwork(threeRouters(4, { r2: swallow }), async (network) => {
      const { value } = await callIn(network, 'laptop', MODULE, measure('10.77.20.11'))
      const { bytes } = value as { bytes: number }
      expect(bytes).toBeLessThanOrEqual(1380)
      expect(bytes).toBeGreaterThan(1380 - 32)
      expect(await sent(network, 'laptop')).toBeLessThanOrEqual(8)
    })
  })
})
