/**
 * The prober on a real path, as uid 65534: what it tells of ICMP errors, TTLs and families, and whether a whole check by it comes to the
 * conclusions of the dialler that runs on the machine itself.
 */
import { describe, expect, test } from 'vitest'
import { callIn, whyNoCallIn } from './call-in.ts'
import { type Network, whyNoLab, withNetwork } from './network.ts'
import { nft, threeRouters } from './topology.ts'

const why = whyNoLab() ?? whyNoCallIn()
if (why !== null) {
  if (process.env['CI']) throw new Error(`the prober in the lab: ${why}; in CI that is a failure`)
  console.warn(`the prober in the lab: skipped, because ${why}`)
}

const MODULE = 'test/support/prober-in-machine.ts'
const PORTS = 'tcp dport'
const blocked = (family: 4 | 6) =>
  nft(
    'forward',
    `${PORTS} 443 drop`,
    family === 4
      ? `${PORTS} 6443 reject with icmp type admin-prohibited`
      : `${PORTS} 6443 reject with icmpv6 type admin-prohibited`,
    `${PORTS} 9003 reject with tcp reset`,
  )

interface Seen {
  kind: string
  errno: string | null
  icmp: object | null
  away: boolean
  sourcePort: number | null
}

const asked = async (network: Network, targets: readonly object[]) => {
  const { value } = await callIn(network, 'laptop', MODULE, `return m.askAll(${JSON.stringify(targets)})`, {
    nobody: true,
  })
  return value as Seen[]
}

/** Over a slow link, on a busy machine: it says itself that there was no time to tell, and nothing else. */
const lackedTime = (line: string) => / unstable .* no time left /.test(line)

describe.skipIf(why !== null)('the prober through three routers', { timeout: 60_000 }, () => {
  test('open, closed, drop, prohibited with its reporter, small TTLs, least TTLs', async () => {
    await withNetwork(threeRouters(4, { r2: { nft: blocked(4) } }), async (network) => {
      const address = '10.77.20.11'
      const seen = await asked(network, [
        { address, port: 22 },
        { address, port: 9200 },
        { address, port: 443 },
        { address, port: 6443 },
        { address, port: 22, ttl: 2 },
        { address, port: 22, minTtl: 61 },
        { address, port: 22, minTtl: 62 },
      ])
      expect(seen.map(({ kind, errno, away }) => `${kind} ${errno} ${away}`)).toEqual([
        'connected null false',
        'error ECONNREFUSED false',
        'silence null false',
        'error EHOSTUNREACH false',
        'error EHOSTUNREACH false',
        'connected null false',
        'silence null true',
      ])
      expect(seen[3]?.icmp).toEqual({ version: 4, type: 3, code: 13, reporter: '10.77.12.2' })
      expect(seen[4]?.icmp).toEqual({ version: 4, type: 11, code: 0, reporter: '10.77.12.2' })
      expect(seen.filter(({ icmp }) => icmp !== null)).toHaveLength(2)
      expect(seen.every(({ sourcePort }) => sourcePort !== null)).toBe(true)
    })
  })

  test('IPv6 likewise', async () => {
    await withNetwork(threeRouters(6, { r2: { nft: blocked(6) } }), async (network) => {
      const address = 'fd77:20::11'
      // Neighbours of links that have just come up are asked a second time after one second.
      for (let tries = 0; tries < 10; tries += 1) {
        const [first] = await asked(network, [{ address, port: 22 }])
        if (first?.kind === 'connected') break
      }
      const seen = await asked(network, [
        { address, port: 22 },
        { address, port: 6443 },
        { address, port: 22, ttl: 1 },
        { address, port: 22, minTtl: 61 },
        { address, port: 22, minTtl: 62 },
      ])
      expect(seen.map(({ kind, away }) => `${kind} ${away}`)).toEqual([
        'connected false',
        'error false',
        'error false',
        'connected false',
        'silence true',
      ])
      expect(seen[1]?.icmp).toEqual({ version: 6, type: 1, code: 1, reporter: 'fd77:12::2' })
      expect(seen[2]?.icmp).toEqual({ version: 6, type: 3, code: 0, reporter: 'fd77:10::1' })
    })
  })

  test('200 silent attempts at once: memory there, all given up without a trace', async () => {
    await withNetwork(threeRouters(4, { r2: { nft: blocked(4) } }), async (network) => {
      const { value } = await callIn(network, 'laptop', MODULE, `return m.manySilent('10.77.20.11', 443, 200)`, {
        nobody: true,
      })
      const { beforeKb, peakKb, sockets } = value as { beforeKb: number; peakKb: number; sockets: number[] }
      console.log(`prober: ${beforeKb} kB resident at rest, ${peakKb} kB with 200 silent attempts`)
      expect(peakKb).toBeLessThan(40_000)
      expect(sockets[0]).toBeGreaterThanOrEqual(200)
      expect(sockets[1]).toBeLessThan(10)
    })
  })

  test.each([0, 400])(
    'a check by it comes to the conclusions of the local dialler, over a link whose round trip is %i ms longer',
    async (delayMs) => {
      await withNetwork(threeRouters(4, { r2: { nft: blocked(4) } }), async (network) => {
        const { value } = await callIn(network, 'laptop', MODULE, `return m.compare(${delayMs})`, { nobody: true })
        const { local, remote, localMs, remoteMs, lost } = value as {
          local: string[]
          remote: string[]
          localMs: number
          remoteMs: number
          lost: number
        }
        console.log(
          `prober: a check of ${local.length} flows: ${localMs.toFixed(0)} ms local, ${remoteMs.toFixed(0)} ms by it, link + ${delayMs} ms`,
        )
        expect(local.length).toBeGreaterThan(10)
        expect(new Set(local.map((line) => line.split(' ')[1]))).toEqual(
          new Set(['open', 'closed', 'silent', 'rejected', 'reset']),
        )
        expect(remote.filter((line) => !lackedTime(line))).toEqual(
          local.filter((_, at) => !lackedTime(remote[at] ?? '')),
        )
        if (delayMs === 0) expect(remote.filter(lackedTime)).toEqual([])
        // Not claimed of the path, and a machine that is busy itself may see an answer late.
        expect(lost).toBeLessThan(3)
      })
    },
  )
})
