/** The keys of a session: of the agent and of files, in OpenSSH's order. A passphrase is asked only when a server has accepted its key. */
import { readFile } from 'node:fs/promises'
import { BaseAgent, type ParsedKey, type SignCallback, type SigningRequestOptions, createAgent, utils } from 'ssh2'
import { MOST_TRIES, type SecretQuestion, type Secrets } from './secret.ts'
import type { SshSettings } from './settings.ts'
import { SshError, cleanLine } from './ssh-error.ts'

/** A key that can be offered; who holds its private half signs. */
export interface Identity {
  publicKey: ParsedKey
  /** For the reader: the file, or the agent and the comment of the key. */
  words: string
  sign(data: Buffer, options: SigningRequestOptions): Promise<Buffer>
}

export interface Identities {
  offered: Identity[]
  /** Why a key that was asked for is not among them. */
  notes: string[]
}

const KEY_FILE_LIMIT = 64 * 1024
/** An agent that has stopped answers never. */
const AGENT_MS = 5000

export class KeyRing {
  readonly #secrets: Secrets
  /** Deriving a key from a passphrase takes up to a second of work: once for all links. */
  readonly #unlocked = new Map<string, Promise<ParsedKey>>()

  constructor(secrets: Secrets) {
    this.#secrets = secrets
  }

  async identitiesFor(settings: SshSettings): Promise<Identities> {
    const notes: string[] = []
    const files = await Promise.all(settings.identityFiles.map((file) => this.#ofFile(file, settings.endpoint, notes)))
    const named = files.filter((identity) => identity !== null)
    const held = settings.agent === null ? [] : await ofAgent(settings.agent, notes)
    const isNamed = ({ publicKey }: Identity) => named.some((file) => file.publicKey.equals(publicKey))
    const isHeld = ({ publicKey }: Identity) => held.some((key) => key.publicKey.equals(publicKey))
    const others = settings.identitiesOnly ? [] : held.filter((key) => !isNamed(key))
    const fromFiles = named.filter((file) => !isHeld(file) && !file.words.endsWith('.pub'))
    return { offered: [...held.filter(isNamed), ...others, ...fromFiles], notes }
  }

  async #ofFile(file: string, endpoint: string, notes: string[]): Promise<Identity | null> {
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      notes.push(`${file} ${error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code ?? 'error'})`}`)
      return null
    })
    if (bytes === null) return null
    if (bytes.length > KEY_FILE_LIMIT) return note(notes, `${file} is too large for a key file`)
    const plain = oneKey(utils.parseKey(bytes))
    if (!(plain instanceof Error)) {
      return { publicKey: plain, words: file, sign: async (data, { hash }) => plain.sign(data, hash) }
    }
    if (!/passphrase|encrypted/i.test(plain.message)) return note(notes, `${file} holds no key that is understood`)
    const publicKey = publicPart(bytes) ?? (await publicFile(file)) ?? (await this.#unlock(file, bytes, endpoint))
    const sign = async (data: Buffer, { hash }: SigningRequestOptions) =>
      (await this.#unlock(file, bytes, endpoint)).sign(data, hash)
    return { publicKey, words: file, sign }
  }

  #unlock(file: string, bytes: Buffer, endpoint: string): Promise<ParsedKey> {
    const before = this.#unlocked.get(file)
    if (before) return before
    const unlocking = this.#askPassphrase(file, bytes, endpoint)
    this.#unlocked.set(file, unlocking)
    // A wrong passphrase is no end: the next link, or the next try of the same one, asks again.
    unlocking.catch(() => this.#unlocked.delete(file))
    return unlocking
  }

  async #askPassphrase(file: string, bytes: Buffer, endpoint: string): Promise<ParsedKey> {
    for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
      const question: SecretQuestion = {
        kind: 'passphrase',
        endpoint,
        prompt: `Passphrase of the key ${file}`,
        attempt,
        echo: false,
      }
      const secret = await this.#secrets.get(`key ${file}`, question)
      if (secret === null) throw new SshError('declined', `no passphrase was given for the key ${file}`)
      const key = oneKey(utils.parseKey(bytes, secret.reveal()))
      if (!(key instanceof Error)) return key
      this.#secrets.forget(`key ${file}`, secret)
    }
    throw new SshError('auth', `the passphrase of the key ${file} was wrong ${MOST_TRIES} times`)
  }
}

/** Offers keys in the order given; ssh2 takes it for an agent. */
export class OfferedKeys extends BaseAgent<ParsedKey> {
  readonly #identities: readonly Identity[]
  readonly #onError: (error: SshError) => void

  constructor(identities: readonly Identity[], onError: (error: SshError) => void) {
    super()
    this.#identities = identities
    this.#onError = onError
  }

  override getIdentities(callback: (error: Error | undefined, keys: ParsedKey[]) => void): void {
    callback(
      undefined,
      this.#identities.map(({ publicKey }) => publicKey),
    )
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    then?: SignCallback,
  ): void {
    const callback = typeof options === 'function' ? options : (then ?? (() => {}))
    void this.#signed(key, data, typeof options === 'function' ? {} : options, callback)
  }

  async #signed(key: ParsedKey, data: Buffer, options: SigningRequestOptions, callback: SignCallback): Promise<void> {
    const identity = this.#identities.find(({ publicKey }) => publicKey.equals(key))
    let signature: Buffer
    try {
      if (!identity) throw new Error('no such key')
      signature = await identity.sign(data, options)
      // The library gives its errors back instead of throwing them.
      if ((signature as unknown) instanceof Error) throw signature
    } catch (error) {
      const words = `${identity?.words ?? 'a key'} did not sign: ${error instanceof Error ? cleanLine(error.message) : 'error'}`
      this.#onError(error instanceof SshError ? error : new SshError('auth', words))
      return callback(new Error('not signed'))
    }
    callback(null, signature)
  }
}

function note(notes: string[], words: string): null {
  notes.push(words)
  return null
}

/** The parser gives a list for files that may hold several. */
function oneKey(parsed: ParsedKey | ParsedKey[] | Error): ParsedKey | Error {
  const key = Array.isArray(parsed) ? parsed[0] : parsed
  return key ?? new Error('no key')
}

/** A file of the form openssh-key-v1 holds its public half in the clear: magic, cipher, KDF, its options, number of keys, public key. */
function publicPart(file: Buffer): ParsedKey | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(file.toString('latin1'))?.[1]
  if (body === undefined) return null
  const bytes = Buffer.from(body, 'base64')
  let at = 'openssh-key-v1\0'.length
  const next = () => {
    const length = bytes.readUInt32BE(at)
    at += 4 + length
    return bytes.subarray(at - length, at)
  }
  try {
    for (const _ of ['cipher', 'kdf', 'options']) next()
    at += 4
    const blob = next()
    const type = blob.toString('latin1', 4, 4 + blob.readUInt32BE(0))
    return keyOrNull(`${type} ${blob.toString('base64')}`)
  } catch {
    return null
  }
}

const publicFile = async (file: string) => keyOrNull(await readFile(`${file}.pub`).catch(() => ''))

function keyOrNull(text: string | Buffer): ParsedKey | null {
  const key = oneKey(utils.parseKey(text))
  return key instanceof Error ? null : key
}

function ofAgent(socket: string, notes: string[]): Promise<Identity[]> {
  const agent = createAgent(socket)
  return new Promise((resolve) => {
    const fail = (why: string) => {
      notes.push(`the agent at ${socket} ${why}`)
      resolve([])
    }
    const timer = setTimeout(() => fail(`did not answer within ${AGENT_MS / 1000} s`), AGENT_MS)
    agent.getIdentities((error, keys) => {
      clearTimeout(timer)
      if (error || !keys) return fail(`cannot be asked (${cleanLine(error?.message ?? 'no answer')})`)
      const parsed = (keys as (ParsedKey | Buffer)[]).map((key) => oneKey(utils.parseKey(key as Buffer)))
      resolve(parsed.flatMap((key) => (key instanceof Error ? [] : [heldBy(agent, key)])))
    })
  })
}

function heldBy(agent: BaseAgent, publicKey: ParsedKey): Identity {
  const sign = (data: Buffer, options: SigningRequestOptions) =>
    new Promise<Buffer>((resolve, reject) =>
      agent.sign(publicKey, data, options, (error, signature) =>
        error || !signature ? reject(error ?? new Error('no signature')) : resolve(signature),
      ),
    )
  return { publicKey, words: `the agent's key ${cleanLine(publicKey.comment, 60) || publicKey.type}`, sign }
}
