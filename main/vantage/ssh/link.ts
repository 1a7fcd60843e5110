/** One SSH link to a vantage: opened once, kept alive, opened again when it breaks, and everything that runs over it. */
import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'
import type { RemoteProcess, RunRemote } from '../../remote-process.ts'
import { ForwardError, isChannelRefusal, noSession, openForward, openProcess } from './channels.ts'
import { SessionGate } from './session-gate.ts'
import { SshError, isPassing } from './ssh-error.ts'

/** `idle`: not opened yet, or closed. `failed` stays until `open` is called again. */
export interface LinkState {
  state: 'idle' | 'connecting' | 'ready' | 'lost' | 'failed'
  /** One sentence for the reader. */
  words: string
}

/** A connection that is ready, and how its jump hosts are given back. */
export interface Connected {
  client: Client
  release: () => void
}

export interface LinkOptions {
  endpoint: string
  address: string
  connect: (signal: AbortSignal) => Promise<Connected>
  /** How long a broken link is opened again before it is given up. */
  giveUpMs: number
}

export const GIVE_UP_MS = 120_000
const NO_FORWARDING_PORT = 9
const BACK_OFF_MS = [250, 500, 1000, 2000, 4000, 8000]

export class SshLink {
  readonly endpoint: string
  readonly address: string
  readonly #options: LinkOptions
  readonly #listeners = new Set<(state: LinkState) => void>()
  /** What was learned of the server's limit outlives a broken link. */
  readonly #gate = new SessionGate()
  #state: LinkState = { state: 'idle', words: 'not connected' }
  #client: Client | null = null
  #release: () => void = () => {}
  #ending = new AbortController()
  #opening: Promise<void> | null = null
  /** Ends the pause before the next try. */
  #wake: () => void = () => {}
  /** Those who wait for the server's word. */
  readonly #awaiting = new Set<(error: Error) => void>()

  constructor(options: LinkOptions) {
    this.#options = options
    this.endpoint = options.endpoint
    this.address = options.address
  }

  get state(): LinkState {
    return this.#state
  }

  /** How many sessions run at once: MaxSessions, as far as it is known. */
  get sessionBound(): number {
    return this.#gate.bound
  }

  /** Called on each change; gives back how to stop that. */
  onState(listener: (state: LinkState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when the link is ready; rejects with {@link SshError}, without trying again by itself. */
  open(): Promise<void> {
    if (this.#client) return Promise.resolve()
    return this.#opening ?? this.#hold(this.#openOnce())
  }

  /** A link that broke is opened again at once, and not after the pause between two tries. */
  hurry(): void {
    this.#wake()
  }

  /** Runs a command by the login shell, without a terminal. Waits while all sessions that the server allows are in use. */
  readonly run: RunRemote = (command) => this.runWithin(command)

  /** The same; rejects with `busy` when no session was free within `waitMs`. */
  async runWithin(command: string, waitMs?: number): Promise<RemoteProcess> {
    for (;;) {
      if (!(await this.#gate.enter(waitMs)))
        throw new SshError('busy', `${this.endpoint}: all ${this.#gate.bound} sessions of the link are in use`)
      let client: Client
      try {
        client = this.#ready()
      } catch (error) {
        this.#gate.leave()
        throw error
      }
      try {
        return await openProcess(client, command, () => this.#gate.leave())
      } catch (error) {
        if (!isChannelRefusal(error)) this.#gate.leave()
        else if (await this.#gate.refused()) continue
        if (this.#client !== client)
          throw new SshError('lost', `The link to ${this.endpoint} broke before the command began.`)
        throw noSession(this.#where, error as Error)
      }
    }
  }

  /** A TCP connection from there to an address. Rejects with {@link ForwardError}. */
  async forward(address: string, port: number): Promise<Duplex> {
    if (!this.#client) throw new ForwardError('lost', this.#state.words)
    return openForward(this.#client, address, port)
  }

  /**
   * Resolves when the server has answered a question that stands behind everything sent before: all that it knew of those by then is known
   * here. Rejects when the link breaks.
   */
  async roundTrip(): Promise<void> {
    const client = this.#ready()
    await new Promise<void>((resolve, reject) => {
      this.#awaiting.add(reject)
      const answered = () => {
        this.#awaiting.delete(reject)
        resolve()
      }
      // A global request wants an answer (RFC 4254 §4), and the server answers in order. There is no such forwarding to be taken back.
      client.unforwardIn('127.0.0.1', NO_FORWARDING_PORT, answered)
    })
  }

  /** Ends the link and all that runs over it. */
  close(): void {
    this.#ending.abort()
    this.#ending = new AbortController()
    this.#opening = null
    this.#leave()
    this.#become('idle', `The link to ${this.endpoint} was closed.`)
  }

  async #openOnce(): Promise<void> {
    this.#become('connecting', `Connecting to ${this.#where} …`)
    const { signal } = this.#ending
    try {
      await this.#connect(signal)
    } catch (error) {
      const failure = asSshError(error)
      if (!signal.aborted) this.#become('failed', failure.message)
      throw failure
    }
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { client, release } = await this.#options.connect(signal)
    if (signal.aborted) {
      client.end()
      release()
      throw new SshError('closed', `The link to ${this.endpoint} was closed.`)
    }
    this.#client = client
    // Every program that runs there listens for the end of the link.
    client.setMaxListeners(0)
    this.#release = release
    client.once('close', () => this.#onClose(client))
    this.#become('ready', `Connected to ${this.#where}.`)
  }

  #onClose(client: Client): void {
    if (this.#client !== client) return
    this.#leave()
    this.#become('lost', `The link to ${this.#where} broke; it is opened again.`)
    // Whoever waits for `open` hears of a failure; without anyone it stands in the state.
    this.#hold(this.#reopen()).catch(() => {})
  }

  async #reopen(): Promise<void> {
    const { signal } = this.#ending
    const since = performance.now()
    for (let tries = 0; ; tries += 1) {
      const waking = new AbortController()
      this.#wake = () => waking.abort()
      await pause(BACK_OFF_MS[Math.min(tries, BACK_OFF_MS.length - 1)] ?? 0, AbortSignal.any([signal, waking.signal]))
      if (signal.aborted) return
      try {
        return await this.#connect(signal)
      } catch (error) {
        if (signal.aborted) return
        const failure = asSshError(error)
        if (isPassing(failure) && performance.now() - since < this.#options.giveUpMs) {
          this.#become('lost', `The link to ${this.#where} broke; it is opened again. Last try: ${failure.message}`)
          continue
        }
        this.#become('failed', `The link to ${this.#where} broke and cannot be opened again: ${failure.message}`)
        throw failure
      }
    }
  }

  /** Whoever opens meanwhile waits for the same. */
  #hold(opening: Promise<void>): Promise<void> {
    const held = opening.finally(() => {
      if (this.#opening === held) this.#opening = null
    })
    this.#opening = held
    return held
  }

  #leave(): void {
    for (const reject of this.#awaiting) reject(new SshError('lost', `The link to ${this.#where} broke.`))
    this.#awaiting.clear()
    const client = this.#client
    this.#client = null
    client?.end()
    this.#release()
    this.#release = () => {}
  }

  #ready(): Client {
    if (this.#client) return this.#client
    throw new SshError('lost', `${this.endpoint} is not connected: ${this.#state.words}`)
  }

  #become(state: LinkState['state'], words: string): void {
    this.#state = { state, words }
    for (const listener of this.#listeners) listener(this.#state)
  }

  get #where(): string {
    return `${this.endpoint} (${this.address})`
  }
}

const asSshError = (error: unknown) =>
  error instanceof SshError ? error : new SshError('protocol', error instanceof Error ? error.message : String(error))

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
  })
}
