/** The real program in a child process, on loopback: every answer, what is relayed, what is told of the node, and how it ends. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { hostname, networkInterfaces, release } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { ConnectAnswer, Dialled, LimitedTarget } from '../../../../main/probe/dial.ts'
import { readIdentity } from '../../../../main/probe/identity.ts'
import { type Prober, openProber } from '../../../../main/vantage/prober/open-prober.ts'
import { proberCommand } from '../../../../main/vantage/prober/program.ts'
import { childRemote } from '../../../support/child-remote.ts'
import { Listeners } from '../../../support/loopback.ts'
import { openTls } from '../../../support/tls-listener.ts'

const noPython = spawnSync('python3', ['-V']).status !== 0
if (noPython) console.warn('the prober: skipped, because python3 is not installed')
const isLinux = process.platform === 'linux'

const listeners = new Listeners()
const probers: Prober[] = []

afterEach(async () => {
  for (const prober of probers.splice(0)) prober.close()
  await listeners.close()
})

async function opened(under: readonly string[] = []): Promise<Prober> {
  const prober = await openProber(childRemote(under).run)
  if ('missing' in prober) throw new Error(prober.missing)
  probers.push(prober)
  return prober
}

const ask = (prober: Prober, target: LimitedTarget) =>
  new Promise<{ dialled: Dialled; answer: ConnectAnswer }>((resolve) => {
    prober.dial(target, (dialled, answer) => resolve({ dialled, answer }))
  })

async function connected(prober: Prober, target: LimitedTarget) {
  const { dialled, answer } = await ask(prober, target)
  if (answer.kind !== 'connected') throw new Error(answer.errno)
  return { dialled, socket: answer.socket }
}

async function closedPort(host = '127.0.0.1'): Promise<number> {
  const port = await listeners.open(() => {}, host)
  await listeners.close()
  return port
}

describe.skipIf(noPython)('asking', () => {
  test.each(['127.0.0.1', '::1'])(
    'open and closed at %s, with source, round trip and times of the node',
    async (address) => {
      const prober = await opened()
      const seen: number[] = []
      const port = await listeners.open((socket) => seen.push(socket.remotePort ?? 0), address)
      const before = performance.now()
      const { dialled, socket } = await connected(prober, { address, port })
      await expect.poll(() => seen).toEqual([dialled.sourcePort])
      expect(dialled).toMatchObject({
        observer: 'ssh-prober',
        errno: null,
        icmp: null,
        retransmits: 0,
        sourceAddress: address,
      })
      expect(dialled.kernelRttMs).toBeGreaterThan(0)
      expect(dialled.startedAt).toBeGreaterThanOrEqual(before)
      expect((dialled.answeredAt ?? 0) - dialled.startedAt).toBeLessThan(20)
      expect(socket.readableFlowing).toBe(null)
      dialled.abandon()
      const closed = await ask(prober, { address, port: await closedPort(address) })
      expect(closed.answer).toEqual({ kind: 'error', errno: 'ECONNREFUSED' })
      expect(closed.dialled.sourcePort).toBeGreaterThan(0)
    },
  )

  test('binds to an address; one that the node does not have is an error', async () => {
    const prober = await opened()
    const port = await listeners.open(() => {})
    const { dialled } = await connected(prober, { address: '127.0.0.1', port, localAddress: '127.9.8.7' })
    expect(dialled.sourceAddress).toBe('127.9.8.7')
    const { answer } = await ask(prober, { address: '127.0.0.1', port, localAddress: '192.0.2.1' })
    expect(answer).toEqual({ kind: 'error', errno: 'EADDRNOTAVAIL' })
    expect((await ask(prober, { address: 'no address', port: 1 })).answer.kind).toBe('error')
  })

  test.runIf(isLinux)(
    'a least TTL that nothing can have turns the answer away, and that is told; no errors of the far end are lost',
    async () => {
      const prober = await opened()
      const port = await listeners.open(() => {})
      let answered = false
      const dialled = prober.dial({ address: '127.0.0.1', port, minTtl: 255 }, () => {
        answered = true
      })
      await expect.poll(() => dialled.turnedAway?.(), { timeout: 1000 }).toBe(true)
      expect(answered).toBe(false)
      dialled.abandon()
      const within = await connected(prober, { address: '127.0.0.1', port, minTtl: 64 })
      expect(within.dialled.turnedAway?.()).toBe(false)
    },
  )

  test('abandon resets an open connection there, and a silent attempt leaves nothing', async () => {
    const prober = await opened()
    const ends: string[] = []
    const port = await listeners.open((socket) =>
      socket.on('error', (error: NodeJS.ErrnoException) => ends.push(error.code ?? '')),
    )
    const { dialled } = await connected(prober, { address: '127.0.0.1', port })
    dialled.abandon()
    await expect.poll(() => ends).toEqual(['ECONNRESET'])
  })

  test('silence is told by whenKnown, counted on the node, and only when the time there is up', async () => {
    const prober = await opened()
    const port = await listeners.open(() => {})
    const dialled = prober.dial({ address: '127.0.0.1', port, minTtl: 255 }, () => {})
    const known = await new Promise<boolean>((resolve) => dialled.whenKnown?.(200, resolve))
    expect(known).toBe(true)
    const waited = performance.now() - dialled.startedAt
    expect(waited).toBeGreaterThanOrEqual(199)
    expect(waited).toBeLessThan(400)
  })

  test('more than the limit on descriptors allows is EMFILE, an error of ours', async () => {
    const prober = await opened(['sh', '-c', 'ulimit -n 40; exec "$@"', 'sh'])
    expect(prober.sockets).toBe(16)
    const port = await listeners.open(() => {})
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(prober, { address: '127.0.0.1', port })))
    const errnos = answers.map(({ answer }) => (answer.kind === 'error' ? answer.errno : 'open'))
    expect(errnos.filter((errno) => errno === 'EMFILE')).toHaveLength(4)
    for (const { dialled } of answers) dialled.abandon()
    expect((await ask(prober, { address: '127.0.0.1', port })).answer.kind).toBe('connected')
  })

  test('five hundred in one go are all answered', async () => {
    const prober = await opened()
    const open = await listeners.open((socket) => socket.resume())
    const closed = await closedPort()
    const again = await listeners.open((socket) => socket.resume())
    expect(open).not.toBe(closed)
    const startedAt = performance.now()
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, i) => ask(prober, { address: '127.0.0.1', port: i % 2 ? again : closed })),
    )
    const ms = performance.now() - startedAt
    console.log(`prober: 500 connects in ${ms.toFixed(0)} ms, ${((500 / ms) * 1000).toFixed(0)} per second`)
    expect(answers.filter(({ answer }) => answer.kind === 'connected')).toHaveLength(250)
  })
})

describe.skipIf(noPython)('connections', () => {
  test('bytes go both ways, also many', async () => {
    const prober = await opened()
    const port = await listeners.open((socket) => socket.pipe(socket))
    const { socket } = await connected(prober, { address: '127.0.0.1', port })
    const sent = Buffer.alloc(200_000, 'psm')
    const got: Buffer[] = []
    socket.on('data', (chunk: Buffer) => got.push(chunk))
    socket.end(sent)
    await once(socket, 'end')
    expect(Buffer.concat(got).equals(sent)).toBe(true)
  })

  test('a far end that floods is bounded: what nobody reads is not read there', async () => {
    const prober = await opened()
    let taken = 0
    const port = await listeners.open((socket) => {
      const block = Buffer.alloc(65_536)
      const more = () => {
        if (socket.destroyed) return
        socket.write(block, () => {
          taken += block.length
          more()
        })
      }
      more()
    })
    const { socket } = await connected(prober, { address: '127.0.0.1', port })
    await sleep(200)
    expect(socket.readableLength).toBe(0)
    socket.once('readable', () => {})
    await sleep(200)
    const before = taken
    expect(socket.readableLength).toBeGreaterThan(0)
    expect(socket.readableLength).toBeLessThanOrEqual(32_768)
    await sleep(200)
    expect(taken).toBe(before)
    expect((await prober.facts()).userId).toBe(process.getuid?.())
    socket.destroy()
  })

  test('a RST of the far end is an error, a FIN an end', async () => {
    const prober = await opened()
    const resetting = await listeners.open((socket) => setTimeout(() => socket.resetAndDestroy(), 30))
    const one = await connected(prober, { address: '127.0.0.1', port: resetting })
    one.socket.resume()
    const [error] = (await once(one.socket, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNRESET')
    const closing = await listeners.open((socket) => socket.end())
    const two = await connected(prober, { address: '127.0.0.1', port: closing })
    two.socket.resume()
    await once(two.socket, 'end')
  })

  test('identities are read over it: a banner, a certificate, silence', async () => {
    const prober = await opened()
    const read = async (port: number, asked: 'ssh-banner' | 'tls') => {
      const { socket } = await connected(prober, { address: '127.0.0.1', port })
      return readIdentity({ socket, address: '127.0.0.1', asked, deadlineMs: 1500, at: 0 })
    }
    const ssh = await listeners.open((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'))
    expect(await read(ssh, 'ssh-banner')).toMatchObject({ saw: 'ssh-banner', detail: 'SSH-2.0-OpenSSH_9.2' })
    const tls = await openTls('pen-apigw')
    expect(await read(tls.port, 'tls')).toMatchObject({ saw: 'tls', certificate: { subject: 'CN=pen-apigw' } })
    tls.close()
    expect(await read(await listeners.open(() => {}), 'tls')).toMatchObject({ saw: 'silence', detail: '' })
    const mute = await listeners.open((socket) => socket.once('data', () => socket.write('what?\n')))
    expect(await read(mute, 'tls')).toMatchObject({ saw: 'bytes', detail: 'bytes that are not TLS' })
  })
})

describe.skipIf(noPython || !isLinux)('the node', () => {
  test('addresses, routes and facts are those of the system', async () => {
    const prober = await opened()
    const known = Object.entries(networkInterfaces()).flatMap(([name, all]) =>
      (all ?? []).map(({ address }) => `${name} ${address}`),
    )
    const told = ((await prober.addresses()) ?? []).map((one) => `${one.interface} ${one.address}`)
    expect(told).toEqual(expect.arrayContaining(known))
    expect(await prober.route('127.0.0.1')).toEqual({
      observer: 'route',
      sourceAddress: '127.0.0.1',
      interface: 'lo',
      errno: null,
    })
    expect(await prober.route('127.0.0.1', '127.4.4.4')).toMatchObject({ sourceAddress: '127.4.4.4', interface: 'lo' })
    expect(await prober.route('127.0.0.1', '192.0.2.1')).toMatchObject({ sourceAddress: null, errno: 'EADDRNOTAVAIL' })
    const facts = await prober.facts()
    expect(facts).toMatchObject({
      hostname: hostname(),
      kernel: release(),
      system: 'Linux',
      userId: process.getuid?.(),
    })
    expect(Math.abs(facts.clockOffsetMs)).toBeLessThanOrEqual(facts.clockErrorMs + 2)
    expect(facts.mtus).toContainEqual({ interface: 'lo', mtu: Number(readFileSync('/sys/class/net/lo/mtu', 'utf8')) })
  })

  test('names resolve or say why not; meanwhile it goes on', async () => {
    const prober = await opened()
    expect((await prober.resolve('localhost')).addresses).toContain('127.0.0.1')
    const { addresses, error } = await prober.resolve('no such name')
    expect(addresses).toEqual([])
    expect(error).toMatch(/^EAI_/)
  })

  test.each(['127.0.0.1', '::1'])('an echo of %s has a TTL', async (address) => {
    const prober = await opened()
    expect(await prober.echo({ address, waitMs: 1000 })).toMatchObject({ result: 'reply', ttl: 64 })
  })

  test('NTP: the answer of a server, a refusal of its port, silence; a stranger is not believed', async () => {
    const prober = await opened()
    const server = createSocket('udp4', (query, { port, address }) => {
      const answer = Buffer.alloc(48)
      answer.writeUInt8(0x24, 0)
      answer.writeUInt8(2, 1)
      // 5 s ahead.
      const at = Date.now() / 1000 + 2_208_988_800 + 5
      for (const where of [32, 40]) {
        answer.writeUInt32BE(Math.floor(at), where)
        answer.writeUInt32BE(Math.floor((at % 1) * 2 ** 32), where + 4)
      }
      server.send(answer, port, address)
      query.copy(answer, 24, 40, 48)
      answer.writeUInt8(3, 1)
      server.send(answer, port, address)
    })
    server.bind(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address()
    const answered = await prober.ntp({ address: '127.0.0.1', port, waitMs: 1000 })
    expect(answered).toMatchObject({ result: 'answered', stratum: 3, leap: 0 })
    expect(Math.abs((answered.offsetMs ?? 0) - 5000)).toBeLessThan(50)
    server.close()
    await once(server, 'close')
    const refused = await prober.ntp({ address: '127.0.0.1', port, waitMs: 1000 })
    expect(refused).toMatchObject({
      result: 'error',
      errno: 'ECONNREFUSED',
      icmp: { type: 3, code: 3, reporter: '127.0.0.1' },
    })
    const mute = createSocket('udp4').bind(0, '127.0.0.1')
    await once(mute, 'listening')
    const silent = await prober.ntp({ address: '127.0.0.1', port: mute.address().port, waitMs: 150 })
    expect(silent.result).toBe('silence')
    mute.close()
  })
})

describe.skipIf(noPython)('its end', () => {
  /** The command, without our side. */
  const start = () => spawn('sh', ['-c', proberCommand()], { stdio: 'pipe' })
  const endOf = async (child: ChildProcess) => {
    const startedAt = performance.now()
    await once(child, 'exit')
    return performance.now() - startedAt
  }

  test('within a second of the end of stdin, also with a connection open and a name being resolved', async () => {
    const child = start()
    await once(child.stdout, 'data')
    const resets: string[] = []
    const port = await listeners.open((socket) => socket.on('error', (error) => resets.push(error.message)))
    child.stdin.write(`${JSON.stringify({ do: 'dial', id: 1, address: '127.0.0.1', port })}\n`)
    child.stdin.write(`${JSON.stringify({ do: 'resolve', id: 2, name: 'slow.example.test' })}\n`)
    await sleep(100)
    child.stdin.end()
    expect(await endOf(child)).toBeLessThan(1000)
    await expect.poll(() => resets).toHaveLength(1)
  })

  test('within ten seconds when no line comes, though stdin stays open', async () => {
    const child = start()
    await once(child.stdout, 'data')
    const ms = await endOf(child)
    expect(ms).toBeGreaterThan(5000)
    expect(ms).toBeLessThan(10_000)
  })

  test.runIf(isLinux)('when whoever started it is killed', async () => {
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `const c = require('child_process').spawn('sh', ['-c', process.argv[1]], { stdio: 'pipe' }); c.stdout.once('data', (d) => console.log(JSON.parse(d).pid))`,
        proberCommand(),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [said] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(String(said))
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 1500 }).toBe(false)
  })

  test('killed itself: attempts end with ENOLINK, questions reject, the reason is told', async () => {
    const prober = await opened()
    const port = await listeners.open(() => {})
    const { dialled } = await connected(prober, { address: '127.0.0.1', port })
    const waiting = ask(prober, { address: '127.0.0.1', port, minTtl: 255 })
    await sleep(50)
    process.kill(prober.pid, 'SIGKILL')
    expect((await waiting).answer).toEqual({ kind: 'error', errno: 'ENOLINK' })
    expect(dialled.errno).toBe('ENOLINK')
    expect(await prober.lost).toMatch(/^the prober there ended/)
    await expect(prober.facts()).rejects.toThrow('the prober there ended')
    expect((await ask(prober, { address: '127.0.0.1', port })).answer).toEqual({ kind: 'error', errno: 'ENOLINK' })
  })
})

function isAlive(pid: number): boolean {
  try {
    // A process whose new parent does not collect it stays in the table as a zombie, without sockets and memory.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
