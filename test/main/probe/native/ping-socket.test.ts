/** Echo without privileges through three real routers: replies, errors with their sender, and the size of packets that get through. */
import { beforeAll, describe, expect, test } from 'vitest'
import { buildEcho, isQuotedEcho, isReply } from '../../../../main/probe/native/echo-message.ts'
import type * as Mtu from '../../../../main/probe/icmp/path-mtu.ts'
import type * as Way from '../../../../main/probe/icmp/ping-socket-way.ts'
import type * as Ping from '../../../../main/probe/native/ping-socket.ts'
import type { PingAnswer, PingTarget } from '../../../../main/probe/native/ping-socket.ts'
import { bundle } from '../../../support/bundle.ts'
import { NOBODY, inMachine } from '../../../support/in-machine.ts'
import { run } from '../../../lab/command.ts'
import { type Network, whyNoLab, withNetwork } from '../../../lab/network.ts'
import { nft, threeRouters } from '../../../lab/topology.ts'

const why = whyNoLab()
if (why !== null && process.env['CI']) throw new Error(`ping sockets in the lab: ${why}; in CI that is a failure`)
if (why !== null) console.warn(`ping sockets in the lab: skipped, because ${why}`)

let module = ''
beforeAll(async () => {
  module = await bundle(
    'main/probe/native/ping-socket.ts',
    'main/probe/icmp/path-mtu.ts',
    'main/probe/icmp/ping-socket-way.ts',
  )
})

const PSM = '10.77.20.11'
const PSM6 = 'fd77:20::11'
const ALLOWED = { sysctls: { 'net.ipv4.ping_group_range': '0 2147483647' } }

const inLab = (network: Network) => ({ network, machine: 'laptop', module, uid: NOBODY })

async function ping(
  { createPinger }: typeof Ping,
  { targets, waitMs }: { targets: PingTarget[]; waitMs: number },
): Promise<PingAnswer[]> {
  const pinger = await createPinger()
  if ('missing' in pinger) throw new Error(pinger.missing)
  // Not closed: without a request under way nothing keeps the process alive.
  return Promise.all(targets.map((target) => pinger.ping(target, waitMs)))
}

async function mtu(
  { createPinger, searchPathMtu, sizedEcho }: typeof Ping & typeof Mtu & typeof Way,
  address: string,
): Promise<{ bytes: number | null; note: string }> {
  const pinger = await createPinger()
  if ('missing' in pinger) throw new Error(pinger.missing)
  const { signal } = new AbortController()
  const ask = (bytes: number) => sizedEcho(pinger, { address, waitMs: 100 }, bytes, signal)
  const found = await searchPathMtu(1500, address.includes(':') ? 6 : 4, ask)
  pinger.close()
  return found
}

const icmpError = (errno: string, version: number, type: number, code: number, reporter: string) => ({
  result: 'error',
  errno,
  icmp: { version, type, code, reporter },
})

describe.skipIf(why !== null)('a ping socket', { timeout: 60_000 }, () => {
  test('hears replies, and the errors of routers', async () => {
    const r2 = {
      nft: nft('forward', 'ip daddr 10.77.20.12 drop', 'ip daddr 10.77.20.13 reject with icmp type admin-prohibited'),
    }
    await withNetwork(threeRouters(4, { laptop: ALLOWED, r2 }), async (network) => {
      const targets: PingTarget[] = [
        { address: PSM },
        { address: PSM, localAddress: '10.77.10.10' },
        { address: '10.77.20.12' },
        { address: '10.77.20.13' },
        { address: PSM, ttl: 1 },
        { address: PSM, ttl: 2 },
        { address: PSM, ttl: 3 },
        { address: PSM, ttl: 4 },
        { address: PSM, localAddress: '192.0.2.1' },
        { address: '127.0.0.1' },
      ]
      const seen = await inMachine(inLab(network), ping, { targets, waitMs: 500 })
      const expected = [
        { result: 'reply', ttl: 61, errno: null, icmp: null },
        { result: 'reply', ttl: 61 },
        { result: 'silence', ttl: null, rttMs: null },
        icmpError('EHOSTUNREACH', 4, 3, 13, '10.77.12.2'),
        icmpError('EHOSTUNREACH', 4, 11, 0, '10.77.10.1'),
        icmpError('EHOSTUNREACH', 4, 11, 0, '10.77.12.2'),
        icmpError('EHOSTUNREACH', 4, 11, 0, '10.77.23.2'),
        { result: 'reply', ttl: 61 },
        { result: 'error', errno: 'EADDRNOTAVAIL', icmp: null },
        { result: 'reply', ttl: 64 },
      ]
      for (const [index, answer] of expected.entries()) expect(seen[index], `target ${index}`).toMatchObject(answer)
      expect(seen[0]?.rttMs).toBeLessThan(500)
    })
  })

  test('the same over IPv6', async () => {
    const r2 = {
      nft: nft(
        'forward',
        'ip6 daddr fd77:20::12 drop',
        'ip6 daddr fd77:20::13 reject with icmpv6 type admin-prohibited',
      ),
    }
    await withNetwork(threeRouters(6, { laptop: ALLOWED, r2 }), async (network) => {
      const targets: PingTarget[] = [
        { address: PSM6 },
        { address: 'fd77:20::12' },
        { address: 'fd77:20::13' },
        { address: PSM6, ttl: 2 },
        { address: PSM6, ttl: 4, localAddress: 'fd77:10::10' },
      ]
      const seen = await inMachine(inLab(network), ping, { targets, waitMs: 2500 })
      const expected = [
        { result: 'reply', ttl: 61 },
        { result: 'silence' },
        icmpError('EACCES', 6, 1, 1, 'fd77:12::2'),
        icmpError('EHOSTUNREACH', 6, 3, 0, 'fd77:12::2'),
        { result: 'reply', ttl: 61 },
      ]
      for (const [index, answer] of expected.entries()) expect(seen[index], `target ${index}`).toMatchObject(answer)
    })
  })

  test.each([4, 6] as const)('finds how large a packet gets through, over IPv%i', async (family) => {
    const address = family === 4 ? PSM : PSM6
    const narrow = async (network: Network) => {
      for (const [machine, device] of [
        ['r2', 'right'],
        ['r3', 'left'],
      ] as const) {
        const { status } = await run(network, machine, ['ip', 'link', 'set', 'dev', device, 'mtu', '1400'])
        expect(status).toBe(0)
      }
    }
    const reporter = family === 4 ? '10.77.12.2' : 'fd77:12::2'
    await withNetwork(threeRouters(family, { laptop: ALLOWED }), async (network) => {
      await inMachine(inLab(network), ping, { targets: [{ address }], waitMs: 2500 })
      expect(await inMachine(inLab(network), mtu, address)).toMatchObject({ bytes: 1500 })
      await narrow(network)
      expect(await inMachine(inLab(network), mtu, address)).toEqual({
        bytes: 1400,
        note: `${reporter} said that the path takes at most 1400 bytes, and echoes of that size are answered.`,
      })
    })
    const mute = { nft: nft('output', 'icmp type destination-unreachable drop', 'icmpv6 type packet-too-big drop') }
    await withNetwork(threeRouters(family, { laptop: ALLOWED, r2: mute }), async (network) => {
      await inMachine(inLab(network), ping, { targets: [{ address }], waitMs: 2500 })
      await narrow(network)
      const found = await inMachine(inLab(network), mtu, address)
      // Eight echoes leave a gap of some bytes between what was answered and what was not.
      expect(found.bytes).toBeGreaterThan(1340)
      expect(found.bytes).toBeLessThanOrEqual(1400)
    })
  })

  test('says so where the system does not allow it', async () => {
    const laptop = { sysctls: { 'net.ipv4.ping_group_range': '1 0' } }
    await withNetwork(threeRouters(4, { laptop }), async (network) => {
      const told = await inMachine(
        inLab(network),
        async ({ createPinger, describeEcho }: typeof Ping) => {
          const pinger = await createPinger()
          return 'missing' in pinger ? describeEcho(pinger) : null
        },
        null,
      )
      expect(told).toEqual({
        observer: 'echo',
        by: 'ping-socket',
        result: 'not-tested',
        rttMs: null,
        ttl: null,
        detail: 'this user may send no ICMP echo here (EACCES; see net.ipv4.ping_group_range)',
      })
    })
  })
})

describe('a reply', () => {
  const echo = { version: 4, address: '10.0.0.1', sequence: 1, token: Buffer.alloc(16, 7) } as const
  const request = buildEcho(echo)
  request.writeUInt16BE(4711, 4)
  const reply = Buffer.from(request)
  reply[0] = 0
  const name = { address: '10.0.0.1', port: 0, scope: 0 }

  test('is ours only with address, identifier, sequence and token', () => {
    expect(isReply({ name, payload: reply, control: [] }, echo, 4711)).toBe(true)
    expect(isReply({ name: { ...name, address: '10.0.0.2' }, payload: reply, control: [] }, echo, 4711)).toBe(false)
    expect(isReply({ name: null, payload: reply, control: [] }, echo, 4711)).toBe(false)
    expect(isReply({ name, payload: reply, control: [] }, echo, 4712)).toBe(false)
    for (let at = 4; at < reply.length; at += 1) {
      const changed = Buffer.from(reply)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(isReply({ name, payload: changed, control: [] }, echo, 4711)).toBe(false)
    }
    for (let length = 0; length < reply.length; length += 1) {
      expect(isReply({ name, payload: reply.subarray(0, length), control: [] }, echo, 4711)).toBe(false)
    }
  })

  test('and an error, when it quotes the request', () => {
    expect(isQuotedEcho({ name, payload: request.subarray(0, 8), control: [] }, echo, 4711)).toBe(true)
    expect(isQuotedEcho({ name, payload: request.subarray(0, 7), control: [] }, echo, 4711)).toBe(false)
    expect(isQuotedEcho({ name, payload: reply, control: [] }, echo, 4711)).toBe(false)
    expect(isQuotedEcho({ name, payload: request, control: [] }, echo, 1)).toBe(false)
  })

  test('a request is as long as its packet is to be', () => {
    expect(buildEcho({ ...echo, size: 1500 })).toHaveLength(1480)
    expect(buildEcho({ ...echo, version: 6, size: 1280 })).toHaveLength(1240)
    expect(buildEcho({ ...echo, size: 10 })).toHaveLength(24)
  })
})
