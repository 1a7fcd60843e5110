/** What a raw socket sees of answers, beside what tcpdump prints of the same packets; and how far away a device is that resets. */
import { once } from 'node:events'
import { beforeAll, describe, expect, test } from 'vitest'
import type * as Native from '../../../../main/probe/native/dialler.ts'
import type * as Filter from '../../../../main/probe/native/answer-filter.ts'
import type * as HalfOpen from '../../../../main/probe/native/half-open.ts'
import type * as Libc from '../../../../main/probe/native/libc.ts'
import type * as Reader from '../../../../main/probe/native/message-reader.ts'
import type * as Raw from '../../../../main/probe/native/raw-observer.ts'
import { readIpv4, readTcp } from '../../../../main/probe/native/segment.ts'
import { routersCrossed } from '../../../../shared/hop-words.ts'
import type { SegmentObservation } from '../../../../shared/observation.ts'
import { bundle } from '../../../support/bundle.ts'
import { NOBODY, inMachine } from '../../../support/in-machine.ts'
import { type Network, whyNoLab, withNetwork } from '../../../lab/network.ts'
import { nft, threeRouters } from '../../../lab/topology.ts'

const why = whyNoLab()
if (why !== null && process.env['CI']) throw new Error(`raw sockets in the lab: ${why}; in CI that is a failure`)
if (why !== null) console.warn(`raw sockets in the lab: skipped, because ${why}`)

let module = ''
beforeAll(async () => {
  module = await bundle(
    'main/probe/native/dialler.ts',
    'main/probe/native/raw-observer.ts',
    'main/probe/native/half-open.ts',
    'main/probe/native/libc.ts',
    'main/probe/native/message-reader.ts',
    'main/probe/native/answer-filter.ts',
  )
})

type Modules = typeof Native & typeof Raw & typeof HalfOpen

/** Asks each port by a connect, and tells what the raw socket saw of it. */
async function observe(
  { createDialler, observeSegments }: Modules,
  { address, ports }: { address: string; ports: number[] },
): Promise<Record<number, { port: number; segments: SegmentObservation[] }>> {
  const dialler = await createDialler()
  const observer = await observeSegments((remote) => remote === address)
  if ('missing' in dialler) throw new Error(dialler.missing)
  if ('missing' in observer) throw new Error(observer.missing)
  const seen: Record<number, { port: number; segments: SegmentObservation[] }> = {}
  for (const port of ports) {
    await new Promise<void>((resolve) => {
      const dialled = dialler.dial({ address, port }, () => {
        const { sourceAddress, sourcePort } = dialled
        const ends = [sourceAddress ?? '', sourcePort ?? 0, address, port] as const
        seen[port] = { port: sourcePort ?? 0, segments: observer.segmentsOf(...ends) }
        observer.release(...ends)
        if (observer.segmentsOf(...ends).length > 0) throw new Error('not released')
        dialled.abandon()
        resolve()
      })
    })
  }
  // Neither is closed: an observer must not keep the process alive.
  return seen
}

async function startTcpdump(network: Network, filter: string): Promise<{ stop(): Promise<string> }> {
  const argv = ['tcpdump', '-n', '-v', '-l', '--immediate-mode', '-i', 'eth0', '-Q', 'in', filter]
  const child = network.spawn('laptop', argv)
  const exit = once(child, 'close')
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  await new Promise<void>((resolve) => {
    child.stderr?.setEncoding('utf8').on('data', (more: string) => {
      if (more.includes('listening on')) resolve()
    })
  })
  return {
    async stop() {
      // tcpdump hands packets on in batches; a moment lets the last one through.
      await new Promise((resolve) => setTimeout(resolve, 400))
      child.kill('SIGINT')
      await exit
      return text
    },
  }
}

/** One line of `tcpdump -v` for each packet, as an observation and the port that it came to. */
function fromTcpdump(text: string): { port: number; segment: Partial<SegmentObservation> }[] {
  return text
    .replaceAll(/\n\s+/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const port = /> [^ ]+\.(\d+): Flags/.exec(line)?.[1]
      const ttl = /(?:ttl|hlim) (\d+)/.exec(line)?.[1]
      const flags = /Flags \[([^\]]+)\]/.exec(line)?.[1]
      if (!port || !ttl || !flags) return []
      const options = /options \[([^\]]*)\]/.exec(line)?.[1] ?? ''
      const mss = /mss (\d+)/.exec(options)?.[1]
      const segment = {
        kind: flags.includes('R') ? ('RST' as const) : ('SYN-ACK' as const),
        ttl: Number(ttl),
        window: Number(/win (\d+)/.exec(line)?.[1]),
        mss: mss === undefined ? null : Number(mss),
        options: options
          .split(',')
          .map((option) => option.split(' ')[0])
          .filter(Boolean)
          .join(' '),
      }
      return [{ port: Number(port), segment }]
    })
}

describe.skipIf(why !== null)('a raw socket', { timeout: 60_000 }, () => {
  test.each([4, 6] as const)('sees what tcpdump sees, over IPv%i', async (family) => {
    const address = family === 4 ? '10.77.20.11' : 'fd77:20::11'
    const r2 = { nft: nft('forward', 'tcp dport 7002 reject with tcp reset') }
    await withNetwork(threeRouters(family, { r2 }), async (network) => {
      const filter = family === 4 ? `src ${address} and tcp[13] & 6 != 0` : `src ${address} and ip6[53] & 6 != 0`
      const dump = await startTcpdump(network, filter)
      const seen = await inMachine({ network, machine: 'laptop', module }, observe, { address, ports: [22, 23, 7002] })
      const oracle = fromTcpdump(await dump.stop())
      for (const port of [22, 23, 7002]) {
        const entry = seen[port]
        const same = oracle.find((line) => line.port === entry?.port)
        expect(entry?.segments, `port ${port}`).toHaveLength(1)
        expect(entry?.segments[0], `port ${port}`).toMatchObject(same?.segment ?? { kind: 'tcpdump saw none' })
      }
      expect(seen[22]?.segments[0]).toMatchObject({ observer: 'raw', kind: 'SYN-ACK', hops: 3 })
      expect(seen[22]?.segments[0]?.options).toBe('mss sackOK TS nop wscale')
      expect(seen[23]?.segments[0]).toMatchObject({ kind: 'RST', hops: 3, mss: null, options: '' })
      expect(seen[7002]?.segments[0]).toMatchObject({ kind: 'RST', hops: 1 })
    })
  })

  test('asks half-open: nobody at the other end accepts anything', async () => {
    const rules = ['tcp dport 7001 drop', 'tcp dport 7002 reject with tcp reset']
    await withNetwork(threeRouters(4, { r2: { nft: nft('forward', ...rules) } }), async (network) => {
      const server = network.spawn('psm-1', [
        process.execPath,
        '-e',
        `require('net').createServer(() => console.log('accepted')).listen(9555, () => console.log('ready'))`,
      ])
      let said = ''
      server.stdout?.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
      while (!said.includes('ready')) await new Promise((resolve) => setTimeout(resolve, 20))
      const asked = await inMachine({ network, machine: 'laptop', module }, askHalfOpen, [
        { port: 9555 },
        { port: 23 },
        { port: 7001 },
        { port: 7002 },
        { port: 9555, ttl: 3 },
        { port: 9555, ttl: 4 },
      ])
      expect(asked.map((segment) => segment && `${segment.kind} ${segment.hops}`)).toEqual([
        'SYN-ACK 3',
        'RST 3',
        null,
        'RST 1',
        null,
        'SYN-ACK 3',
      ])
      expect(said).toBe('ready\n')
    })
  })

  test('wakes for answers only: the filter is in the kernel', async () => {
    await withNetwork(threeRouters(6), async (network) => {
      const kinds = await inMachine({ network, machine: 'laptop', module }, countFiltered, null)
      expect(kinds).toEqual({ attached: [0, 0], four: ['12', '14'], six: ['12', '14'] })
    })
  })

  test('is not to be had by nobody, and says so', async () => {
    await withNetwork(threeRouters(4), async (network) => {
      const place = { network, machine: 'laptop', module, uid: NOBODY }
      const told = await inMachine(place, async ({ observeSegments }: Modules) => observeSegments(), null)
      expect(told).toEqual({ missing: 'raw sockets need root or CAP_NET_RAW here (EPERM)' })
    })
  })
})

/** Flags of every TCP segment that passes the filters, of a connection on loopback that carries data and one that is refused. */
async function countFiltered({
  loadLibc,
  attachFilter,
  ANSWERS_IPV4,
  ANSWERS_IPV6,
  MessageReader,
}: typeof Libc & typeof Filter & typeof Reader) {
  const libc = await loadLibc()
  if ('missing' in libc) throw new Error(libc.missing)
  const { createServer, connect } = process.getBuiltinModule('node:net')
  const open = (family: number, program: typeof ANSWERS_IPV4) => {
    const fd = libc.socket(family, 3 | 0o4000, 6)
    return { fd, attached: attachFilter(libc, fd, program) }
  }
  const four = open(2, ANSWERS_IPV4)
  const six = open(10, ANSWERS_IPV6)
  const server = createServer((socket) => socket.end('hello')).listen(7, '::')
  await new Promise((resolve) => server.once('listening', resolve))
  for (const host of ['127.0.0.1', '::1']) {
    for (const port of [7, 8]) {
      await new Promise((resolve) => connect({ host, port }).on('error', resolve).on('close', resolve).resume())
    }
  }
  server.close()
  const flags = (fd: number, at: (packet: Buffer) => number) => {
    const found = []
    const reader = new MessageReader(libc, 256)
    for (;;) {
      const message = reader.read(fd)
      if (typeof message === 'number') return found.sort()
      found.push((message.payload[at(message.payload)] ?? 0).toString(16))
    }
  }
  return {
    attached: [four.attached, six.attached],
    four: flags(four.fd, (packet) => 4 * ((packet[0] ?? 0) & 15) + 13),
    six: flags(six.fd, () => 13),
  }
}

async function askHalfOpen(
  { halfOpenSyn, observeSegments }: Modules,
  targets: { port: number; ttl?: number }[],
): Promise<(SegmentObservation | null)[]> {
  const observer = await observeSegments()
  if ('missing' in observer) throw new Error(observer.missing)
  const seen = []
  for (const target of targets) {
    const ask = { address: '10.77.20.11', localAddress: '10.77.10.10', ...target }
    const answer = await halfOpenSyn(ask, observer, 300)
    if ('missing' in answer) throw new Error(answer.missing)
    seen.push(answer.segment)
  }
  observer.close()
  return seen
}

describe('the headers of an answer', () => {
  const packet = Buffer.from(
    // A SYN-ACK of the lab's psm-1, captured on the laptop.
    '4500003c00004000' +
      '3d06fffa' +
      '0a4d140b' +
      '0a4d0a0a' +
      '0016d431' +
      '1b1d1a0b' +
      '2c2a1111' +
      'a012fb04' +
      '00000000' +
      '020405b40402080a' +
      '11111111222222220103030a',
    'hex',
  )

  test('are read in the words of tcpdump', () => {
    expect(readIpv4(packet)).toEqual({
      remoteAddress: '10.77.20.11',
      remotePort: 22,
      localAddress: '10.77.10.10',
      localPort: 54321,
      observation: {
        observer: 'raw',
        kind: 'SYN-ACK',
        ttl: 61,
        hops: 3,
        window: 64_260,
        mss: 1460,
        options: 'mss sackOK TS nop wscale',
      },
    })
  })

  test('cut anywhere, or with any byte changed, never throw', () => {
    for (let length = 0; length < packet.length; length += 1) readIpv4(packet.subarray(0, length))
    for (let at = 0; at < packet.length; at += 1) {
      for (const value of [0, 1, 2, 0x0f, 0x4f, 0x7f, 0xf0, 0xff]) {
        const changed = Buffer.from(packet)
        changed[at] = value
        readIpv4(changed)
        readTcp(changed, 64, 'fd77::1', 'fd77::2')
      }
    }
    const plainAck = Buffer.from(packet)
    plainAck[33] = 0x10
    expect(readIpv4(plainAck)).toBeNull()
    const fragment = Buffer.from(packet)
    fragment.writeUInt16BE(0x2001, 6)
    expect(readIpv4(fragment)).toBeNull()
    const endless = Buffer.from(packet)
    endless[41] = 0
    expect(readIpv4(endless)?.observation).toMatchObject({ mss: null, options: '' })
  })

  test.each([
    [64, 0],
    [61, 3],
    [1, 63],
    [128, 0],
    [125, 3],
    [65, 63],
    [255, 0],
    [252, 3],
    [0, 64],
  ])('a TTL of %i has crossed %i routers', (ttl, hops) => expect(routersCrossed(ttl)).toBe(hops))
})
