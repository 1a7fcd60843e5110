/** Links to a real sshd on loopback. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { type Server, type Socket, connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { forwardDial, FORWARDING_PROHIBITED } from '../../../../main/vantage/ssh/forward-dial.ts'
import { openExecDial } from '../../../../main/vantage/ssh/exec-dial.ts'
import type { SshLink } from '../../../../main/vantage/ssh/link.ts'
import type { RemoteProcess } from '../../../../main/remote-process.ts'
import type { Dial } from '../../../../main/probe/dial.ts'
import { Listeners } from '../../../support/loopback.ts'
import {
  type Sshd,
  type SshdOptions,
  descendants,
  freePort,
  makeKey,
  startSshd,
  whyNoSshd,
  removeFolders,
} from '../../../support/sshd.ts'
import { type SshWorld, makeSshWorld, targetOf } from '../../../support/ssh-world.ts'

afterAll(removeFolders)

const why = whyNoSshd()
if (why !== null) console.warn(`SSH links: skipped, because ${why}`)

const whyNoNc = existsSync('/usr/bin/nc') || existsSync('/bin/nc') ? null : 'nc is not installed (netcat-openbsd)'
if (whyNoNc !== null) console.warn(`Dialling by nc: skipped, because ${whyNoNc}`)

let world: SshWorld
const ending: (() => unknown)[] = []
const listeners = new Listeners()

beforeAll(() => {
  if (why === null) world = makeSshWorld()
})
beforeEach(() => {
  world?.config('')
  world?.knownHosts('')
  world?.secretsAsked.splice(0)
  world?.keysAsked.splice(0)
})
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end()
  await listeners.close()
})

async function server(options: SshdOptions = {}): Promise<Sshd> {
  const sshd = await startSshd({ authorized: [world.key.line], ...options })
  ending.push(() => sshd.kill())
  return sshd
}

/** A session whose links end with the test. */
function session(...given: Parameters<SshWorld['session']>) {
  const made = world.session(...given)
  ending.push(() => made.close())
  return made
}

async function output({ stdout, stdin, exited }: RemoteProcess): Promise<{ text: string; code: number | null }> {
  let text = ''
  stdout.on('data', (bytes: Buffer) => (text += bytes.toString()))
  stdin.end()
  await once(stdout, 'end')
  return { text, code: (await exited).code }
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: Error & { kind?: string; reason?: string }) => error,
  )

function dialled(dial: Dial, address: string, port: number) {
  return new Promise<{ errno: string | null; observer: string; first: string }>((resolve) => {
    dial({ address, port }, (seen, answer) => {
      if (answer.kind === 'error') return resolve({ errno: answer.errno, observer: seen.observer, first: '' })
      answer.socket.once('data', (bytes: Buffer) => {
        seen.abandon()
        resolve({ errno: null, observer: seen.observer, first: bytes.toString() })
      })
      answer.socket.once('end', () => resolve({ errno: null, observer: seen.observer, first: '' }))
    })
  })
}

describe.skipIf(why !== null)('host keys', () => {
  test('an unknown one is asked for once, and remembered for the session', async () => {
    const sshd = await server()
    const links = session()
    const link = links.link(targetOf(sshd, world))
    await link.open()
    expect(link.state.state).toBe('ready')
    const fingerprint = sshd.hostKeys['ed25519']?.fingerprint
    expect(world.keysAsked).toEqual([
      { endpoint: 'psm-1', address: '127.0.0.1', port: sshd.port, type: 'ssh-ed25519', fingerprint, known: 'unknown' },
    ])
    link.close()
    await links.link(targetOf(sshd, world)).open()
    expect(world.keysAsked).toHaveLength(1)
  })

  test('two links that wait for the same answer ask once', async () => {
    const sshd = await server()
    let asked = 0
    const confirmHostKey = () => {
      asked += 1
      return new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 500))
    }
    const links = session([], { confirmHostKey })
    await Promise.all([links.link(targetOf(sshd, world)).open(), links.link(targetOf(sshd, world)).open()])
    expect(asked).toBe(1)
  })

  test('one that is not confirmed is refused in words', async () => {
    const sshd = await server()
    const link = session([], { confirmHostKey: () => Promise.resolve(false) }).link(targetOf(sshd, world))
    const error = await failure(link.open())
    expect(error).toMatchObject({ kind: 'host-key', message: expect.stringContaining('was not confirmed') })
    expect(link.state).toEqual({ state: 'failed', words: error.message })
    expect(sshd.log()).not.toContain('Accepted')
  })

  test("the plan's fingerprint of any of its keys is enough, and no one is asked", async () => {
    const sshd = await server({ hostKeys: ['ed25519', 'rsa'] })
    const link = session().link(targetOf(sshd, world, { hostKey: sshd.hostKeys['rsa']?.fingerprint }))
    await link.open()
    expect(link.state.state).toBe('ready')
    expect(world.keysAsked).toEqual([])
  })

  test("a wrong one in the plan is refused, though known_hosts knows the server's", async () => {
    const sshd = await server()
    world.knownHosts(`[127.0.0.1]:${sshd.port} ${sshd.hostKeys['ed25519']?.line}\n`)
    const hostKey = `SHA256:${'A'.repeat(43)}`
    const error = await failure(
      session()
        .link(targetOf(sshd, world, { hostKey }))
        .open(),
    )
    expect(error).toMatchObject({ kind: 'host-key' })
    expect(error.message).toContain(`the plan names ${hostKey}`)
    expect(error.message).toContain(sshd.hostKeys['ed25519']?.fingerprint)
  })

  test('a changed one is refused with file and line, and nobody is asked', async () => {
    const sshd = await server()
    const other = makeKey(sshd.folder, 'other')
    world.knownHosts(`# comment\n[127.0.0.1]:${sshd.port} ${other.line}\n`)
    const error = await failure(session().link(targetOf(sshd, world)).open())
    expect(error).toMatchObject({ kind: 'host-key' })
    expect(error.message).toContain(`${join(world.home, '.ssh/known_hosts')} line 2`)
    expect(world.keysAsked).toEqual([])
  })

  test('known_hosts is believed: hashed by ssh-keygen, and with a type that the server would not offer first', async () => {
    const sshd = await server({ hostKeys: ['ed25519', 'ecdsa'] })
    world.knownHosts(`[127.0.0.1]:${sshd.port} ${sshd.hostKeys['ecdsa']?.line}\n`)
    execFileSync('ssh-keygen', ['-q', '-H', '-f', join(world.home, '.ssh/known_hosts')], { stdio: 'ignore' })
    await session([], { confirmHostKey: () => Promise.resolve(false) })
      .link(targetOf(sshd, world))
      .open()
  })
})

describe.skipIf(why !== null)('logging in', () => {
  test.each(['ed25519', 'ecdsa', 'rsa'] as const)(
    'with a key of type %s and its passphrase, asked once for two links',
    async (type) => {
      const key = makeKey(world.home, `locked_${type}`, type, 'open-sesame')
      const sshd = await server({ authorized: [key.line] })
      const links = session(['wrong', 'open-sesame'])
      const target = targetOf(sshd, world, { identityFile: key.file })
      await Promise.all([links.link(target).open(), links.link(target).open()])
      expect(world.secretsAsked.map(({ kind, attempt }) => [kind, attempt])).toEqual([
        ['passphrase', 1],
        ['passphrase', 2],
      ])
    },
  )

  test('a passphrase that is wrong three times', async () => {
    const key = makeKey(world.home, 'locked_for_good', 'ed25519', 'open-sesame')
    const sshd = await server({ authorized: [key.line] })
    const error = await failure(
      session(['wrong-1', 'wrong-2', 'wrong-3', 'open-sesame'])
        .link(targetOf(sshd, world, { identityFile: key.file }))
        .open(),
    )
    expect(error).toMatchObject({ kind: 'auth' })
    expect(error.message).toContain('was wrong 3 times')
    expect(error.message).not.toMatch(/wrong-\d|sesame/)
    expect(world.secretsAsked).toHaveLength(3)
  })

  test('a passphrase is not asked for a key that the server does not want', async () => {
    const key = makeKey(world.home, 'locked_unwanted', 'ed25519', 'open-sesame')
    const sshd = await server({ authorized: [] })
    const error = await failure(
      session()
        .link(targetOf(sshd, world, { identityFile: key.file }))
        .open(),
    )
    expect(error.message).toContain(`refused: ${key.file}`)
    expect(world.secretsAsked).toEqual([])
  })

  test('too many keys for the server: said with what limits them', async () => {
    const keys = [1, 2, 3].map((n) => makeKey(world.home, `spare_${n}`))
    const sshd = await server({ config: ['MaxAuthTries 2'], authorized: [] })
    world.config(keys.map(({ file }) => `IdentityFile ${file}`).join('\n'))
    const error = await failure(session().link(targetOf(sshd, world)).open())
    expect(error).toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('IdentitiesOnly and IdentityFile limit them'),
    })
  })

  test('nothing in common for the key exchange: the words name it', async () => {
    const sshd = await server({ config: ['KexAlgorithms sntrup761x25519-sha512@openssh.com'] })
    const error = await failure(session().link(targetOf(sshd, world)).open())
    expect(error).toMatchObject({
      kind: 'protocol',
      message: expect.stringMatching(/key exchange failed \(.*no matching key exchange/i),
    })
  })

  test('with a key that only the agent holds', async () => {
    const socket = join(world.home, 'agent')
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
    ending.push(() => agent.kill())
    await once(agent.stdout, 'data')
    const key = makeKey(world.home, 'agent_key')
    execFileSync('ssh-add', ['-q', key.file], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' })
    const sshd = await server({ authorized: [key.line] })
    const ssh = { user: 'root', port: sshd.port }
    const links = session([], { env: { SSH_AUTH_SOCK: socket } })
    await links.link({ endpoint: 'psm-1', address: '127.0.0.1', ssh }).open()
    expect(sshd.log()).toContain(key.fingerprint)
    world.config(`IdentityAgent ${socket}\n`)
    await session().link({ endpoint: 'psm-1', address: '127.0.0.1', ssh }).open()
  })
})

describe.skipIf(why !== null)('commands', () => {
  test('run without a terminal: both streams, the status, the end of input', async () => {
    const link = session().link(targetOf(await server(), world))
    await link.open()
    const remote = await link.run('cat; test -t 0 || echo no terminal; echo err >&2; exit 3')
    let text = ''
    remote.stderr.on('data', (bytes: Buffer) => (text += bytes.toString()))
    remote.stdin.write('given\n')
    expect(await output(remote)).toEqual({ text: 'given\nno terminal\n', code: 3 })
    expect(text).toBe('err\n')
  })

  test('more than the server allows at once wait for their turn (MaxSessions 2)', async () => {
    const link = session().link(targetOf(await server({ config: ['MaxSessions 2'] }), world))
    await link.open()
    const texts = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7].map(async (n) => output(await link.run(`sleep 0.1; echo ${n}`))),
    )
    expect(texts.map(({ text }) => text.trim())).toEqual(['1', '2', '3', '4', '5', '6', '7'])
    expect(link.sessionBound).toBe(2)
  })

  test('where none is allowed it says so (MaxSessions 0)', async () => {
    const link = session().link(targetOf(await server({ config: ['MaxSessions 0'] }), world))
    await link.open()
    expect(await failure(link.run('true'))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('allows no session'),
    })
  })

  test('an ended one leaves no process', async () => {
    const link = session().link(targetOf(await server(), world))
    await link.open()
    const remote = await link.run('echo $$; exec cat')
    const [first] = (await once(remote.stdout, 'data')) as [Buffer]
    remote.end()
    await remote.exited
    await expect.poll(() => isAlive(Number(first.toString()))).toBe(false)
  })
})

const commandOf = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe.skipIf(why !== null)('dialling from there', () => {
  test('by direct-tcpip: open with its bytes, closed, unroutable, and a silent port given up', async () => {
    const link = session().link(targetOf(await server(), world))
    await link.open()
    const forward = forwardDial(link)
    const open = await listeners.open((socket) => socket.end('hello'))
    expect(await dialled(forward.dial, '127.0.0.1', open)).toEqual({
      errno: null,
      observer: 'ssh-forward',
      first: 'hello',
    })
    expect(await dialled(forward.dial, '127.0.0.1', await freePort())).toMatchObject({ errno: 'ECONNREFUSED' })
    // What the system there refuses at once, OpenSSH tells without its reason: "open failed".
    expect(await dialled(forward.dial, '255.255.255.255', 9)).toMatchObject({ errno: 'UNKNOWN' })
    await expect.poll(() => forward.pending).toBe(0)
  })

  test('forbidden by AllowTcpForwarding no is told apart; bash over exec does it then', async () => {
    const link = session().link(targetOf(await server({ config: ['AllowTcpForwarding no'] }), world))
    await link.open()
    const open = await listeners.open((socket) => socket.end('hello'))
    expect(await dialled(forwardDial(link).dial, '127.0.0.1', open)).toMatchObject({ errno: FORWARDING_PROHIBITED })
    expect(await failure(link.forward('127.0.0.1', open))).toMatchObject({ reason: 'prohibited' })
    const found = await openExecDial(link)
    if ('missing' in found) throw new Error(found.missing)
    expect(await dialled(found.dial, '127.0.0.1', open)).toEqual({ errno: null, observer: 'ssh-exec', first: 'hello' })
    expect(await dialled(found.dial, '127.0.0.1', await freePort())).toMatchObject({ errno: 'ECONNREFUSED' })
  })

  test('what bash relays goes both ways', async () => {
    const link = session().link(targetOf(await server(), world))
    await link.open()
    const echo = await listeners.open((socket) => socket.pipe(socket))
    const found = await openExecDial(link)
    if ('missing' in found) throw new Error(found.missing)
    const back = await new Promise<string>((resolve) => {
      found.dial({ address: '127.0.0.1', port: echo }, (seen, answer) => {
        if (answer.kind === 'error') return resolve(answer.errno)
        answer.socket.write('there and back')
        answer.socket.once('data', (bytes: Buffer) => {
          seen.abandon()
          resolve(bytes.toString())
        })
      })
    })
    expect(back).toBe('there and back')
  })

  test.skipIf(whyNoNc !== null)(
    'by nc where there is no bash, and what is missing is said where there is neither',
    async () => {
      const link = session().link(targetOf(await server(), world))
      await link.open()
      const only = (...programs: string[]) => {
        const folder = mkdtempSync(join(world.home, 'bin-'))
        for (const name of programs)
          symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(folder, name))
        const within = (command: string, waitMs?: number) =>
          link.runWithin(`PATH=${folder}; export PATH; ${command}`, waitMs)
        return { run: within, runWithin: within, roundTrip: () => link.roundTrip() }
      }
      expect(await openExecDial(only('sh', 'env', 'grep', 'timeout'))).toMatchObject({
        missing: expect.stringContaining('neither'),
      })
      const found = await openExecDial(only('sh', 'env', 'grep', 'timeout', 'nc'))
      if ('missing' in found) throw new Error(found.missing)
      const open = await listeners.open((socket) => socket.end('hello'))
      expect(await dialled(found.dial, '127.0.0.1', open)).toEqual({
        errno: null,
        observer: 'ssh-exec',
        first: 'hello',
      })
      expect(await dialled(found.dial, '127.0.0.1', await freePort())).toMatchObject({ errno: 'ECONNREFUSED' })
    },
  )

  test('what bash waits for ends with the attempt, and leaves no process', async () => {
    const sshd = await server()
    const link = session().link(targetOf(sshd, world))
    await link.open()
    const found = await openExecDial(link)
    if ('missing' in found) throw new Error(found.missing)
    const waiting = () => descendants(sshd.pid).filter((pid) => commandOf(pid).includes('/dev/tcp/'))
    const attempt = found.dial({ address: '127.0.0.1', port: await silentPort() }, () =>
      expect.unreachable('it is silent'),
    )
    await expect.poll(() => waiting().length, { timeout: 5000 }).toBeGreaterThan(0)
    attempt.abandon()
    await expect.poll(waiting, { timeout: 3000 }).toEqual([])
  })

  test('channels for silent ports are bounded, and what finds no room was not sent', async () => {
    const link = session().link(targetOf(await server(), world))
    await link.open()
    const forward = forwardDial(link, { mostPending: 1, queueMs: 50 })
    const silent = await silentPort()
    const first = forward.dial({ address: '127.0.0.1', port: silent }, () => expect.unreachable('it is silent'))
    expect(await dialled(forward.dial, '127.0.0.1', await freePort())).toMatchObject({ errno: 'EAGAIN' })
    first.abandon()
    expect(forward.pending).toBe(1)
  })
})

/** A listener with a full queue: the kernel itself is silent. */
async function silentPort(): Promise<number> {
  const holder = spawn('python3', [
    '-c',
    'import socket,sys\ns=socket.socket();s.bind(("127.0.0.1",0));s.listen(0)\nc=[socket.socket() for _ in range(3)]\n[x.setblocking(False) or x.connect_ex(s.getsockname()) for x in c]\nprint(s.getsockname()[1],flush=True);sys.stdin.read()',
  ])
  ending.push(() => holder.kill())
  const [line] = (await once(holder.stdout, 'data')) as [Buffer]
  return Number(line.toString())
}

describe.skipIf(why !== null)('a link that breaks', () => {
  test('is opened again when its server comes back, with what was known', async () => {
    const sshd = await server({ config: ['MaxSessions 2'] })
    const link = session().link(targetOf(sshd, world))
    await link.open()
    await Promise.all([1, 2, 3].map(async (n) => output(await link.run(`sleep 0.1; echo ${n}`))))
    const states: string[] = []
    link.onState(({ state }) => states.push(state))
    const running = await link.run('sleep 60')
    const pending = failure(link.forward('127.0.0.1', await silentPort()))
    await sshd.kill()
    expect(await running.exited).toEqual({ code: null, signal: null })
    expect(await pending).toMatchObject({ reason: 'lost' })
    expect(await failure(link.run('true'))).toMatchObject({ kind: 'lost' })
    await server({ like: sshd, config: ['MaxSessions 2'] })
    await expect.poll(() => link.state.state, { timeout: 10_000 }).toBe('ready')
    expect(states).toContain('lost')
    expect(world.keysAsked).toHaveLength(1)
    expect(link.sessionBound).toBe(2)
    expect((await output(await link.run('echo back'))).text).toBe('back\n')
  })

  test('is given up in the end, in words', async () => {
    const sshd = await server()
    const link = session([], { giveUpMs: 300 }).link(targetOf(sshd, world))
    await link.open()
    await sshd.kill()
    await expect.poll(() => link.state.state, { timeout: 5000 }).toBe('failed')
    expect(link.state.words).toMatch(/broke and cannot be opened again: .*ECONNREFUSED/)
  })

  test('a cut of 5 s is survived; one that lasts is noticed by keep-alives', async () => {
    const sshd = await server()
    const relay = await stallingRelay(sshd.port)
    const deadlines = { keepAliveMs: 2000, keepAlives: 3 }
    const link = session([], { deadlines, giveUpMs: 0 }).link({
      ...targetOf(sshd, world),
      ssh: { ...targetOf(sshd, world).ssh, port: relay.port },
    })
    await link.open()
    relay.stall(true)
    const delayed = link.run('echo late')
    await new Promise((resolve) => setTimeout(resolve, 5000))
    relay.stall(false)
    expect((await output(await delayed)).text).toBe('late\n')
    expect(link.state.state).toBe('ready')
    relay.stall(true)
    await expect.poll(() => link.state.state, { timeout: 15_000 }).not.toBe('ready')
  })
})

/** Carries bytes to a port, and stops doing so when told. */
async function stallingRelay(to: number) {
  const sockets: Socket[] = []
  const relay: Server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    sockets.push(near, far)
    near.pipe(far).on('error', () => near.destroy())
    far.pipe(near).on('error', () => far.destroy())
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  ending.push(() => {
    for (const socket of sockets) socket.destroy()
    relay.close()
  })
  const stall = (on: boolean) => {
    for (const socket of sockets) {
      if (on) socket.cork()
      else socket.uncork()
    }
  }
  return { port: (relay.address() as AddressInfo).port, stall }
}

describe.skipIf(why !== null)("the engineer's OpenSSH configuration", () => {
  test('a jump host, by a name of the configuration, shared by two links', async () => {
    const gate = await server()
    const inner = await server()
    world.config(
      [
        `Host gate\n  HostName 127.0.0.1\n  Port ${gate.port}\n  User root\n  IdentityFile ${world.key.file}`,
        'Host psm-1\n  HostName 127.0.0.1\n  ProxyJump gate',
      ].join('\n'),
    )
    const links = session()
    const [one, two] = [links.link(targetOf(inner, world)), links.link(targetOf(inner, world))]
    await Promise.all([one.open(), two.open()])
    expect((await output(await one.run('echo inside'))).text).toBe('inside\n')
    expect(world.keysAsked.map(({ endpoint }) => endpoint)).toEqual(['gate', 'psm-1'])
    expect(gate.log().match(/Accepted publickey/g)).toHaveLength(1)
    links.close()
    await expect.poll(() => gate.log()).toMatch(/Disconnected from user root/)
  })

  test('a jump host that dies takes its links with it, and they come back when it does', async () => {
    const gate = await server()
    const inner = await server()
    world.config(
      `Host 127.0.0.1\n  ProxyJump root@[::ffff:127.0.0.1]:${gate.port}\nHost *\n  IdentityFile ${world.key.file}`,
    )
    const link = session().link(targetOf(inner, world))
    await link.open()
    await gate.kill()
    await expect.poll(() => link.state.state).toBe('lost')
    await server({ like: gate })
    await expect.poll(() => link.state.state, { timeout: 10_000 }).toBe('ready')
    expect((await output(await link.run('echo back'))).text).toBe('back\n')
  })

  test('a jump host that forbids forwarding is named as the reason', async () => {
    const gate = await server({ config: ['AllowTcpForwarding no'] })
    const inner = await server()
    world.config(
      `Host 127.0.0.1\n  ProxyJump root@[::ffff:127.0.0.1]:${gate.port}\nHost *\n  IdentityFile ${world.key.file}`,
    )
    const error = await failure(session().link(targetOf(inner, world)).open())
    expect(error).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('cannot be reached through the jump host'),
    })
  })

  test('its port and its alias of the host key', async () => {
    const sshd = await server()
    world.config(
      `Host 127.0.0.1\n  Port ${sshd.port}\n  HostKeyAlias the-node\n  StrictHostKeyChecking yes\n  IdentityFile %d/engineer`,
    )
    world.knownHosts(`[the-node]:${sshd.port} ${sshd.hostKeys['ed25519']?.line}`)
    const link: SshLink = session().link({ endpoint: 'x', address: '127.0.0.1', ssh: { user: 'root', port: 22 } })
    await link.open()
    expect(world.keysAsked).toEqual([])
  })
})

test.skipIf(why !== null)('200 links at once', { timeout: 120_000 }, async () => {
  const sshd = await server({ config: ['MaxStartups 20:100:20'] })
  const links = session()
  const all = Array.from({ length: 200 }, () => links.link(targetOf(sshd, world)))
  const before = process.memoryUsage().rss
  const since = performance.now()
  await Promise.all(all.map((link) => link.open()))
  const seconds = (performance.now() - since) / 1000
  const grown = (process.memoryUsage().rss - before) / 2 ** 20
  console.info(`200 links: ${seconds.toFixed(1)} s, ${grown.toFixed(0)} MB more`)
  expect(all.every((link: SshLink) => link.state.state === 'ready')).toBe(true)
  expect(grown).toBeLessThan(200)
  // A login shell each, which may read a long profile: some are enough.
  const texts = await Promise.all(all.slice(-10).map(async (link) => output(await link.run('echo here'))))
  expect(texts.every(({ text }) => text === 'here\n')).toBe(true)
})
