/** What a connection to one host needs: the plan's words first, then those of the engineer's OpenSSH configuration. */
import { createHash } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import type SSHConfig from 'ssh-config'
import type { SshVantage } from '../../../shared/plan/plan.ts'
import { type OpenSshPlace, expandHome } from './openssh-files.ts'
import { SshError } from './ssh-error.ts'

export type AuthMethod = 'publickey' | 'keyboard-interactive' | 'password'

export interface SshSettings {
  /** For the reader: the plan's name, or that of a jump host. */
  endpoint: string
  address: string
  port: number
  user: string
  /** In the order in which they are offered; those that do not exist are passed over. */
  identityFiles: string[]
  /** Only keys of these files are offered, also from the agent. */
  identitiesOnly: boolean
  /** Socket or pipe of the agent. */
  agent: string | null
  methods: AuthMethod[]
  /** From the outside in; `[user@]host[:port]` each. */
  jumps: string[]
  /** The name under which known_hosts holds its key. */
  hostKeyName: string
  knownHostsFiles: string[]
  /** What is done with a key that nothing is known of; a changed one is always refused. */
  unknownKey: 'ask' | 'accept' | 'refuse'
  /** ConnectTimeout. */
  connectMs: number | null
}

export interface Wanted {
  endpoint: string
  address: string
  ssh: Partial<SshVantage>
}

const DEFAULT_KEYS = ['id_rsa', 'id_ecdsa', 'id_ed25519']
/** OpenSSH's own order, as far as it is understood here. */
const DEFAULT_METHODS: readonly AuthMethod[] = ['publickey', 'keyboard-interactive', 'password']
const WINDOWS_AGENT = String.raw`\\.\pipe\openssh-ssh-agent`

/** One value of the configuration by its name in lower case; a list where it may stand several times. */
type Found = Record<string, string | string[] | undefined>

export function settingsOf(config: SSHConfig, wanted: Wanted, place: OpenSshPlace, env = process.env): SshSettings {
  const { endpoint, address, ssh } = wanted
  const name = configName(config, wanted)
  const found = computed(config, name, ssh.user)
  const user = ssh.user ?? one(found, 'user') ?? userInfo().username
  // The plan's port is 22 also where it names none.
  const port = ssh.port !== undefined && ssh.port !== 22 ? ssh.port : portOf(one(found, 'port'), name)
  const tokens = tokensOf({ name, address, user, port, home: place.home, jump: one(found, 'proxyjump') ?? '' })
  const path = (text: string) => expandHome(fill(text, tokens), place.home)
  const command = one(found, 'proxycommand')
  if (command !== undefined && command.toLowerCase() !== 'none')
    throw new SshError(
      'config',
      `${endpoint}: the OpenSSH configuration asks for a ProxyCommand, which is not supported; use ProxyJump`,
    )
  const named = [...(ssh.identityFile ? [ssh.identityFile] : []), ...many(found, 'identityfile')]
  const files = named.length > 0 ? named.map(path) : DEFAULT_KEYS.map((key) => join(place.home, '.ssh', key))
  const known = many(found, 'userknownhostsfile').map(path)
  return {
    endpoint,
    address,
    port,
    user,
    identityFiles: [...new Set(files)].filter((file) => file !== 'none'),
    identitiesOnly: isYes(one(found, 'identitiesonly')),
    agent: agentOf(one(found, 'identityagent'), path, env),
    methods: methodsOf(found),
    jumps: jumpsOf(one(found, 'proxyjump')),
    hostKeyName: one(found, 'hostkeyalias') ?? address,
    knownHostsFiles:
      known.length > 0
        ? known
        : [join(place.home, '.ssh/known_hosts'), join(place.home, '.ssh/known_hosts2'), '/etc/ssh/ssh_known_hosts'],
    unknownKey: unknownKeyOf(one(found, 'stricthostkeychecking')),
    connectMs: secondsOf(one(found, 'connecttimeout')),
  }
}

/** `[user@]host[:port]` of a ProxyJump, which may also be a name of the configuration. */
export function jumpSettings(config: SSHConfig, jump: string, place: OpenSshPlace, env = process.env): SshSettings {
  const parts = /^(?:ssh:\/\/)?(?:(?<user>[^@]+)@)?(?:\[(?<v6>[^\]]+)\]|(?<host>[^:@]+))(?::(?<port>\d+))?$/.exec(
    jump,
  )?.groups
  const host = parts?.['v6'] ?? parts?.['host']
  if (!parts || host === undefined)
    throw new SshError('config', `ProxyJump ${jump}: accepted is [user@]host[:port], with commas between several`)
  const found = computed(config, host, parts['user'])
  const address = fill(one(found, 'hostname') ?? host, new Map([['h', host]]))
  const ssh = {
    ...(parts['user'] ? { user: parts['user'] } : {}),
    ...(parts['port'] ? { port: Number(parts['port']) } : {}),
  }
  return { ...settingsOf(config, { endpoint: host, address, ssh }, place, env), endpoint: host }
}

/** The endpoint's name is used where the configuration says that it is this address; else the address, as `ssh ADDRESS` would. */
function configName(config: SSHConfig, { endpoint, address }: Wanted): string {
  const found = one(computed(config, endpoint, undefined), 'hostname')
  return found !== undefined && fill(found, new Map([['h', endpoint]])) === address ? endpoint : address
}

/** `Match exec` is not run: 200 links would start 200 programs. */
function computed(config: SSHConfig, host: string, user: string | undefined): Found {
  return config.compute({ Host: host, ...(user ? { User: user } : {}) } as { Host: string }, {
    ignoreCase: true,
    matchExec: false,
  })
}

function one(found: Found, name: string): string | undefined {
  const value = found[name]
  return Array.isArray(value) ? value[0] : value
}

function many(found: Found, name: string): string[] {
  const value = found[name]
  if (value === undefined) return []
  return Array.isArray(value) ? value : value.split(/\s+/)
}

const isYes = (text: string | undefined) => text?.toLowerCase() === 'yes'
const isNo = (text: string | undefined) => text?.toLowerCase() === 'no'

function portOf(text: string | undefined, host: string): number {
  if (text === undefined) return 22
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new SshError(
    'config',
    `The OpenSSH configuration gives ${host} the Port ${text}; accepted is a number from 1 to 65535`,
  )
}

function secondsOf(text: string | undefined): number | null {
  const seconds = Number(text)
  return Number.isInteger(seconds) && seconds > 0 && seconds <= 600 ? seconds * 1000 : null
}

function agentOf(text: string | undefined, path: (text: string) => string, env: NodeJS.ProcessEnv): string | null {
  if (text?.toLowerCase() === 'none') return null
  const socket = env['SSH_AUTH_SOCK'] || (process.platform === 'win32' ? WINDOWS_AGENT : null)
  if (text === undefined || text === 'SSH_AUTH_SOCK') return socket
  return text.startsWith('$') ? (env[text.replaceAll(/[${}]/g, '')] ?? null) : path(text)
}

function methodsOf(found: Found): AuthMethod[] {
  const preferred = one(found, 'preferredauthentications')?.split(/[\s,]+/)
  const wanted = preferred ? DEFAULT_METHODS.filter((m) => preferred.includes(m)) : [...DEFAULT_METHODS]
  if (preferred) wanted.sort((a, b) => preferred.indexOf(a) - preferred.indexOf(b))
  return wanted.filter((method) => {
    if (method === 'publickey') return !isNo(one(found, 'pubkeyauthentication'))
    if (method === 'password') return !isNo(one(found, 'passwordauthentication'))
    return !isNo(one(found, 'kbdinteractiveauthentication') ?? one(found, 'challengeresponseauthentication'))
  })
}

const jumpsOf = (text: string | undefined) =>
  text === undefined || text.toLowerCase() === 'none'
    ? []
    : text
        .split(',')
        .map((jump) => jump.trim())
        .filter((jump) => jump !== '')

/** `no` would also take a changed key in OpenSSH; that is refused here. */
function unknownKeyOf(text: string | undefined): SshSettings['unknownKey'] {
  const value = text?.toLowerCase()
  if (value === 'yes') return 'refuse'
  return value === 'accept-new' || value === 'no' || value === 'off' ? 'accept' : 'ask'
}

interface TokenFacts {
  name: string
  address: string
  user: string
  port: number
  home: string
  jump: string
}

/** TOKENS of ssh_config(5), without those that only a running session has. */
function tokensOf({ name, address, user, port, home, jump }: TokenFacts): Map<string, string> {
  const local = hostname()
  const hash = createHash('sha1').update(`${local}${address}${port}${user}${jump}`).digest('hex')
  return new Map([
    ['d', home],
    ['h', address],
    ['i', String(process.getuid?.() ?? 0)],
    ['j', jump],
    ['C', hash],
    ['L', local.split('.')[0] ?? local],
    ['l', local],
    ['n', name],
    ['p', String(port)],
    ['r', user],
    ['u', userInfo().username],
  ])
}

/** A token that is not known stays as it is. */
const fill = (text: string, tokens: ReadonlyMap<string, string>) =>
  text.replaceAll(/%(.)/g, (all, letter: string) => (letter === '%' ? '%' : (tokens.get(letter) ?? all)))
