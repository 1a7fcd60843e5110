/** Real listeners on loopback that misbehave: bounded time and memory, and the right outcome. */
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { afterEach, expect, test } from 'vitest'
import { APPENDIX_B } from '../../../shared/catalogue/appendix-b.ts'
import { judge } from '../../../main/preflight/judge.ts'
import { probeFlows } from '../../../main/preflight/probe-flows.ts'
import { connectOnly } from '../../../main/preflight/observers.ts'
import { Listeners, flowTo } from '../../support/loopback.ts'

const BLIND = { vantages: null, observers: connectOnly('A test.'), onPhase: () => {} }

const listeners = new Listeners()
afterEach(() => listeners.close())

const listener = (onSocket: (socket: Socket) => void) => listeners.open(onSocket)

async function check(port: number, likePort: number) {
  const startedAt = performance.now()
  const identity = APPENDIX_B.field.identity.find((i) => i.ports.includes(likePort)) ?? null
  const service = APPENDIX_B.rows.find((r) => r.port === likePort)?.service ?? 'something'
  const flows = [flowTo({ port, identity, service })]
  const signal = new AbortController().signal
  const probed = await probeFlows({ flows, pace: 'fast', names: new Map(), signal, onFlow: () => {}, ...BLIND })
  const [flow] = judge(probed, 'preinstall', APPENDIX_B).flows
  if (!flow) throw new Error('no flow came back')
  return { ...flow, ms: performance.now() - startedAt }
}

function flood(socket: Socket): void {
  const block = Buffer.alloc(65_536, 'A')
  const pour = () => {
    while (!socket.destroyed && socket.write(block));
    socket.once('drain', pour)
  }
  pour()
}

test.each([22, 443, 80, 7000, 9002])(
  'a listener that floods, where %i belongs: little is read, and it is named',
  async (like) => {
    const before = process.memoryUsage().rss
    const result = await check(await listener(flood), like)
    expect(result.outcome).toBe(like === 22 || like === 443 || like === 80 ? 'wrong-service' : 'open')
    expect(result.ms).toBeLessThan(4000)
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024)
  },
)

test.each([22, 443, 80, 9002])('a listener that never speaks, where %i belongs: open, and not proven', async (like) => {
  const result = await check(await listener(() => {}), like)
  expect({ outcome: result.outcome, proof: result.proof, verdict: result.verdict }).toEqual({
    outcome: 'open',
    proof: 'likely',
    verdict: 'pass',
  })
  expect(result.ms).toBeLessThan(5000)
})

test.each([22, 443, 80, 7000])('a listener that resets after accept, where %i belongs: no pass', async (like) => {
  const result = await check(await listener((socket) => socket.resetAndDestroy()), like)
  expect({ outcome: result.outcome, verdict: result.verdict }).toEqual({ outcome: 'unstable', verdict: 'warn' })
})

test.each([443, 6443, 10250])('a listener that speaks garbage TLS after our hello, where %i belongs', async (like) => {
  const port = await listener((socket) =>
    socket.once('data', () => socket.write(Buffer.from('garbage\0\x01\x02'.repeat(50)))),
  )
  const result = await check(port, like)
  expect(result.outcome).toBe('wrong-service')
})

test('a TLS record that never ends', async () => {
  const port = await listener((socket) =>
    socket.once('data', () => socket.write(Buffer.from([22, 3, 3, 0x40, 0, 2, 0, 0x3f]))),
  )
  const result = await check(port, 443)
  expect(result.ms).toBeLessThan(5000)
  expect({ outcome: result.outcome, proof: result.proof }).toEqual({ outcome: 'open', proof: 'likely' })
})

test('a banner that drips byte by byte is not waited for beyond the deadline', async () => {
  const port = await listener((socket) => {
    const timer = setInterval(() => socket.write('x'), 50)
    socket.on('close', () => clearInterval(timer))
  })
  const result = await check(port, 22)
  expect(result.ms).toBeLessThan(5000)
  expect(result.outcome).toBe('wrong-service')
})

test('control characters of a banner never reach a terminal', async () => {
  const port = await listener((socket) => socket.write('SSH-2.0-\u001b[31mred\u0007\u202e\r\n'))
  const result = await check(port, 22)
  expect(result.evidence.identity?.detail).toBe('SSH-2.0-·[31mred····')
})

test('a connection is ended by a RST, and at most one is opened', async () => {
  let connections = 0
  let reset = false
  const port = await listener((socket) => {
    connections += 1
    socket.on('error', (error: NodeJS.ErrnoException) => {
      reset = error.code === 'ECONNRESET'
    })
    socket.resume()
  })
  await check(port, 7000)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect({ connections, reset }).toEqual({ connections: 1, reset: true })
})

test('a RST that waits in the kernel while our loop stalls is still seen', async () => {
  const port = await listener((socket) => setTimeout(() => socket.resetAndDestroy(), 20))
  const stalls = setInterval(() => {
    const until = performance.now() + 150
    while (performance.now() < until);
  }, 5)
  const result = await check(port, 7000)
  clearInterval(stalls)
  expect({ outcome: result.outcome, verdict: result.verdict }).toEqual({ outcome: 'unstable', verdict: 'warn' })
})

test('a redirect with a long header is a redirect', async () => {
  const header = `X-Filler: ${'x'.repeat(3000)}\r\nLocation: https://psm.invalid/\r\n\r\n`
  const port = await listener((socket) => socket.once('data', () => socket.write(`HTTP/1.1 301 Moved\r\n${header}`)))
  expect((await check(port, 80)).evidence.identity?.saw).toBe('http-redirect')
})

test('TLS records before our hello are no TLS server', async () => {
  const port = await listener((socket) => socket.write(Buffer.from([22, 3, 3, 0xff, 0xff, 1, 2, 3])))
  expect((await check(port, 443)).outcome).toBe('wrong-service')
})
