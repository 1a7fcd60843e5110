/**
 * Passwords and passphrases: asked when a server or a key wants one, kept in memory for the session, and never shown by accident.
 * Whoever prints, logs or serialises a {@link Secret} gets its placeholder.
 */
import { inspect } from 'node:util'

const PLACEHOLDER = '[secret]'

export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** Only for the library that sends or uses it. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return PLACEHOLDER
  }

  toJSON(): string {
    return PLACEHOLDER
  }

  [inspect.custom](): string {
    return PLACEHOLDER
  }
}

export interface SecretQuestion {
  /** `answer`: what the server asks by keyboard-interactive; `prompt` holds its words, cleaned. */
  kind: 'passphrase' | 'password' | 'answer'
  /** The plan's name of the endpoint; for a jump host its name in the OpenSSH configuration. */
  endpoint: string
  /** One line for the reader: whose password, which key file. */
  prompt: string
  /** 1 for the first time; more after a wrong one. */
  attempt: number
  /** Whether what is typed may be shown: a server's own question about something that is no secret. */
  echo: boolean
}

/** Null: the engineer gives none; what needed it is left out. */
export type AskSecret = (question: SecretQuestion) => Promise<string | null>

/** How often a wrong secret is asked again, as OpenSSH does (NumberOfPasswordPrompts). */
export const MOST_TRIES = 3

/** The secrets of a session, by what they open. Links that need the same one ask once. */
export class Secrets {
  readonly #known = new Map<string, Secret>()
  readonly #asking = new Map<string, Promise<Secret | null>>()
  readonly #ask: AskSecret

  constructor(ask: AskSecret) {
    this.#ask = ask
  }

  /** From memory, or by asking. `key` names what it opens: a key file, or a user at a host. */
  async get(key: string, question: SecretQuestion): Promise<Secret | null> {
    const known = this.#known.get(key)
    if (known) return known
    const asking = this.#asking.get(key) ?? this.#askFor(key, question)
    return asking
  }

  #askFor(key: string, question: SecretQuestion): Promise<Secret | null> {
    const answer = this.#ask(question).then((text) => {
      if (text === null) return null
      const secret = new Secret(text)
      this.#known.set(key, secret)
      return secret
    })
    const done = answer.finally(() => this.#asking.delete(key))
    this.#asking.set(key, done)
    return done
  }

  /** Asks, and keeps nothing: for what is good once. */
  async once(question: SecretQuestion): Promise<Secret | null> {
    const text = await this.#ask(question)
    return text === null ? null : new Secret(text)
  }

  /** It was refused: the next one who needs it asks. One that another link has asked for in the meantime stays. */
  forget(key: string, wrong: Secret): void {
    if (this.#known.get(key) === wrong) this.#known.delete(key)
  }
}
