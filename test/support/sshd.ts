/**
 * A real OpenSSH server for tests: its own configuration, host keys and log, nothing of the system's. It runs on loopback, or in a
 * namespace of the lab (`through: ['ip', 'netns', 'exec', NAME]`). Needs root and Debian's openssh-server.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SSHD = '/usr/sbin/sshd'
const READY_MS = 10_000

/** Why there is none here; null when there is. In CI a missing one is a failure. */
export function whyNoSshd(): string | null {
  const why =
    process.platform !== 'linux'
      ? `sshd is started on Linux only, and this is ${process.platform}`
      : process.getuid?.() !== 0
        ? 'sshd needs root'
        : existsSync(SSHD)
          ? null
          : `${SSHD} is not installed (openssh-server)`
  if (why !== null && process.env['CI']) throw new Error(`${why}; in CI that is a failure`)
  return why
}

export interface SshKey {
  file: string
  /** One line of authorized_keys or known_hosts: type and base64. */
  line: string
  fingerprint: string
}

export interface SshdOptions {
  /** More lines of sshd_config(5); the first value of a keyword wins. */
  config?: readonly string[]
  /** Lines of authorized_keys for every user. */
  authorized?: readonly string[]
  address?: string
  /** Absent: a free one of this machine. */
  port?: number
  /** A command before the server's own, such as one that enters a namespace. */
  through?: readonly string[]
  /** Types of its host keys. */
  hostKeys?: readonly KeyType[]
  /** Restarted with the same keys and port as another one had. */
  like?: Sshd
}

export type KeyType = 'ed25519' | 'ecdsa' | 'rsa'

export interface Sshd {
  address: string
  port: number
  hostKeys: Record<string, SshKey>
  folder: string
  /** Of the listener. */
  pid: number
  /** What it logged so far (LogLevel VERBOSE). */
  log(): string
  /** Kills the listener and every connection: what a crash of the host would do, with its FIN. */
  kill(): Promise<void>
}

const folders = new Set<string>()

/** Removed by {@link removeFolders}, which a test file calls at its end: they hold keys. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'psm-preflight-sshd-'))
  folders.add(folder)
  return folder
}

/** A worker of vitest is ended without an 'exit' event: nothing would be removed by itself. */
export function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
}

export function makeKey(folder: string, name: string, type: KeyType = 'ed25519', passphrase = ''): SshKey {
  const file = join(folder, name)
  execFileSync('ssh-keygen', [
    '-q',
    '-t',
    type,
    ...(type === 'rsa' ? ['-b', '2048'] : []),
    '-N',
    passphrase,
    '-C',
    name,
    '-f',
    file,
  ])
  const line = readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  const fingerprint = execFileSync('ssh-keygen', ['-l', '-f', `${file}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? ''
  return { file, line, fingerprint }
}

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  // Compiled in: the server refuses to start without it.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const { config = [], authorized = [], hostKeys: types = ['ed25519'], through = [], like } = options
  const folder = makeFolder()
  const address = options.address ?? like?.address ?? '127.0.0.1'
  const port = options.port ?? like?.port ?? (await freePort(address))
  const hostKeys =
    like?.hostKeys ?? Object.fromEntries(types.map((type) => [type, makeKey(folder, `host_${type}`, type)]))
  writeFileSync(join(folder, 'authorized_keys'), authorized.map((line) => `${line}\n`).join(''), { mode: 0o600 })
  const lines = [
    ...config,
    `ListenAddress ${address.includes(':') ? `[${address}]` : address}:${port}`,
    ...Object.values(hostKeys).map(({ file }) => `HostKey ${file}`),
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'PidFile none',
    'LogLevel VERBOSE',
    'MaxStartups 300',
    'UseDNS no',
    'PrintMotd no',
  ]
  writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`)
  const argv = [...through, SSHD, '-D', '-e', '-f', join(folder, 'sshd_config')]
  const child = spawn(argv[0] ?? SSHD, argv.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.on('data', (bytes: Buffer) => {
    log += bytes.toString('utf8')
  })
  await listening(child, () => log)
  const kill = () => endAll(child)
  return { address, port, hostKeys, folder, pid: child.pid ?? 0, log: () => log, kill }
}

async function listening(child: ChildProcess, log: () => string): Promise<void> {
  const until = performance.now() + READY_MS
  while (!log().includes('Server listening')) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`sshd did not start: ${log()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** The listener, and the processes of its connections, which outlive it. Only its own children and theirs. */
async function endAll(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = once(child, 'exit')
  for (const pid of [child.pid, ...descendants(child.pid)]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Ended by itself.
    }
  }
  await ended
}

/** Processes that a process started, and theirs. */
export function descendants(pid: number): number[] {
  let text = ''
  try {
    text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  } catch {
    return []
  }
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number)
    .flatMap((child) => [child, ...descendants(child)])
}

/** A port that is free now. */
export async function freePort(address = '127.0.0.1'): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ host: address, port: 0 }, resolve))
  const bound = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}
