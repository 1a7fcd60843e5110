/**
 * From an open TCP connection to a host that has let us in. Every stage has its deadline and its own words; while a person is
 * asked, the clock stands still.
 */
import type { Duplex } from 'node:stream'
import { Client } from 'ssh2'
import {
  type HostKeyPolicy,
  type KeyFamily,
  type OnHostKey,
  fingerprintOf,
  hostKeyAlgorithms,
  judgeHostKey,
} from './host-key.ts'
import type { KeyRing } from './key-ring.ts'
import { Login } from './login.ts'
import type { Secrets } from './secret.ts'
import { SshError, type SshErrorKind, cleanLine } from './ssh-error.ts'

export interface Deadlines {
  tcpMs: number
  /** From the TCP connection to the line that begins with SSH-. */
  bannerMs: number
  /** For the key exchange. */
  keysMs: number
  /** For the log-in, without the time in which a person is asked. */
  loginMs: number
  keepAliveMs: number
  /** How many keep-alives may stay unanswered. */
  keepAlives: number
}

/** sshd on a loaded node answers in a second or two; its own LoginGraceTime is 120 s. */
export const DEADLINES: Deadlines = {
  tcpMs: 10_000,
  bannerMs: 10_000,
  keysMs: 15_000,
  loginMs: 30_000,
  keepAliveMs: 4000,
  keepAlives: 3,
}

export interface HandshakeOptions {
  socket: Duplex
  policy: HostKeyPolicy
  /** Only keys of one family are accepted; null: any. */
  family: KeyFamily | null
  keys: KeyRing
  secrets: Secrets
  onHostKey: OnHostKey
  deadlines: Deadlines
  signal: AbortSignal
}

type Stage = 'banner' | 'keys' | 'login'

/** More than this before the SSH banner is no SSH server. RFC 4253 §4.2 allows some lines. */
const CHATTER_LIMIT = 64 * 1024

export class Handshake {
  readonly #options: HandshakeOptions
  readonly #client = new Client()
  readonly #login: Login
  #stage: Stage = 'banner'
  #settled = false
  #timer: NodeJS.Timeout | undefined
  /** What the server said in words when it ended the connection. */
  #said = ''
  #seen = ''
  #heard = 0
  readonly #asking = new Set<Promise<unknown>>()
  #reject: (error: SshError) => void = () => {}

  constructor(options: HandshakeOptions) {
    this.#options = options
    const { policy, keys, secrets } = options
    const whileAsking = <T>(work: Promise<T>) => this.#whileAsking(work)
    this.#login = new Login({
      settings: policy.settings,
      keys,
      secrets,
      whileAsking,
      abort: (error) => this.#fail(error),
    })
  }

  /** Resolves when no person is being asked any more; null when none is. */
  get stillAsking(): Promise<unknown> | null {
    return this.#asking.size === 0 ? null : Promise.allSettled(this.#asking)
  }

  /** Resolves to a client that is ready; rejects with {@link SshError}. To be called once. */
  run(): Promise<Client> {
    const { socket, signal } = this.#options
    return new Promise((resolve, reject) => {
      this.#reject = reject
      const onAbort = () => this.#fail(new SshError('closed', `${this.#where}: the connection was given up`))
      signal.addEventListener('abort', onAbort, { once: true })
      const finish = () => signal.removeEventListener('abort', onAbort)
      this.#listen(() => {
        finish()
        resolve(this.#client)
      })
      this.#client.once('close', finish)
      this.#connect()
      // Paused by the library until it listens itself: nothing is lost, nothing is read twice.
      socket.on('data', this.#hear)
      this.#restart()
      if (signal.aborted) onAbort()
    })
  }

  #connect(): void {
    const { socket, policy, family, deadlines } = this.#options
    this.#client.connect({
      sock: socket,
      username: policy.settings.user,
      readyTimeout: 0,
      keepaliveInterval: deadlines.keepAliveMs,
      keepaliveCountMax: deadlines.keepAlives,
      algorithms: { serverHostKey: hostKeyAlgorithms(policy, family) },
      authHandler: this.#login.handler,
      hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => {
        void this.#verify(key, verify)
      },
    })
  }

  async #verify(key: Buffer, verify: (valid: boolean) => void): Promise<void> {
    const { policy, onHostKey } = this.#options
    const refusal = await this.#whileAsking(judgeHostKey(policy, key))
    if (refusal) this.#fail(refusal)
    else onHostKey(policy.settings.endpoint, fingerprintOf(key))
    if (!this.#settled) verify(true)
  }

  #listen(resolve: () => void): void {
    const client = this.#client
    // An 'error' without a listener would end the program, also after the link is gone.
    client.on('error', (error: Error & { level?: string }) => {
      // An agent that cannot sign is no end: the next key is tried.
      if (error.level === 'agent') return
      if (error.level === 'client-authentication') return this.#fail(this.#login.failure())
      this.#said ||= cleanLine(error.message)
      if (error.level !== 'client-socket') this.#fail(this.#broken())
    })
    client.on('close', () => this.#fail(this.#broken()))
    client.on('handshake', () => {
      this.#stage = 'login'
      this.#restart()
    })
    client.once('ready', () => {
      if (this.#settled) return
      this.#settled = true
      clearTimeout(this.#timer)
      resolve()
    })
  }

  readonly #hear = (bytes: Buffer): void => {
    this.#heard += bytes.length
    this.#seen = `${this.#seen}${bytes.toString('latin1', 0, 4096)}`.slice(-4096)
    if (/(?:^|\n)SSH-/.test(this.#seen)) {
      this.#options.socket.off('data', this.#hear)
      this.#stage = 'keys'
      this.#restart()
    } else if (this.#heard > CHATTER_LIMIT) {
      this.#fail(
        new SshError('banner', `${this.#where} sends text without end and no SSH banner: it is no SSH server.`),
      )
    }
  }

  async #whileAsking<T>(work: Promise<T>): Promise<T> {
    clearTimeout(this.#timer)
    this.#asking.add(work)
    try {
      return await work
    } finally {
      this.#asking.delete(work)
      if (this.#asking.size === 0) this.#restart()
    }
  }

  #restart(): void {
    clearTimeout(this.#timer)
    if (this.#settled || this.#asking.size > 0) return
    const { bannerMs, keysMs, loginMs } = this.#options.deadlines
    const ms = { banner: bannerMs, keys: keysMs, login: loginMs }[this.#stage]
    this.#timer = setTimeout(() => this.#fail(this.#late(ms)), ms)
  }

  #late(ms: number): SshError {
    const seconds = `${ms / 1000} s`
    const words: Record<Stage, [SshErrorKind, string]> = {
      banner: [
        'banner',
        this.#heard > 0
          ? `took the connection and sent ${this.#heard} bytes in ${seconds}, but no SSH banner: something else than an SSH server answers there.`
          : `took the connection, but sent no SSH banner in ${seconds}: the server is overloaded, or something else answers there.`,
      ],
      keys: ['protocol', `began SSH, but did not finish the key exchange in ${seconds}.`],
      login: ['protocol', `did not finish the log-in within ${seconds}.`],
    }
    const [kind, text] = words[this.#stage]
    return new SshError(kind, `${this.#where} ${text}`)
  }

  #broken(): SshError {
    const said = this.#said === '' ? '' : ` (${this.#said})`
    if (this.#stage === 'banner')
      return new SshError(
        'banner',
        `${this.#where} ended the connection before its SSH banner${said}: too many at once (MaxStartups), or not an SSH server.`,
      )
    if (this.#stage === 'keys') return new SshError('protocol', `${this.#where}: the key exchange failed${said}.`)
    if (/too many authentication failures/i.test(this.#said))
      return new SshError(
        'auth',
        `${this.#login.failure().message} It ended the log-in: too many keys were offered (IdentitiesOnly and IdentityFile limit them).`,
      )
    return new SshError('lost', `${this.#where} ended the connection during the log-in${said}.`)
  }

  #fail(error: SshError): void {
    if (this.#settled) return
    this.#settled = true
    clearTimeout(this.#timer)
    this.#options.socket.off('data', this.#hear)
    this.#client.end()
    this.#options.socket.destroy()
    this.#reject(error)
  }

  get #where(): string {
    const { endpoint, address, port } = this.#options.policy.settings
    return `${endpoint} (${address} port ${port})`
  }
}
