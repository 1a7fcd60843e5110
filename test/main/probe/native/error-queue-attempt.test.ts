/** Sockets of our own on loopback: the same answers as Node's connect(), and a connection that Node can go on with. */
import { once } from 'node:events'
import { type AddressInfo, type Socket, createServer } from 'node:net'
import { copyFileSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { execFileSync, spawnSync } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ConnectAnswer, Dialled, LimitedTarget } from '../../../../main/probe/dial.ts'
import { type Dialler, createDialler } from '../../../../main/probe/native/dialler.ts'
import { readIdentity } from '../../../../main/probe/identity.ts'
import { bundle } from '../../../support/bundle.ts'
import { Listeners } from '../../../support/loopback.ts'
import { openTls } from '../../../support/tls-listener.ts'

const module = await bundle('main/probe/native/dialler.ts')
const probe = await createDialler()
if ('missing' in probe) console.warn(`sockets of our own: skipped, because ${probe.missing}`)
else probe.close()
if ('missing' in probe && process.env['CI']) throw new Error(`${probe.missing}; in CI that is a failure`)

const listeners = new Listeners()
afterEach(() => listeners.close())

async function open(): Promise<Dialler> {
  const dialler = await createDialler()
  if ('missing' in dialler) throw new Error(dialler.missing)
  return dialler
}

describe.skipIf('missing' in probe)('an attempt by a socket of our own', () => {
  let dialler: Dialler
  beforeAll(async () => {
    dialler = await open()
  })
  afterAll(() => dialler.close())

  const ask = (target: LimitedTarget) =>
    new Promise<{ dialled: Dialled; answer: ConnectAnswer }>((resolve) => {
      dialler.dial(target, (dialled, answer) => resolve({ dialled, answer }))
    })
  const connected = async (target: LimitedTarget) => {
    const { dialled, answer } = await ask(target)
    if (answer.kind !== 'connected') throw new Error(`not connected: ${answer.errno}`)
    return { dialled, socket: answer.socket as Socket }
  }

  test('a completed handshake is handed to Node, with its local end known before', async () => {
    const port = await listeners.open((socket) => socket.end('hello'))
    const { dialled, socket } = await connected({ address: '127.0.0.1', port })
    expect(dialled).toMatchObject({ errno: null, icmp: null, retransmits: 0, sourceAddress: '127.0.0.1' })
    // The kernel's own round trip; ours ends when this program came to look.
    expect(dialled.kernelRttMs).toBeGreaterThan(0)
    expect(dialled.kernelRttMs).toBeLessThanOrEqual((dialled.answeredAt ?? 0) - dialled.startedAt)
    expect(socket.localPort).toBe(dialled.sourcePort)
    expect({ port: socket.remotePort, address: socket.remoteAddress }).toEqual({ port, address: '127.0.0.1' })
    let text = ''
    socket
      .resume()
      .setEncoding('utf8')
      .on('data', (more: string) => {
        text += more
      })
    await once(socket, 'end')
    expect(text).toBe('hello')
  })

  test('a closed port', async () => {
    const port = await closedPort()
    const { dialled, answer } = await ask({ address: '127.0.0.1', port })
    expect(answer).toEqual({ kind: 'error', errno: 'ECONNREFUSED' })
    expect(dialled).toMatchObject({ errno: 'ECONNREFUSED', icmp: null, retransmits: 0, kernelRttMs: null })
    expect(dialled.sourcePort).toBeGreaterThan(0)
    expect(dialled.answeredAt).toBeGreaterThan(dialled.startedAt)
  })

  test('IPv6, and a source address that is asked for', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).end()).listen(0, '::1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const six = await connected({ address: '::1', port, localAddress: '::1' })
    expect(six.dialled.sourceAddress).toBe('::1')
    six.dialled.abandon()
    server.close()
    const four = await connected({
      address: '127.0.0.1',
      localAddress: '127.0.0.9',
      port: await listeners.open((s) => s.resume()),
    })
    expect(four.dialled.sourceAddress).toBe('127.0.0.9')
    expect(four.socket.remoteAddress).toBe('127.0.0.1')
    four.dialled.abandon()
  })

  test('errors of the call itself come later, in the names of Node, and none after abandon', async () => {
    const wrong = await ask({ address: '127.0.0.1', port: 9, localAddress: '192.0.2.77' })
    expect(wrong.answer).toEqual({ kind: 'error', errno: 'EADDRNOTAVAIL' })
    let called = false
    const given = dialler.dial({ address: '127.0.0.1', port: 9, localAddress: '192.0.2.77' }, () => {
      called = true
    })
    given.abandon()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(called).toBe(false)
    // TTL 0 cannot be set (ip(7)).
    const ttl = await ask({ address: '127.0.0.1', port: 9, ttl: 0 })
    expect(ttl.answer).toEqual({ kind: 'error', errno: 'EINVAL' })
  })

  test('descriptors that run out are told as such', async () => {
    const script = `
      const { createDialler } = await import(${JSON.stringify(`file://${module}`)})
      const { openSync } = await import('node:fs')
      const dialler = await createDialler()
      try { for (;;) openSync('/dev/null') } catch {}
      dialler.dial({ address: '127.0.0.1', port: 9 }, (_, answer) => { console.log(answer.errno); process.exit() })`
    const argv = ['-c', `ulimit -n 64; exec ${process.execPath} --input-type=module -e "$SCRIPT"`]
    expect(execFileSync('sh', argv, { encoding: 'utf8', env: { ...process.env, SCRIPT: script } }).trim()).toBe(
      'EMFILE',
    )
  })

  test('an abandoned connection ends with a RST, an abandoned attempt with nothing', async () => {
    const seen: string[] = []
    const port = await listeners.open((socket: Socket) => {
      socket.resume().on('error', (error: NodeJS.ErrnoException) => seen.push(error.code ?? '?'))
      socket.on('end', () => seen.push('FIN'))
    })
    const { dialled } = await connected({ address: '127.0.0.1', port })
    dialled.abandon()
    // Completed by the kernel already, and given up before anybody looked.
    dialler.dial({ address: '127.0.0.1', port }, () => seen.push('answered')).abandon()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(seen).toEqual(['ECONNRESET', 'ECONNRESET'])
  })

  test('a listener that resets at once, and one that floods', async () => {
    const resetting = await listeners.open((socket) => socket.resetAndDestroy())
    const { dialled, answer } = await ask({ address: '127.0.0.1', port: resetting })
    if (answer.kind === 'connected') {
      const sight = await readIdentity({
        socket: answer.socket,
        address: '127.0.0.1',
        asked: 'listen',
        deadlineMs: 500,
        at: 0,
      })
      expect(sight.saw).toBe('reset')
    } else expect(answer.errno).toBe('ECONNRESET')
    dialled.abandon()
    const flooding = await listeners.open((socket) => {
      const pour = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'A')));
        socket.once('drain', pour)
      }
      pour()
    })
    const flood = await connected({ address: '127.0.0.1', port: flooding })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(flood.socket.bytesRead).toBeLessThan(256 * 1024)
    flood.dialled.abandon()
  })

  test('an identity is read from it: a banner, and a certificate', async () => {
    const ssh = await listeners.open((socket) => socket.write('SSH-2.0-OpenSSH_9.2 test\r\n'))
    const banner = await connected({ address: '127.0.0.1', port: ssh })
    expect(
      await readIdentity({ socket: banner.socket, address: '127.0.0.1', asked: 'ssh-banner', deadlineMs: 1000, at: 0 }),
    ).toMatchObject({ saw: 'ssh-banner', detail: 'SSH-2.0-OpenSSH_9.2 test' })
    const server = await openTls('pen-apigw')
    const tls = await connected({ address: '127.0.0.1', port: server.port })
    const sight = await readIdentity({
      socket: tls.socket,
      address: '127.0.0.1',
      asked: 'tls',
      deadlineMs: 3000,
      at: 0,
    })
    expect(sight).toMatchObject({ saw: 'tls', certificate: { subject: 'CN=pen-apigw' } })
    server.close()
  })

  test('link-local addresses with a zone', async () => {
    const linkLocal = Object.entries(networkInterfaces())
      .flatMap(([name, list]) => (list ?? []).map((a) => ({ name, ...a })))
      .find((a) => a.family === 'IPv6' && a.address.startsWith('fe80'))
    if (!linkLocal) return console.warn('link-local addresses: skipped, because no interface has one')
    const server = createServer((socket) => socket.on('error', () => {}).end()).listen(0, '::')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { dialled } = await connected({ address: `${linkLocal.address}%${linkLocal.name}`, port })
    expect(dialled.sourceAddress).toBe(linkLocal.address)
    dialled.abandon()
    server.close()
  })

  test('five hundred at once are all answered, none keeps a descriptor', async () => {
    const port = await listeners.open((socket) => socket.resume())
    const closed = await closedPort()
    const before = openSockets()
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, i) => ask({ address: '127.0.0.1', port: i % 2 ? port : closed })),
    )
    expect(answers.filter(({ answer }) => answer.kind === 'connected')).toHaveLength(250)
    expect(new Set(answers.map(({ dialled }) => dialled.sourcePort)).size).toBeGreaterThanOrEqual(250)
    for (const { dialled } of answers) dialled.abandon()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(openSockets()).toBeLessThanOrEqual(before)
  })

  test('promises that an answer settles go on at once, not at the next event', async () => {
    const port = await closedPort()
    const startedAt = performance.now()
    for (let i = 0; i < 20; i += 1) await ask({ address: '127.0.0.1', port })
    expect(performance.now() - startedAt).toBeLessThan(200)
  })
})

describe.skipIf('missing' in probe)('the process', () => {
  const child = (body: string) => `
    const { createDialler } = await import(${JSON.stringify(`file://${module}`)})
    const dialler = await createDialler()
    ${body}`
  const node = (body: string) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', child(body)], { encoding: 'utf8', timeout: 10_000 })

  const statusOf = (body: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', child(body)], { timeout: 10_000, stdio: 'pipe' }).status

  test('ends by itself once nothing is asked, closed or not, and stays while something is', () => {
    expect(node(`console.log('end')`)).toBe('end\n')
    expect(node(`dialler.close(); console.log('end')`)).toBe('end\n')
    expect(
      node(`dialler.dial({ address: '127.0.0.1', port: 1 }, (_, a) => queueMicrotask(() => console.log(a.errno)))`),
    ).toBe('ECONNREFUSED\n')
  })

  test('a dialler may be closed from within an answer; it asks nothing afterwards', () => {
    const body = `const ask = () => dialler.dial({ address: '127.0.0.1', port: 1 }, (_, answer) => {
        console.log(answer.errno)
        dialler.close()
      })
      ask(); ask()
      setTimeout(() => { ask(); ask() }, 50)`
    expect(node(body)).toBe('ECONNREFUSED\nEBADF\nEBADF\n')
  })

  test('without koffi it is told, and nothing breaks', () => {
    const directory = mkdtempSync(join(tmpdir(), 'no-koffi-'))
    try {
      const copy = join(directory, 'bundle.mjs')
      copyFileSync(module, copy)
      const script = `console.log(JSON.stringify(await (await import('file://${copy}')).createDialler()))`
      const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
      expect(JSON.parse(said)).toEqual({ missing: 'the optional package koffi is not installed' })
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  test('what a handler throws is seen like any other exception', () => {
    const body = `process.on('uncaughtException', (e) => { console.log(e.message) })
      dialler.dial({ address: '127.0.0.1', port: 1 }, () => { throw new Error('mine') })`
    expect(node(body)).toBe('mine\n')
  })

  test('may exit at any moment, with its own status', () => {
    const body = `setInterval(() => dialler.dial({ address: '127.0.0.1', port: 1 }, () => {}), 1)
      for (let i = 0; i < 50; i += 1) dialler.dial({ address: '127.0.0.1', port: 1 }, () => { if (i === 25) process.exit(7) })`
    const thrown = body.replace('process.exit(7)', 'throw new Error()')
    for (let i = 0; i < 5; i += 1) {
      expect(statusOf(body)).toBe(7)
      expect(statusOf(thrown)).toBe(1)
    }
  })

  test('a worker thread is told that it is none of its business', async () => {
    const url = new URL(
      `data:text/javascript,${encodeURIComponent(`(await import('node:worker_threads')).parentPort.postMessage(
        await (await import(${JSON.stringify(`file://${module}`)})).createDialler())`)}`,
    )
    const worker = new Worker(url)
    const exit = once(worker, 'exit')
    const [told] = (await once(worker, 'message')) as [object]
    expect(told).toEqual({ missing: 'sockets of our own are for the main thread, and this is a worker' })
    await exit
  })
})

/** Sockets that this process has open: its runner opens other descriptors as it likes. */
function openSockets(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')
    } catch {
      // The descriptor of this very listing.
      return false
    }
  }).length
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
