/** An engineer's OpenSSH folder for tests, and sessions that ask nobody: what was asked is kept to be looked at. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostKeyQuestion } from '../../main/vantage/ssh/host-key.ts'
import type { SecretQuestion } from '../../main/vantage/ssh/secret.ts'
import { SshSession, type SshSessionOptions, type SshTarget } from '../../main/vantage/ssh/session.ts'
import { type SshKey, type Sshd, makeFolder, makeKey } from './sshd.ts'

export interface SshWorld {
  home: string
  key: SshKey
  secretsAsked: SecretQuestion[]
  keysAsked: HostKeyQuestion[]
  config(text: string): void
  knownHosts(text: string): void
  /** Answers in the order in which they are asked for; null declines. */
  session(answers?: (string | null)[], options?: Partial<SshSessionOptions>): SshSession
}

/** Host keys are confirmed unless `confirmHostKey` says otherwise; there is no agent. */
export function makeSshWorld(): SshWorld {
  const home = makeFolder()
  mkdirSync(join(home, '.ssh'))
  const key = makeKey(home, 'engineer')
  const world: SshWorld = {
    home,
    key,
    secretsAsked: [],
    keysAsked: [],
    config: (text) => writeFileSync(join(home, '.ssh/config'), text),
    knownHosts: (text) => writeFileSync(join(home, '.ssh/known_hosts'), text),
    session: (answers = [], options = {}) =>
      new SshSession({
        askSecret: (question) => {
          world.secretsAsked.push(question)
          return Promise.resolve(answers.shift() ?? null)
        },
        confirmHostKey: (question) => {
          world.keysAsked.push(question)
          return Promise.resolve(true)
        },
        place: { home, configFiles: [join(home, '.ssh/config')] },
        env: {},
        ...options,
      }),
  }
  return world
}

/** The target of a server with the world's key. */
export function targetOf(
  sshd: Pick<Sshd, 'address' | 'port'>,
  world: SshWorld,
  ssh: Partial<SshTarget['ssh']> = {},
): SshTarget {
  return {
    endpoint: 'psm-1',
    address: sshd.address,
    ssh: { user: 'root', port: sshd.port, identityFile: world.key.file, ...ssh },
  }
}
