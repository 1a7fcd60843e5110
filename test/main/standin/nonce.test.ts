/** The words of stand-ins: what is a proof, and what is not. */
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { lookAtFarEnd } from '../../../main/probe/identity.ts'
import { askNonce } from '../../../main/standin/ask-nonce.ts'
import {
  answerLine,
  greetingLine,
  nameWord,
  parseGreeting,
  parseProberLine,
  plainAddress,
  readAnswer,
} from '../../../main/standin/nonce.ts'
import { sharedSecret } from '../../../main/standin/secret.ts'
import { Listeners } from '../../support/loopback.ts'

const SECRET = Buffer.alloc(32, 7)
const NONCE = '00112233445566778899aabbccddeeff'
const listeners = new Listeners()
afterEach(() => listeners.close())

const signed = {
  nameWord: nameWord('psm-1'),
  standInNonce: NONCE,
  proberNonce: NONCE,
  source: { address: '10.77.10.10', port: 40_000 },
  destination: { address: '10.77.20.11', port: 9010 },
}

describe('the words', () => {
  test.each(['psm-1', 'Köln ⚙', 'x'.repeat(255)])('a greeting brings the name %s over', (name) => {
    expect(parseGreeting(greetingLine(name, NONCE).trimEnd())).toEqual({ nameWord: nameWord(name), name, nonce: NONCE })
  })
  test.each([
    '',
    'PSM-PREFLIGHT/1',
    `PSM-PREFLIGHT/2 cHNt ${NONCE}`,
    `PSM-PREFLIGHT/1  ${NONCE}`,
    `PSM-PREFLIGHT/1 cHNt ${NONCE.toUpperCase()}`,
    `PSM-PREFLIGHT/1 cHNt ${NONCE}0`,
    `PSM-PREFLIGHT/1 cHNt ${NONCE}\r`,
    ` PSM-PREFLIGHT/1 cHNt ${NONCE}`,
  ])('%j is no greeting', (line) => {
    expect(parseGreeting(line)).toBeNull()
  })
  test('a changed word of an answer is noticed, whichever it is', () => {
    const { source, destination, ...asked } = signed
    const line = answerLine(SECRET, signed).trimEnd()
    expect(readAnswer(line, SECRET, asked)).toEqual({ genuine: true, source, destination })
    for (const [from, to] of [
      ['10.77.10.10', '10.77.10.11'],
      ['40000', '40001'],
      ['10.77.20.11', '10.77.20.12'],
      ['9010', '9011'],
    ] as const)
      expect(readAnswer(line.replace(from, to), SECRET, asked)?.genuine).toBe(false)
    for (const other of [
      { nameWord: nameWord('psm-2') },
      { proberNonce: 'f'.repeat(32) },
      { standInNonce: 'f'.repeat(32) },
    ])
      expect(readAnswer(line, SECRET, { ...asked, ...other })?.genuine).toBe(false)
    expect(readAnswer(line, randomBytes(32), asked)?.genuine).toBe(false)
    expect(readAnswer(`${line} more`, SECRET, asked)).toBeNull()
  })
  test('the prober’s line, and addresses', () => {
    expect(parseProberLine(NONCE)).toBe(NONCE)
    expect(parseProberLine(`${NONCE}\r`)).toBeNull()
    expect(plainAddress('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(plainAddress('fe80::1%eth0')).toBe('fe80::1')
  })
  test('both ends of one plan agree on a secret; another plan, or a key, gives another', () => {
    const plan = 'a'.repeat(64)
    const secrets = [{ planSha256: plan }, { planSha256: 'b'.repeat(64) }, { key: plan }, { key: 'x' }].map((from) =>
      sharedSecret(from).toString('hex'),
    )
    expect(sharedSecret({ planSha256: plan }).toString('hex')).toBe(secrets[0])
    expect(new Set(secrets).size).toBe(4)
  })
})

const greet = (socket: Socket) => socket.write(greetingLine('psm-1', NONCE))
const onLine = (socket: Socket, then: (line: string) => void) =>
  socket.once('data', (data) => then(String(data).trimEnd()))

const HOSTILE: [string, (socket: Socket) => void, object][] = [
  ['says nothing', () => {}, { nonce: 'none', saw: 'silence' }],
  ['closes', (socket) => socket.end(), { nonce: 'none', saw: 'closed' }],
  ['resets', (socket) => void setTimeout(() => socket.resetAndDestroy(), 50), { nonce: 'none', saw: 'reset' }],
  ['is another service', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'), { nonce: 'none', saw: 'bytes' }],
  ['sends a line without an end', (socket) => socket.write('x'.repeat(5000)), { nonce: 'none', saw: 'bytes' }],
  ['greets and falls silent', greet, { nonce: 'none', saw: 'silence' }],
  [
    'greets and closes',
    (socket) => {
      greet(socket)
      onLine(socket, () => socket.end())
    },
    { nonce: 'none', saw: 'closed' },
  ],
  [
    'greets and answers nonsense',
    (socket) => {
      greet(socket)
      onLine(socket, () => socket.write('10.0.0.1 1 10.0.0.2 2 deadbeef\n'))
    },
    { nonce: 'wrong', detail: expect.stringMatching(/no signature/) },
  ],
  [
    'answers with an old answer of another connection',
    (socket) => {
      greet(socket)
      onLine(socket, () => socket.write(answerLine(SECRET, signed)))
    },
    { nonce: 'wrong', detail: expect.stringMatching(/another key/) },
  ],
]

async function dial(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, autoSelectFamily: false })
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

describe('asked, a far end that', () => {
  test.each(HOSTILE)('%s', async (_, behave, expected) => {
    const connection = await dial(await listeners.open(behave))
    const startedAt = performance.now()
    expect(await askNonce({ connection, secret: SECRET, name: 'psm-1', deadlineMs: 400 })).toMatchObject(expected)
    expect(performance.now() - startedAt).toBeLessThan(1500)
    connection.destroy()
  })
})

const honest = (socket: Socket) => {
  greet(socket)
  onLine(socket, (line) => {
    const [source, destination] = [
      { address: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 },
      { address: plainAddress(socket.localAddress ?? ''), port: socket.localPort ?? 0 },
    ]
    socket.end(answerLine(SECRET, { ...signed, proberNonce: line, source, destination }))
  })
}

describe('the look at who answers', () => {
  const look = async (asked: 'listen' | 'tls' | 'http-redirect' | 'ssh-banner', withKey: boolean, name = 'psm-1') => {
    const socket = await dial(await listeners.open(honest))
    const key = withKey ? { secret: () => SECRET, name, greetingMs: 300 } : undefined
    return lookAtFarEnd({ socket, address: '127.0.0.1', asked, deadlineMs: 1000, at: 0, key })
  }
  test.each(['listen', 'tls', 'http-redirect', 'ssh-banner'] as const)(
    'goes on to the proof where a stand-in greets, whatever was asked: %s',
    async (asked) => {
      const { identity, nonce } = await look(asked, true)
      expect(identity).toMatchObject({ saw: 'stand-in', asked, certificate: null })
      expect(identity).not.toHaveProperty('greeting')
      expect(nonce).toMatchObject({ nonce: 'answered', name: 'psm-1', seenSource: { address: '127.0.0.1' } })
    },
  )
  test('another endpoint is told by its own name', async () => {
    expect((await look('listen', true, 'psm-2')).nonce).toMatchObject({ nonce: 'answered', name: 'psm-1' })
  })
  test('a greeting that comes late, as after a loss, is waited for where one is expected', async () => {
    const port = await listeners.open((socket) => void setTimeout(() => honest(socket), 700))
    const key = { secret: () => SECRET, name: 'psm-1', greetingMs: 1500 }
    const socket = await dial(port)
    const { nonce } = await lookAtFarEnd({ socket, address: '127.0.0.1', asked: 'listen', deadlineMs: 120, at: 0, key })
    expect(nonce).toMatchObject({ nonce: 'answered' })
  })
  test('without a key it is named, and not asked', async () => {
    const { identity, nonce } = await look('tls', false)
    expect([identity.saw, nonce]).toEqual(['stand-in', null])
  })
  test('a web server is still asked for its redirect', async () => {
    const port = await listeners.open((socket) => {
      onLine(socket, () => socket.end('HTTP/1.1 301 Moved\r\nLocation: https://x/\r\n\r\n'))
    })
    const key = { secret: () => SECRET, name: 'psm-1', greetingMs: 50 }
    const socket = await dial(port)
    const { identity, nonce } = await lookAtFarEnd({
      socket,
      address: '127.0.0.1',
      asked: 'http-redirect',
      deadlineMs: 1000,
      at: 0,
      key,
    })
    expect([identity.saw, nonce]).toEqual(['http-redirect', null])
  })
})
