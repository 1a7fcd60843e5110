/** The engineer's OpenSSH files: what of them is understood, against OpenSSH's own tools where these can tell. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { knownTypes, lookUp, parseKnownHosts } from '../../../../main/vantage/ssh/known-hosts.ts'
import { readConfig } from '../../../../main/vantage/ssh/openssh-files.ts'
import { type Wanted, jumpSettings, settingsOf } from '../../../../main/vantage/ssh/settings.ts'
import { errnoOf } from '../../../../main/vantage/ssh/strerror.ts'
import { makeFolder, removeFolders } from '../../../support/sshd.ts'

afterAll(removeFolders)

const KEY = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIGJhc2U2NC1vZi1zb21lLWtleS10aGF0LWlzLW5vLWtleQ==', 'base64')
const OTHER = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIG90aGVyLW9mLXNvbWUta2V5LXRoYXQtaXMtbm8ta2V5IQ==', 'base64')
const ED = 'ssh-ed25519'
const line = (names: string, key = KEY, type = ED) => `${names} ${type} ${key.toString('base64')}`
const ask = (text: string, host = '10.77.20.11', port = 22, key = KEY) =>
  lookUp(parseKnownHosts(text, 'known_hosts'), host, port, ED, key)

describe('known_hosts', () => {
  test.each([
    ['a name', line('psm-1,10.77.20.11'), 'known'],
    ['a pattern', line('10.77.20.*'), 'known'],
    ['a pattern of one character', line('10.77.20.1?'), 'known'],
    ['capital letters', line('PSM-1,10.77.20.11'), 'known'],
    ['a pattern that another one excludes', line('10.77.*,!10.77.20.11'), 'unknown'],
    ['another host', line('10.77.20.1'), 'unknown'],
    ['the same host on another port', line('[10.77.20.11]:2222'), 'unknown'],
    ['another key', line('10.77.20.11', OTHER), 'changed'],
    ['several keys of the type, one of them this', `${line('10.77.20.11', OTHER)}\n${line('10.77.20.11')}`, 'known'],
    ['a key of another type', line('10.77.20.11', OTHER, 'ssh-rsa'), 'other'],
    ['a revoked key', `${line('10.77.20.11')}\n@revoked ${line('*')}`, 'revoked'],
    ['a certificate authority', `@cert-authority ${line('10.77.20.*', OTHER)}`, 'authority'],
    ['a marker that is not known', `@future ${line('10.77.20.11')}`, 'unknown'],
    ['lines that are none', `# ${line('10.77.20.11')}\n\n10.77.20.11\n\u0000\n`, 'unknown'],
  ])('%s', (_, text, kind) => {
    expect(ask(text).kind).toBe(kind)
  })

  test('with a port, also the key without one is believed, but no other is called changed for it', () => {
    expect(ask(line('10.77.20.11'), '10.77.20.11', 2222).kind).toBe('known')
    expect(ask(line('10.77.20.11', OTHER), '10.77.20.11', 2222).kind).toBe('unknown')
    expect(ask(line('[10.77.20.11]:2222', OTHER), '10.77.20.11', 2222).kind).toBe('changed')
  })

  test('names the file and the line', () => {
    expect(ask(`# one\n\n${line('10.77.20.11', OTHER)}`)).toMatchObject({ at: { file: 'known_hosts', line: 3 } })
  })

  test('a long pattern is no slow one', () => {
    const since = performance.now()
    expect(ask(line(`${'*a'.repeat(2000)}b`), 'a'.repeat(200)).kind).toBe('unknown')
    expect(performance.now() - since).toBeLessThan(500)
  })

  test('names that ssh-keygen hashed', () => {
    const file = join(makeFolder(), 'known_hosts')
    writeFileSync(file, `${line('10.77.20.11')}\n${line('[fe80::1]:2222')}\n`)
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' })
    const entries = parseKnownHosts(readFileSync(file, 'utf8'), file)
    expect(entries.every(({ names }) => names.startsWith('|1|'))).toBe(true)
    expect(lookUp(entries, '10.77.20.11', 22, ED, KEY).kind).toBe('known')
    expect(lookUp(entries, 'fe80::1', 2222, ED, KEY).kind).toBe('known')
    expect(knownTypes(entries, '10.77.20.12', 22)).toEqual([])
  })
})

describe('the client configuration', () => {
  let home: string
  const put = (name: string, text: string) => writeFileSync(join(home, '.ssh', name), text)
  const place = () => ({ home, configFiles: [join(home, '.ssh/config'), join(home, '.ssh/system')] })
  const settings = async (wanted: Partial<Wanted> = {}, env = {}) =>
    settingsOf(
      await readConfig(place()),
      { endpoint: 'psm-1', address: '10.77.20.11', ssh: {}, ...wanted },
      place(),
      env,
    )

  beforeEach(() => {
    home = makeFolder()
    mkdirSync(join(home, '.ssh/conf.d'), { recursive: true })
  })

  test('without any file: the keys that OpenSSH would try, the agent of the environment, ask for unknown hosts', async () => {
    expect(await settings({ ssh: { user: 'admin' } }, { SSH_AUTH_SOCK: '/run/agent' })).toMatchObject({
      user: 'admin',
      port: 22,
      agent: '/run/agent',
      identityFiles: ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => join(home, '.ssh', name)),
      methods: ['publickey', 'keyboard-interactive', 'password'],
      unknownKey: 'ask',
      jumps: [],
      hostKeyName: '10.77.20.11',
    })
  })

  test('the first value wins, the plan before all, and keys add up', async () => {
    put(
      'config',
      'Host 10.77.*\n  User first\n  Port 2201\n  IdentityFile ~/one\nHost *\n  User second\n  IdentityFile %d/two_%h_%p_%r\n',
    )
    put('system', 'User third\nIdentitiesOnly yes\n')
    expect(await settings()).toMatchObject({ user: 'first', port: 2201, identitiesOnly: true })
    const planned = await settings({ ssh: { user: 'plan', port: 2222, identityFile: '~/plan' } })
    expect(planned).toMatchObject({ user: 'plan', port: 2222 })
    expect(planned.identityFiles).toEqual([
      join(home, 'plan'),
      join(home, 'one'),
      join(home, 'two_10.77.20.11_2222_plan'),
    ])
  })

  test("a section by the endpoint's name is used where it is the same address, and not where it is another", async () => {
    put('config', 'Host psm-1\n  HostName 10.77.20.11\n  Port 2201\nHost psm-2\n  HostName 10.77.20.99\n  Port 2202\n')
    expect((await settings()).port).toBe(2201)
    expect((await settings({ endpoint: 'psm-2' })).port).toBe(22)
  })

  test('agrees with ssh -G', async () => {
    put(
      'config',
      'Match host 10.77.20.11\n  User matched\nHost 10.77.20.11 !10.77.20.12\n  Port 2203\n  HostKeyAlias node\n  ProxyJump a@gate:2022,[2001:db8::1]:23\n  ConnectTimeout 7\n',
    )
    const told = execFileSync('ssh', ['-G', '-F', join(home, '.ssh/config'), '10.77.20.11'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const of = (key: string) => new RegExp(`^${key} (.*)$`, 'm').exec(told)?.[1]
    const ours = await settings()
    expect([
      ours.user,
      String(ours.port),
      ours.hostKeyName,
      ours.jumps.join(','),
      String((ours.connectMs ?? 0) / 1000),
    ]).toEqual(['user', 'port', 'hostkeyalias', 'proxyjump', 'connecttimeout'].map(of))
  })

  test('files that it includes, also inside a section', async () => {
    put('config', 'Include conf.d/*.conf\nHost 10.77.*\n  Include inner\n')
    put('conf.d/a.conf', 'Host other\n  Port 1\n')
    put('conf.d/b.conf', 'Host 10.77.20.11\n  User included\n')
    put('conf.d/b.txt', 'User wrong\n')
    put('inner', 'Port 2204\n')
    expect(await settings()).toMatchObject({ user: 'included', port: 2204 })
  })

  test('what it cannot do is said, and nothing of it is run', async () => {
    put(
      'config',
      `Match exec "touch ${home}/ran"\n  Port 99\nHost *\n  CanonicalizeHostname yes\n  CanonicalDomains example.com\n`,
    )
    expect((await settings()).port).toBe(22)
    expect(existsSync(join(home, 'ran'))).toBe(false)
    put('config', 'ProxyCommand nc %h %p\n')
    await expect(settings()).rejects.toThrow(/ProxyCommand, which is not supported; use ProxyJump/)
    put('config', 'Include config\n')
    await expect(settings()).rejects.toThrow(/Include goes deeper than 16 files/)
    put('config', 'Port many\n')
    await expect(settings()).rejects.toThrow(/the Port many; accepted is a number/)
  })

  test('jump hosts: by name, with user and port, and what is none', async () => {
    put('config', 'Host gate\n  HostName 192.0.2.1\n  User keeper\n  Port 2022\n')
    const config = await readConfig(place())
    const jump = (text: string) => jumpSettings(config, text, place(), {})
    expect(jump('gate')).toMatchObject({ endpoint: 'gate', address: '192.0.2.1', user: 'keeper', port: 2022 })
    expect(jump('me@gate:23')).toMatchObject({ address: '192.0.2.1', user: 'me', port: 23 })
    expect(jump('[2001:db8::1]:23')).toMatchObject({ address: '2001:db8::1', port: 23 })
    expect(() => jump('a b:c:d')).toThrow(/accepted is \[user@\]host\[:port\]/)
  })
})

test.each([
  ['Connection refused', 'ECONNREFUSED'],
  ['bash: connect: No route to host', 'EHOSTUNREACH'],
  ['Host is unreachable', 'EHOSTUNREACH'],
  ['Operation timed out', 'ETIMEDOUT'],
  ['Too many open files in system', 'ENFILE'],
  ['Too many open files', 'EMFILE'],
  ["Can't assign requested address", 'EADDRNOTAVAIL'],
  ['Verbindungsaufbau abgelehnt', 'UNKNOWN'],
])('"%s" is %s', (words, errno) => {
  expect(errnoOf(words)).toBe(errno)
})
