/** Stand-ins as a host runs them, in Python and in Perl, on real sockets of loopback: as root and as nobody. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { askNonce } from '../../../main/standin/ask-nonce.ts'
import type { Interpreter } from '../../../main/standin/remote/programs.ts'
import { type StandIn, StandInRefused, startStandIn } from '../../../main/standin/remote/start.ts'
import { AS_NOBODY, type ChildRemote, childRemote } from '../../support/child-remote.ts'
import { Listeners } from '../../support/loopback.ts'

const IS_ROOT = process.getuid?.() === 0
const USERS = IS_ROOT ? (['root', 'nobody'] as const) : (['nobody'] as const)
if (!IS_ROOT) console.warn('stand-ins as root: left out, because this is not root')
const INTERPRETERS: readonly Interpreter[] = ['python3', 'perl']
const CASES = INTERPRETERS.flatMap((by) => USERS.map((user) => ({ by, user })))
const SECRET = randomBytes(32)
/** Of no other test, and below the ports that the system gives out. */
const ADDRESS = '127.67.0.11'
const FREE = 18_601
const TAKEN = 18_602
const PRIVILEGED = 601
const SENDERS = ['127.67.0.2', '127.67.0.3']

/** A service that is not woken before data comes, as Apache and nginx have it; closes after the first byte. */
const DEFERRING = `
import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 30)
s.bind((sys.argv[1], int(sys.argv[2])))
s.listen(8)
print("ready", flush=True)
t, _ = s.accept()
t.recv(1)
t.close()
sys.stdin.read()
`

const remoteOf = (user: 'root' | 'nobody'): ChildRemote => childRemote(IS_ROOT && user === 'nobody' ? AS_NOBODY : [])

const listeners = new Listeners()
let standIn: StandIn | null = null
afterEach(async () => {
  standIn?.end()
  standIn = null
  await listeners.close()
})

interface Start {
  by: Interpreter
  user?: 'root' | 'nobody'
  addresses?: string[]
  ports?: number[]
}

async function begin({ by, user = 'nobody', addresses = [ADDRESS], ports = [FREE] }: Start) {
  const remote = remoteOf(user)
  standIn = await startStandIn(remote.run, {
    name: 'psm-1',
    addresses,
    ports,
    senders: SENDERS,
    secret: SECRET,
    stage: 'preinstall',
    interpreters: [by],
  })
  return { standIn, child: remote.children[0] }
}

async function dial(address: string, port: number, localAddress?: string): Promise<Socket> {
  const socket = connect({ host: address, port, autoSelectFamily: false, ...(localAddress ? { localAddress } : {}) })
  socket.on('error', () => {})
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  return socket
}

async function ask(address: string, port: number, secret = SECRET, localAddress?: string) {
  const connection = await dial(address, port, localAddress)
  const { localPort } = connection
  const answer = await askNonce({ connection, secret, name: 'psm-1', deadlineMs: 3000 })
  connection.destroy()
  return { answer, localPort }
}

/** Processor time so far of a process that runs; null of one that is gone, or only waits for its parent to ask for its status. */
function workedTicks(pid: number | undefined): number | null {
  try {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return state === 'Z' ? null : Number(fields[10]) + Number(fields[11])
  } catch {
    return null
  }
}

const isAlive = (pid: number | undefined) => workedTicks(pid) !== null

const untilGone = async (pid: number | undefined, ms: number) => {
  const start = performance.now()
  while (isAlive(pid) && performance.now() - start < ms) await sleep(50)
  return isAlive(pid) ? null : performance.now() - start
}

/** For how long it did nothing before it was gone: a busy machine keeps it working for longer before that. */
async function idleUntilGone(pid: number | undefined, ms: number): Promise<number | null> {
  const start = performance.now()
  let idleSince = start
  let worked = workedTicks(pid)
  for (let now = worked; now !== null; now = workedTicks(pid)) {
    if (performance.now() - start > ms) return null
    if (now !== worked) idleSince = performance.now()
    worked = now
    await sleep(50)
  }
  return performance.now() - idleSince
}

describe.each(CASES)('$by as $user', ({ by, user }) => {
  test('proves itself, with the ends that it saw, and counts who came', async () => {
    const { standIn } = await begin({ by, user })
    const { answer, localPort } = await ask(ADDRESS, FREE, SECRET, '127.67.0.2')
    expect(answer).toEqual({
      nonce: 'answered',
      name: 'psm-1',
      seenSource: { address: '127.67.0.2', port: localPort },
      seenDestination: { address: ADDRESS, port: FREE },
    })
    const reached = await standIn.count()
    const wire = standIn.counted.wire ? 1 : 0
    expect([...(reached ?? [])]).toEqual([
      [
        `${FREE} 127.67.0.2`,
        { port: FREE, source: '127.67.0.2', accepted: 1, answered: 1, brief: 0, listener: 1, wire },
      ],
    ])
    expect(standIn.counted).toMatchObject({ listener: true, wire: by === 'python3' && user === 'root', full: false })
    if (!standIn.counted.wire) expect(standIn.counted.why).toMatch(/perl|Operation not permitted|PermissionError/)
  })

  test('tells from where SYNs with certain source ports came', async () => {
    const { standIn } = await begin({ by, user, ports: [FREE, FREE + 10] })
    const first = await ask(ADDRESS, FREE, SECRET, '127.67.0.2')
    const second = await ask(ADDRESS, FREE, SECRET, '127.67.0.3')
    await standIn.count()
    const [one, two] = [first.localPort ?? 0, second.localPort ?? 0]
    const wire = (...ends: [string, number][]) => (standIn.counted.wire ? ends : [])
    expect(await standIn.cameFrom(FREE, [one, 1])).toMatchObject({
      listener: [['127.67.0.2', one]],
      wire: wire(['127.67.0.2', one]),
    })
    expect((await standIn.cameFrom(FREE, [one, two]))?.listener).toHaveLength(2)
    expect(await standIn.cameFrom(FREE + 10, [one, two])).toMatchObject({ listener: [], wire: [] })
  })

  test('tells which connections the kernel there holds, on a port that a real service has', async () => {
    await listeners.open(() => {}, ADDRESS, TAKEN)
    const { standIn } = await begin({ by, user, ports: [TAKEN] })
    expect(standIn.ports).toMatchObject([{ state: 'taken' }])
    const connection = await dial(ADDRESS, TAKEN, '127.67.0.2')
    const source = { address: '127.67.0.2', port: connection.localPort ?? 0 }
    expect(await standIn.holds(TAKEN, source)).toBe(true)
    expect(await standIn.holds(TAKEN, { ...source, address: '127.67.0.3' })).toBe(false)
    connection.resetAndDestroy()
    await sleep(50)
    expect(await standIn.holds(TAKEN, source)).toBe(false)
  })

  test('a connection from another address may be the one that is looked for, unless it was there before', async () => {
    await listeners.open(() => {}, ADDRESS, TAKEN)
    const old = await dial(ADDRESS, TAKEN, '127.67.0.8')
    const { standIn } = await begin({ by, user, ports: [TAKEN] })
    const sent = { address: '127.67.0.2', port: 1 }
    const sender = await dial(ADDRESS, TAKEN, '127.67.0.3')
    expect(await standIn.holds(TAKEN, sent)).toBe(false)
    const rewritten = await dial(ADDRESS, TAKEN, '127.67.0.9')
    expect(await standIn.holds(TAKEN, sent)).toBe(null)
    for (const socket of [old, sender, rewritten]) socket.destroy()
  })

  test('what the kernel keeps back until data comes, or what has ended, is no sign that it never came', async () => {
    const service = spawn('python3', ['-c', DEFERRING, ADDRESS, `${TAKEN}`], { stdio: ['pipe', 'pipe', 'inherit'] })
    await once(service.stdout, 'data')
    const { standIn } = await begin({ by, user, ports: [TAKEN] })
    const connection = await dial(ADDRESS, TAKEN, '127.67.0.2')
    const source = { address: '127.67.0.2', port: connection.localPort ?? 0 }
    expect(await standIn.holds(TAKEN, source)).toBe(null)
    connection.write('x')
    await once(connection, 'close')
    // The service ended it first, and waits now.
    expect(await standIn.holds(TAKEN, source)).toBe(null)
    service.stdin.end()
    await once(service, 'exit')
  })

  test('another secret is told, and never taken for a proof', async () => {
    await begin({ by, user })
    const { answer } = await ask(ADDRESS, FREE, randomBytes(32))
    expect(answer).toMatchObject({ nonce: 'wrong', detail: expect.stringMatching(/another key/) })
  })

  test('a real service is left alone, and a port that may not be bound is reported', async () => {
    await listeners.open(() => {}, ADDRESS, TAKEN)
    const { standIn } = await begin({ by, user, addresses: [ADDRESS, '127.67.0.12'], ports: [FREE, TAKEN, PRIVILEGED] })
    const state = (address: string, port: number) => {
      const found = standIn.ports.find((p) => p.address === address && p.port === port)
      return `${found?.state} ${found?.errno}`
    }
    expect(state(ADDRESS, FREE)).toBe('listening null')
    expect(state(ADDRESS, TAKEN)).toBe('taken EADDRINUSE')
    expect(state('127.67.0.12', TAKEN)).toBe('listening null')
    expect(state(ADDRESS, PRIVILEGED)).toBe(user === 'root' ? 'listening null' : 'denied EACCES')
  })

  test('an address that the machine does not hold is an error of that address', async () => {
    const { standIn } = await begin({ by, user, addresses: ['192.0.2.1'] })
    expect(standIn.ports).toEqual([{ address: '192.0.2.1', port: FREE, state: 'error', errno: 'EADDRNOTAVAIL' }])
  })

  test('IPv6', async () => {
    const { standIn } = await begin({ by, user, addresses: ['::1'] })
    const { answer, localPort } = await ask('::1', FREE)
    expect(answer).toMatchObject({
      nonce: 'answered',
      seenSource: { address: '::1', port: localPort },
      seenDestination: { address: '::1', port: FREE },
    })
    const [row] = [...((await standIn.count()) ?? new Map()).values()]
    expect(row).toMatchObject({ source: '::1', accepted: 1, listener: 1 })
  })

  test('connections that end at once, and a client that says something else', async () => {
    const { standIn } = await begin({ by, user })
    for (let i = 0; i < 3; i++) (await dial(ADDRESS, FREE)).resetAndDestroy()
    const other = await dial(ADDRESS, FREE)
    other.write('GET / HTTP/1.1\r\nHost: someone\r\n\r\n')
    const closed = new Promise((resolve) => other.once('close', resolve))
    other.resume()
    await closed
    await sleep(200)
    const [row] = [...((await standIn.count()) ?? new Map()).values()]
    expect(row).toMatchObject({ accepted: 4, answered: 0, brief: 3 })
  })

  test('a burst of 150 connections on 60 ports: all proven', async () => {
    const ports = Array.from({ length: 60 }, (_, i) => 18_700 + i)
    const { standIn } = await begin({ by, user, ports })
    const answers = await Promise.all(
      Array.from({ length: 150 }, async (_, i) => (await ask(ADDRESS, ports[i % 60] ?? 0)).answer.nonce),
    )
    expect(answers.filter((nonce) => nonce === 'answered')).toHaveLength(150)
    const rows = [...((await standIn.count()) ?? new Map()).values()]
    expect(rows.reduce((sum, row) => sum + row.accepted, 0)).toBe(150)
    expect(rows).toHaveLength(60)
  })

  test('pushes what arrives without being asked', async () => {
    const { standIn } = await begin({ by, user })
    const told = new Promise<number>((resolve) => standIn.watch((reached) => resolve(reached.size)))
    await ask(ADDRESS, FREE)
    expect(await told).toBe(1)
  })
})

describe.each(INTERPRETERS)('the end of %s', (by) => {
  test('with its stdin: within a second, and the port is free again', async () => {
    const { child } = await begin({ by })
    child?.stdin?.end()
    expect(await untilGone(child?.pid, 5000)).toBeLessThan(1000)
    expect(await listeners.open(() => {}, ADDRESS, FREE)).toBe(FREE)
  })

  test('without a sign of life: within ten seconds', async () => {
    const { run, children } = remoteOf('nobody')
    const { standInCommand } = await import('../../../main/standin/remote/programs.ts')
    const { stdin } = await run(standInCommand([by]))
    stdin.write(
      `${JSON.stringify({ t: 'start', secret: SECRET.toString('hex'), name: 'cHNt', addresses: [ADDRESS], ports: [FREE], senders: [] })}\n`,
    )
    expect(await untilGone(children[0]?.pid, 12_000)).toBeLessThan(10_000)
  })

  test('also when nobody reads what it says', async () => {
    const { run, children } = remoteOf('nobody')
    const { standInCommand } = await import('../../../main/standin/remote/programs.ts')
    const { stdin, stdout } = await run(standInCommand([by]))
    stdout.pause()
    const start = {
      t: 'start',
      secret: SECRET.toString('hex'),
      name: 'cHNt',
      addresses: [ADDRESS],
      ports: [FREE],
      senders: [],
    }
    stdin.write(`${JSON.stringify(start)}\n`)
    for (let i = 0; i < 30_000; i++) stdin.write('{"t":"counts","id":1}\n')
    expect(await idleUntilGone(children[0]?.pid, 25_000)).toBeLessThan(10_000)
  })

  test.each(['SIGHUP', 'SIGTERM'] as const)('by %s', async (signal) => {
    const { standIn, child } = await begin({ by })
    process.kill(child?.pid ?? 0, signal)
    expect(await untilGone(child?.pid, 5000)).toBeLessThan(1000)
    expect(await standIn.ended).toMatch(new RegExp(signal))
    expect(await standIn.count()).toBeNull()
  })

  test('opens no file, and shows no secret on its command line', async () => {
    const { standIn, child } = await begin({ by })
    const line = readFileSync(`/proc/${child?.pid}/cmdline`, 'latin1')
    expect(line).toContain(by)
    expect(line).not.toContain(SECRET.toString('hex'))
    const folder = `/proc/${child?.pid}/fd`
    const open = readdirSync(folder).map((fd) => readlinkSync(`${folder}/${fd}`))
    expect(open.length).toBeGreaterThan(3)
    expect(open.filter((target) => /^\/(?!proc\/|dev\/)/.test(target))).toEqual([])
    standIn.end()
    expect(await standIn.ended).toBeNull()
  })
})

test('where there is neither Python nor Perl, that is said', async () => {
  const { run } = childRemote()
  const starting = startStandIn((command) => run(`PATH=/nowhere; ${command.replace('exec sh', 'exec /bin/sh')}`), {
    name: 'psm-1',
    addresses: [ADDRESS],
    ports: [FREE],
    senders: SENDERS,
    secret: SECRET,
    stage: 'preinstall',
  })
  await expect(starting).rejects.toThrow(/neither python3 nor perl/)
})

/** SYNs from an address that answers nothing, so that what they open stays half-open. */
const HALF_OPEN = `
import socket, struct, sys
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
def total(data):
    words = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while words >> 16:
        words = (words & 65535) + (words >> 16)
    return words ^ 65535
ends = socket.inet_aton("10.9.0.77") + socket.inet_aton("10.9.0.1")
for source in range(40000, 40000 + int(sys.argv[2])):
    head = struct.pack("!HHIIBBHHH", source, int(sys.argv[1]), 1, 0, 0x50, 2, 1024, 0, 0)
    head = head[:16] + struct.pack("!H", total(ends + struct.pack("!BBH", 0, 6, 20) + head)) + head[18:]
    raw.sendto(struct.pack("!BBHHHBBH", 0x45, 0, 40, 0, 0, 64, 6, 0) + ends + head, ("10.9.0.1", 0))
`

const A_NETWORK = [
  'ip link set lo up',
  'ip link add va type veth peer name vb',
  'ip addr add 10.9.0.1/24 dev va',
  'ip link set va up',
  'ip link set vb up',
  'ip neigh add 10.9.0.77 lladdr 02:00:00:00:00:77 dev va',
].join('; ')

describe.skipIf(!IS_ROOT).each(INTERPRETERS)('in a network of its own, %s', (by) => {
  /** What was counted of so many SYNs that nobody acknowledges, and whether counting was given up. */
  async function countOf({ cookies, backlog, syns }: { cookies: number; backlog: number; syns: number }) {
    const settings = `echo ${cookies} >/proc/sys/net/ipv4/tcp_syncookies; echo ${backlog} >/proc/sys/net/core/somaxconn`
    const later = `(sleep 1; exec python3 -c '${HALF_OPEN}' ${FREE} ${syns}) </dev/null >/dev/null 2>&1 &`
    const { run } = childRemote(['unshare', '-n', 'sh', '-c', `${settings}; ${A_NETWORK}; ${later} exec "$@"`, 'sh'])
    const request = { name: 'psm-1', addresses: ['10.9.0.1'], ports: [FREE], senders: [], secret: SECRET } as const
    standIn = await startStandIn(run, { ...request, stage: 'preinstall', interpreters: [by] })
    await sleep(2500)
    const reached = await standIn.count()
    return { full: standIn.counted.full, listener: [...(reached?.values() ?? [])][0]?.listener ?? 0 }
  }

  test('counts what is half-open', async () => {
    expect(await countOf({ cookies: 1, backlog: 64, syns: 5 })).toEqual({ full: false, listener: 5 })
  })

  test('gives up where the kernel keeps nothing of what more comes', async () => {
    expect(await countOf({ cookies: 1, backlog: 8, syns: 40 })).toMatchObject({ full: true })
  })

  test('gives up where every SYN is answered by a cookie', async () => {
    expect(await countOf({ cookies: 2, backlog: 64, syns: 5 })).toMatchObject({ full: true, listener: 0 })
  })
})

test('none is started for a cluster that runs', async () => {
  const { run, children } = childRemote()
  const request = {
    name: 'psm-1',
    addresses: [ADDRESS],
    ports: [FREE],
    senders: SENDERS,
    secret: SECRET,
    stage: 'operational',
  } as const
  await expect(startStandIn(run, request)).rejects.toThrow(StandInRefused)
  expect(children).toHaveLength(0)
})

test.each([
  ['garbage', 'hello\n'],
  [
    'a wrong shape',
    '{"t":"ready","ports":[["x",99999,"listening",null]],"listener":true,"wire":true,"why":"","uid":0}\n',
  ],
  ['counts that are none', '{"t":"counts","id":1,"full":false,"rows":[[22,"evil host",-1,0,0,0,0]]}\n'],
  ['a line without an end', 'x'.repeat(2 << 20)],
  ['an end', ''],
])('%s of a hostile host is refused in words', async (_, text) => {
  const { run } = childRemote()
  const hostile = () =>
    run(
      `printf %s "$(cat <<'E'\n${text.length > 1e6 ? '' : text}E\n)"; ${text.length > 1e6 ? "head -c 2097152 /dev/zero | tr '\\0' x; sleep 5" : 'echo; sleep 0.2'}`,
    )
  const request = {
    name: 'psm-1',
    addresses: [ADDRESS],
    ports: [FREE],
    senders: SENDERS,
    secret: SECRET,
    stage: 'preinstall',
  } as const
  await expect(startStandIn(hostile, request)).rejects.toThrow(/is no stand-in|without an end|ended/)
})
