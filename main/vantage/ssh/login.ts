/** Logs in as OpenSSH would: asks what is allowed, then keys, keyboard-interactive and password, each secret three times at most. */
import type { AnyAuthMethod, AuthenticationType, NextAuthHandler, Prompt } from 'ssh2'
import { type Identities, type KeyRing, OfferedKeys } from './key-ring.ts'
import { MOST_TRIES, type Secret, type SecretQuestion, type Secrets } from './secret.ts'
import type { AuthMethod, SshSettings } from './settings.ts'
import { SshError, cleanLine } from './ssh-error.ts'

export interface LoginMeans {
  settings: SshSettings
  keys: KeyRing
  secrets: Secrets
  /** Stops the clock while a person is asked. */
  whileAsking: <T>(work: Promise<T>) => Promise<T>
  /** Ends the connection: a question of the server was declined. */
  abort: (error: SshError) => void
}

/** A prompt that asks for the same thing each time; anything else (a code from a device) is good once. */
const KEPT_PROMPT = /pass(?:word|phrase|code)/i
const MOST_PROMPTS = 16

export class Login {
  readonly #means: LoginMeans
  readonly #tries = new Map<AuthMethod, number>()
  readonly #spent = new Set<AuthMethod>()
  /** Secrets of the attempt under way, by their key: forgotten when it is refused. */
  #used: [string, Secret][] = []
  #last: AuthMethod | null = null
  #identities: Identities | null = null
  #allowed: readonly string[] = []
  readonly #troubles: string[] = []
  #declined = false

  constructor(means: LoginMeans) {
    this.#means = means
  }

  /** ssh2 calls this before each attempt; `left` is null before the first. */
  readonly handler = (left: AuthenticationType[] | null, partial: boolean | null, next: NextAuthHandler): void => {
    void this.#next(left, partial === true, next)
  }

  async #next(left: AuthenticationType[] | null, partial: boolean, next: NextAuthHandler): Promise<void> {
    let method: AnyAuthMethod | false
    try {
      method = await this.#choose(left, partial)
    } catch (error) {
      return this.#means.abort(error instanceof SshError ? error : new SshError('auth', String(error)))
    }
    // The types leave out `false`: nothing is left to try.
    next(method as AnyAuthMethod)
  }

  /** Why nobody was let in; to be asked once every method is spent. */
  failure(): SshError {
    const { endpoint, user, address, port } = this.#means.settings
    const offered = this.#identities?.offered.map(({ words }) => words) ?? []
    const keys = offered.length > 0 ? [`refused: ${offered.join(', ')}`] : ['no key was there to offer']
    const tried = [...this.#tries].map(
      ([method, tries]) => `${method} refused ${tries === 1 ? 'once' : `${tries} times`}`,
    )
    const notes = this.#identities?.notes.slice(0, 3) ?? []
    const said = [...(this.#identities ? keys : []), ...tried, ...this.#troubles, ...notes].join('; ')
    const accepts = this.#allowed.length > 0 ? ` The server accepts ${this.#allowed.join(', ')}.` : ''
    const words = `${endpoint} (${user}@${address} port ${port}) let nobody in: ${said || 'nothing that it accepts is configured'}.${accepts}`
    return new SshError(this.#declined ? 'declined' : 'auth', words)
  }

  async #choose(left: AuthenticationType[] | null, partial: boolean): Promise<AnyAuthMethod | false> {
    const username = this.#means.settings.user
    if (left === null) return { type: 'none', username }
    this.#allowed = left.map((name) => cleanLine(name, 40)).slice(0, 10)
    this.#noteEnd(partial)
    for (const method of this.#means.settings.methods) {
      if (this.#spent.has(method) || !left.includes(method)) continue
      const attempt = await this.#attemptOf(method, username)
      if (attempt === null) {
        this.#spent.add(method)
        continue
      }
      this.#last = method
      return attempt
    }
    return false
  }

  /** The attempt before ended: a part of what is asked, or refused. */
  #noteEnd(partial: boolean): void {
    const last = this.#last
    this.#last = null
    const used = this.#used
    this.#used = []
    if (last === null || partial || last === 'publickey') return
    this.#tries.set(last, (this.#tries.get(last) ?? 0) + 1)
    for (const [key, secret] of used) this.#means.secrets.forget(key, secret)
    if ((this.#tries.get(last) ?? 0) >= MOST_TRIES) this.#spent.add(last)
  }

  #attemptOf(method: AuthMethod, username: string): Promise<AnyAuthMethod | null> {
    if (method === 'publickey') return this.#withKeys(username)
    if (method === 'password') return this.#withPassword(username)
    const prompt = (
      _name: string,
      instructions: string,
      _language: string,
      prompts: Prompt[],
      finish: (answers: string[]) => void,
    ) => {
      this.#answer(instructions, prompts).then(finish, (error: unknown) => this.#means.abort(error as SshError))
    }
    return Promise.resolve({ type: 'keyboard-interactive', username, prompt })
  }

  async #withKeys(username: string): Promise<AnyAuthMethod | null> {
    const { keys, settings, whileAsking } = this.#means
    this.#spent.add('publickey')
    this.#identities = await whileAsking(keys.identitiesFor(settings))
    const { offered } = this.#identities
    if (offered.length === 0) return null
    const waited = offered.map((identity) => ({
      ...identity,
      sign: (...given: Parameters<typeof identity.sign>) => whileAsking(identity.sign(...given)),
    }))
    const onError = (error: SshError) => {
      this.#troubles.push(error.message)
      if (error.kind === 'declined') this.#declined = true
    }
    return { type: 'agent', username, agent: new OfferedKeys(waited, onError) }
  }

  async #withPassword(username: string): Promise<AnyAuthMethod | null> {
    const { user, address } = this.#means.settings
    const secret = await this.#ask(`password ${this.#host}`, 'password', `Password of ${user}@${address}`, false)
    if (secret === null) {
      this.#declined = true
      this.#troubles.push('no password was given')
      return null
    }
    return { type: 'password', username, password: secret.reveal() }
  }

  async #answer(instructions: string, prompts: readonly Prompt[]): Promise<string[]> {
    const { endpoint } = this.#means.settings
    if (prompts.length > MOST_PROMPTS)
      throw new SshError('protocol', `${endpoint} asks ${prompts.length} questions at once to log in`)
    const answers: string[] = []
    for (const { prompt, echo } of prompts) {
      const words = cleanLine(`${instructions} ${prompt}`) || 'The server asks'
      const key = KEPT_PROMPT.test(prompt) && echo !== true ? `answer ${this.#host} ${prompt}` : null
      const secret = await this.#ask(key, 'answer', words, echo === true)
      if (secret === null)
        throw new SshError('declined', `${endpoint}: the server's question "${words}" was not answered`)
      answers.push(secret.reveal())
    }
    return answers
  }

  get #host(): string {
    const { user, address, port } = this.#means.settings
    return `${user}@[${address}]:${port}`
  }

  async #ask(key: string | null, kind: 'password' | 'answer', prompt: string, echo: boolean): Promise<Secret | null> {
    const { secrets, settings, whileAsking } = this.#means
    const method = kind === 'password' ? 'password' : 'keyboard-interactive'
    const attempt = (this.#tries.get(method) ?? 0) + 1
    const question: SecretQuestion = { kind, endpoint: settings.endpoint, prompt, attempt, echo }
    const secret = await whileAsking(key === null ? secrets.once(question) : secrets.get(key, question))
    if (secret !== null && key !== null) this.#used.push([key, secret])
    return secret
  }
}
