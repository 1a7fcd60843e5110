/** The question for the time, against a server of ten lines that behaves as it is told. */
import { type RemoteInfo, type Socket, createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, expect, test } from 'vitest'
import { ntpQuery, readNtpAnswer } from '../../../../main/probe/ntp/ntp-message.ts'
import { askTime } from '../../../../main/probe/ntp/sntp.ts'

const EPOCH = 2_208_988_800
const sockets: Socket[] = []
afterAll(() => {
  for (const socket of sockets) socket.close()
})

interface Server {
  shiftMs?: number
  first?: number
  stratum?: number
  reference?: string
  change?: (answer: Buffer) => Buffer
}

/** Seconds of NTP, which begin anew in 2036. */
function writeTime(answer: Buffer, at: number, unixMs: number): void {
  answer.writeUInt32BE((Math.floor(unixMs / 1000) + EPOCH) % 2 ** 32, at)
  answer.writeUInt32BE(Math.floor(((unixMs % 1000) / 1000) * 2 ** 32), at + 4)
}

function answerTo(query: Buffer, { shiftMs = 0, first = 0x24, stratum = 2, reference = 'GPS\0' }: Server): Buffer {
  const answer = Buffer.alloc(48)
  answer[0] = first
  answer[1] = stratum
  answer.write(reference, 12, 'latin1')
  query.copy(answer, 24, 40, 48)
  writeTime(answer, 32, Date.now() + shiftMs)
  writeTime(answer, 40, Date.now() + shiftMs)
  return answer
}

async function serve(server: Server | 'silent' | ((query: Buffer, from: RemoteInfo, socket: Socket) => void)) {
  const opened = createSocket('udp4')
  sockets.push(opened)
  opened.on('message', (query, from) => {
    if (server === 'silent') return
    if (typeof server === 'function') return server(query, from, opened)
    const { change = (answer: Buffer) => answer } = server
    opened.send(change(answerTo(query, server)), from.port, from.address)
  })
  opened.bind(0, '127.0.0.1')
  await once(opened, 'listening')
  return opened.address().port
}

const ask = (port: number, signal = new AbortController().signal) => askTime({ address: '127.0.0.1', port, signal })

test.each([0, 7000, -7000, 86_400_000, -86_400_000])('a server whose clock is %d ms ahead', async (shiftMs) => {
  const seen = await ask(await serve({ shiftMs }))
  expect(seen).toMatchObject({ result: 'answered', stratum: 2, leap: 0, sent: 1, ignored: 0, errno: null })
  expect(Math.abs((seen.offsetMs ?? Number.NaN) - shiftMs)).toBeLessThan(50)
  expect(seen.delayMs).toBeGreaterThanOrEqual(0)
  expect(seen.delayMs).toBeLessThan(100)
})

test('in the second era of NTP an offset is still the shorter way around', async () => {
  const shiftMs = Date.UTC(2036, 5, 1) - Date.now()
  const seen = await ask(await serve({ shiftMs }))
  expect(Math.abs((seen.offsetMs ?? 0) - shiftMs)).toBeLessThan(50)
})

test.each([
  ['a refusal has no time', { stratum: 0, reference: 'DENY' }, { stratum: 0, referenceId: 'DENY', offsetMs: null }],
  ['not synchronised', { first: 0xe4, stratum: 16 }, { leap: 3, stratum: 16 }],
  ['letters that are none', { stratum: 1, reference: 'A\x1b[m' }, { referenceId: '411b5b6d' }],
] as const)('%s', async (_, server, expected) => {
  expect(await ask(await serve(server))).toMatchObject({ result: 'answered', ...expected })
})

test.concurrent.each<[string, Server['change']]>([
  ['too short', (answer) => answer.subarray(0, 47)],
  ['to another query', (answer) => (answer.write('wrong!!!', 24, 'latin1'), answer)],
  ['of a client', (answer) => (answer.writeUInt8(0x23, 0), answer)],
  ['of version 1', (answer) => (answer.writeUInt8(0x0c, 0), answer)],
  ['without a time', (answer) => answer.fill(0, 40, 48)],
])('an answer %s is not believed', async (_, change) => {
  const seen = await ask(await serve(change ? { change } : {}))
  expect(seen).toMatchObject({ result: 'silence', sent: 3, ignored: 3, offsetMs: null })
})

test('a flood of wrong answers is not listened to for long', async () => {
  const port = await serve((_, from, socket) => {
    for (let n = 0; n < 2000; n += 1) socket.send('x', from.port, from.address)
  })
  const seen = await ask(port)
  expect(seen.result).toBe('silence')
  expect(seen.ignored).toBeLessThanOrEqual(200)
})

test('silence, refusal, stop', async () => {
  const start = performance.now()
  expect(await ask(await serve('silent'))).toMatchObject({ result: 'silence', sent: 3, ignored: 0 })
  expect(performance.now() - start).toBeGreaterThan(2500)
  const free = createSocket('udp4').bind(0, '127.0.0.1')
  await once(free, 'listening')
  const { port } = free.address()
  free.close()
  expect(await ask(port)).toMatchObject({ result: 'error', errno: 'ECONNREFUSED' })
  const stop = new AbortController()
  const stopped = ask(await serve('silent'), stop.signal)
  setTimeout(() => stop.abort(), 50)
  expect(await stopped).toMatchObject({ result: 'not-sent', detail: 'the run was stopped' })
  expect(await ask(port, AbortSignal.abort())).toMatchObject({ result: 'not-sent', sent: 0 })
})

test('random bytes are never an answer', () => {
  const nonce = Buffer.alloc(8, 7)
  expect(ntpQuery(nonce)).toHaveLength(48)
  for (let n = 0; n < 2000; n += 1) {
    const bytes = Buffer.from(Array.from({ length: n % 60 }, (_, i) => (n * 31 + i * 17) % 256))
    expect(readNtpAnswer(bytes, nonce)).toBeNull()
  }
})
