/** Servers that are slow, wrong or none; secrets that are wrong, and that nothing tells. */
import type { Socket } from 'node:net'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { KeyboardAuthContext, PasswordAuthContext } from 'ssh2'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { Secret } from '../../../../main/vantage/ssh/secret.ts'
import { Listeners } from '../../../support/loopback.ts'
import { freePort, removeFolders } from '../../../support/sshd.ts'
import { type PasswordServer, passwordServer } from '../../../support/ssh-server.ts'
import { type SshWorld, makeSshWorld, targetOf } from '../../../support/ssh-world.ts'

afterAll(removeFolders)

let world: SshWorld
const listeners = new Listeners()
const ending: (() => unknown)[] = []

beforeAll(() => {
  world = makeSshWorld()
})
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end()
  await listeners.close()
  world.secretsAsked.splice(0)
})

const SHORT = { tcpMs: 300, bannerMs: 300, keysMs: 300, loginMs: 300 }

async function openAt(port: number, ...given: Parameters<SshWorld['session']>) {
  const session = world.session(...given)
  ending.push(() => session.close())
  const link = session.link(targetOf({ address: '127.0.0.1', port }, world))
  await link.open()
  return link
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: Error & { kind?: string }) => error,
  )

const failureAt = async (onSocket: (socket: Socket) => void) =>
  failure(openAt(await listeners.open(onSocket), [], { deadlines: SHORT }))

describe('what answers is no SSH server, or a bad one', () => {
  test('nothing listens', async () => {
    const error = await failure(openAt(await freePort(), [], { deadlines: SHORT }))
    expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('ECONNREFUSED') })
  })

  test('nothing is ever said', async () => {
    const error = await failureAt(() => {})
    expect(error).toMatchObject({ kind: 'banner', message: expect.stringMatching(/sent no SSH banner in 0\.3 s/) })
  })

  test('the banner never ends: it comes one byte at a time', async () => {
    const error = await failureAt((socket) => {
      const timer = setInterval(() => socket.write('S'), 20)
      socket.once('close', () => clearInterval(timer))
    })
    expect(error).toMatchObject({
      kind: 'banner',
      message: expect.stringMatching(/sent \d+ bytes in 0\.3 s, but no SSH banner/),
    })
  })

  test('text without end', async () => {
    const error = await failureAt((socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write('no banner\r\n'.repeat(50)));
      }
      socket.on('drain', more)
      more()
    })
    expect(error).toMatchObject({ kind: 'banner' })
  })

  test('another protocol', async () => {
    const error = await failureAt((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(error).toMatchObject({
      kind: 'banner',
      message: expect.stringContaining('ended the connection before its SSH banner'),
    })
  })

  test('a key exchange that never ends', async () => {
    const error = await failureAt((socket) => socket.write('SSH-2.0-Slow\r\n'))
    expect(error).toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('did not finish the key exchange in 0.3 s'),
    })
  })

  test('a key exchange of garbage', async () => {
    const error = await failureAt((socket) => socket.end(`SSH-2.0-Bad\r\n${'\u0001'.repeat(5000)}`))
    expect(error).toMatchObject({ kind: 'protocol', message: expect.stringContaining('the key exchange failed') })
  })

  test('a log-in that never ends', async () => {
    const server = await passwords(() => {})
    const error = await failure(openAt(server.port, ['given'], { deadlines: { ...SHORT, keysMs: 5000 } }))
    expect(error).toMatchObject({ kind: 'protocol', message: expect.stringContaining('did not finish the log-in') })
  })
})

async function passwords(check: (context: PasswordAuthContext) => void): Promise<PasswordServer> {
  const server = await passwordServer(['password'], (context) => check(context as PasswordAuthContext))
  ending.push(() => server.close())
  return server
}

const WRONG = ['Tr0ub4dor-one', 'Tr0ub4dor-two', 'Tr0ub4dor-three']
const RIGHT = 'correct-horse-battery'
const onlyRight = (context: PasswordAuthContext) =>
  context.password === RIGHT ? context.accept() : context.reject(['password'])

describe('passwords', () => {
  test('a wrong one is asked again, and the right one serves the next link without a question', async () => {
    const server = await passwords(onlyRight)
    const session = world.session([WRONG[0] ?? '', RIGHT])
    ending.push(() => session.close())
    await session.link(targetOf(server, world)).open()
    await session.link(targetOf(server, world)).open()
    expect(world.secretsAsked.map(({ kind, endpoint, attempt, echo }) => [kind, endpoint, attempt, echo])).toEqual([
      ['password', 'psm-1', 1, false],
      ['password', 'psm-1', 2, false],
    ])
  })

  test('refused three times: the fourth is not asked, and the words say what the server accepts', async () => {
    const server = await passwords(onlyRight)
    const error = await failure(openAt(server.port, [...WRONG, RIGHT]))
    expect(error).toMatchObject({
      kind: 'auth',
      message: expect.stringMatching(/password refused 3 times.* The server accepts password\./),
    })
    expect(world.secretsAsked).toHaveLength(3)
  })

  test('none given', async () => {
    const server = await passwords(onlyRight)
    expect(await failure(openAt(server.port, [null]))).toMatchObject({
      kind: 'declined',
      message: expect.stringContaining('no password was given'),
    })
  })

  test('a person who takes longer than the deadline is waited for', async () => {
    const server = await passwords(onlyRight)
    const askSecret = () => new Promise<string>((resolve) => setTimeout(() => resolve(RIGHT), 700))
    const link = await openAt(server.port, [], { deadlines: { ...SHORT, keysMs: 5000 }, askSecret })
    expect(link.state.state).toBe('ready')
  })

  test('a server that does not wait for the person is asked anew with the answer', async () => {
    const server = await passwordServer(['password'], (context) => onlyRight(context as PasswordAuthContext))
    ending.push(() => server.close())
    let asked = 0
    const askSecret = () => {
      asked += 1
      // As LoginGraceTime would.
      setTimeout(() => server.drop(), 100)
      return new Promise<string>((resolve) => setTimeout(() => resolve(RIGHT), 300))
    }
    const link = await openAt(server.port, [], { askSecret })
    expect(link.state.state).toBe('ready')
    expect(asked).toBe(1)
  })

  test("keyboard-interactive: the server's questions, cleaned; a code is asked each time, the password once", async () => {
    const server = await passwordServer(['keyboard-interactive'], (context) => {
      const prompts = [
        { prompt: 'Password: \u001B[31m', echo: false },
        { prompt: 'Code of the token: ', echo: true },
      ]
      ;(context as KeyboardAuthContext).prompt(prompts, (answers) =>
        answers[0] === RIGHT && answers[1] === '123456' ? context.accept() : context.reject(['keyboard-interactive']),
      )
    })
    ending.push(() => server.close())
    const session = world.session([RIGHT, '123456', '123456'])
    ending.push(() => session.close())
    await session.link(targetOf(server, world)).open()
    await session.link(targetOf(server, world)).open()
    expect(world.secretsAsked.map(({ kind, prompt, echo }) => [kind, prompt, echo])).toEqual([
      ['answer', 'Password: [31m', false],
      ['answer', 'Code of the token:', true],
      ['answer', 'Code of the token:', true],
    ])
  })
})

test('no secret is in an error, a state, a printed object, an output or a file', async () => {
  const printed: string[] = []
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...all) => void printed.push(inspect(all))),
  )
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0)
  const states: string[] = []
  const server = await passwords(onlyRight)
  const session = world.session([...WRONG, RIGHT])
  const link = session.link(targetOf(server, world))
  link.onState((state) => states.push(JSON.stringify(state)))
  const error = await failure(link.open())
  await link.open()
  expect(link.state.state).toBe('ready')
  const secret = new Secret(RIGHT)
  const shown = [
    inspect([error, session, link, secret], { depth: 30, showHidden: true }),
    JSON.stringify([error, error.stack, link, secret]),
    `${String(secret)} ${states.join('')} ${printed.join('')}`,
    ...filesBelow(world.home),
  ].join('\n')
  session.close()
  for (const spy of [...spies, write]) spy.mockRestore()
  expect(states.length).toBeGreaterThan(2)
  expect(shown).toContain('[secret]')
  for (const text of [...WRONG, RIGHT]) {
    expect(shown).not.toContain(text)
    expect(shown).not.toContain(Buffer.from(text).toString('base64').slice(0, 16))
    expect(shown).not.toContain(Buffer.from(text).toString('hex'))
  }
})

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesBelow(path) : [readFileSync(path, 'latin1')]
  })
}
