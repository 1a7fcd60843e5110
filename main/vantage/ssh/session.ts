/**
 * The SSH links of one session of the program: they share what the engineer said (secrets, accepted host keys), the OpenSSH files,
 * jump hosts, and a bound on how many log in at once.
 */
import { homedir } from 'node:os'
import type SSHConfig from 'ssh-config'
import type { SshVantage } from '../../../shared/plan/plan.ts'
import { atMost } from '../../probe/at-most.ts'
import { type ConnectMeans, openClient } from './connector.ts'
import { DEADLINES, type Deadlines } from './handshake.ts'
import type { AcceptedKeys, ConfirmHostKey, OnHostKey } from './host-key.ts'
import { type Jump, JumpPool } from './jump-pool.ts'
import { KeyRing } from './key-ring.ts'
import { type Connected, GIVE_UP_MS, SshLink } from './link.ts'
import { type OpenSshPlace, defaultPlace, readConfig } from './openssh-files.ts'
import { type AskSecret, Secrets } from './secret.ts'
import { type SshSettings, jumpSettings, settingsOf } from './settings.ts'
import { SshError } from './ssh-error.ts'

export interface SshSessionOptions {
  askSecret: AskSecret
  confirmHostKey: ConfirmHostKey
  /** Keys that were accepted; without one they are remembered until the program ends. */
  accepted?: AcceptedKeys
  onHostKey?: OnHostKey
  place?: OpenSshPlace
  env?: NodeJS.ProcessEnv
  deadlines?: Partial<Deadlines>
  giveUpMs?: number
}

/** The host is the endpoint's address. */
export interface SshTarget {
  endpoint: string
  address: string
  ssh: SshVantage
}

/** Key exchanges are work for this machine, and sshd of a jump host begins to refuse at ten (MaxStartups 10:30:100). */
const LOG_INS_AT_ONCE = 16
const MOST_JUMPS = 8

export class SshSession {
  readonly #options: SshSessionOptions
  readonly #means: ConnectMeans
  readonly #place: OpenSshPlace
  readonly #jumps = new JumpPool()
  readonly #inTurn = atMost(LOG_INS_AT_ONCE)
  readonly #links = new Set<SshLink>()
  #config: Promise<SSHConfig> | null = null

  constructor(options: SshSessionOptions) {
    this.#options = options
    this.#place = options.place ?? defaultPlace(homedir())
    const secrets = new Secrets(options.askSecret)
    this.#means = {
      secrets,
      keys: new KeyRing(secrets),
      accepted: options.accepted ?? new Map<string, string>(),
      confirm: oneAtATime(options.confirmHostKey),
      onHostKey: options.onHostKey ?? (() => {}),
      deadlines: { ...DEADLINES, ...options.deadlines },
    }
  }

  /** A link that is not opened yet. */
  link(target: SshTarget): SshLink {
    const { endpoint, address } = target
    const connect = (signal: AbortSignal) => this.#inTurn(() => this.#connect(target, signal))
    const link = new SshLink({ endpoint, address, connect, giveUpMs: this.#options.giveUpMs ?? GIVE_UP_MS })
    this.#links.add(link)
    return link
  }

  /** Who logs in where, by the plan and the OpenSSH configuration. Rejects with {@link SshError} for a fault in it. */
  async settings(target: SshTarget): Promise<SshSettings> {
    return settingsOf(await this.#readConfig(), target, this.#place, this.#options.env)
  }

  close(): void {
    for (const link of this.#links) link.close()
    this.#links.clear()
  }

  async #connect(target: SshTarget, signal: AbortSignal): Promise<Connected> {
    const [config, settings] = await Promise.all([this.#readConfig(), this.settings(target)])
    const jump = await this.#throughJumps(config, settings, signal)
    try {
      const client = await openClient(settings, target.ssh.hostKey, jump?.client ?? null, this.#means, signal)
      return { client, release: () => jump?.release() }
    } catch (error) {
      jump?.release()
      throw error
    }
  }

  /** The configuration is read once; after a fault in it, again. */
  #readConfig(): Promise<SSHConfig> {
    this.#config ??= readConfig(this.#place).catch((error: unknown) => {
      this.#config = null
      throw error
    })
    return this.#config
  }

  /** The last of the jump hosts, each reached through the one before; null: there is none. */
  async #throughJumps(config: SSHConfig, settings: SshSettings, signal: AbortSignal): Promise<Jump | null> {
    const names = settings.jumps
    if (names.length > MOST_JUMPS)
      throw new SshError('config', `${settings.endpoint}: more than ${MOST_JUMPS} jump hosts`)
    let last: Jump | null = null
    for (const [index, name] of names.entries()) {
      const before: Jump | null = last
      const hop = jumpSettings(config, name, this.#place, this.#options.env)
      // Not this link's signal: others may wait for the same jump host.
      const open = () => openClient(hop, undefined, before?.client ?? null, this.#means, new AbortController().signal)
      try {
        const jump: Jump = await this.#jumps.take(names.slice(0, index + 1).join(','), open)
        last = { client: jump.client, release: () => [jump, before].forEach((each) => each?.release()) }
      } catch (error) {
        before?.release()
        throw error
      }
      if (signal.aborted) break
    }
    return last
  }
}

/** A person reads one question at a time, and is asked once about a key that several links wait for. */
function oneAtATime(confirm: ConfirmHostKey): ConfirmHostKey {
  const inTurn = atMost(1)
  const asking = new Map<string, Promise<boolean>>()
  return (question) => {
    const about = `[${question.address}]:${question.port} ${question.fingerprint}`
    const before = asking.get(about)
    if (before) return before
    const answer = inTurn(() => confirm(question)).finally(() => asking.delete(about))
    asking.set(about, answer)
    return answer
  }
}
