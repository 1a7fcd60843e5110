/** Whether a host is the one that was meant: by the plan's fingerprint, known_hosts, or the engineer's explicit yes, in this order. */
import { createHash } from 'node:crypto'
import { type KnownHost, knownTypes, lookUp } from './known-hosts.ts'
import type { SshSettings } from './settings.ts'
import { SshError } from './ssh-error.ts'

export interface HostKeyQuestion {
  endpoint: string
  address: string
  port: number
  /** ssh-ed25519, ecdsa-sha2-nistp256, ssh-rsa … */
  type: string
  /** `SHA256:…` as `ssh-keygen -l` shows it. */
  fingerprint: string
  /** `changed`: known_hosts holds a key of another type; one of the same type that differs is refused without a question. */
  known: 'unknown' | 'changed'
}

export type ConfirmHostKey = (question: HostKeyQuestion) => Promise<boolean>
/** Called with each fingerprint that was found to be the host's; of a jump host, too. */
export type OnHostKey = (endpoint: string, fingerprint: string) => void

/** Fingerprints that the engineer accepted, by `[address]:port`. The session's own is a Map; a caller may give one that lasts. */
export interface AcceptedKeys {
  get(host: string): string | undefined
  set(host: string, fingerprint: string): unknown
}

export interface HostKeyPolicy {
  settings: SshSettings
  /** Of the plan. */
  planned: string | undefined
  entries: readonly KnownHost[]
  accepted: AcceptedKeys
  confirm: ConfirmHostKey
}

/** ssh2's own order; the plan's or known_hosts' type is put before it. */
const ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
] as const
type Algorithm = (typeof ALGORITHMS)[number]

/** One try for each, where only a fingerprint is known: it does not tell its type. */
export const KEY_FAMILIES = ['ssh-ed25519', 'ecdsa', 'rsa'] as const
export type KeyFamily = (typeof KEY_FAMILIES)[number]

const isOfFamily = (algorithm: string, family: KeyFamily) =>
  algorithm.startsWith(family) || algorithm === `ssh-${family}`

/** Only these are offered for a family; else all, known types first, so that a known host shows the key that is known. */
export function hostKeyAlgorithms({ settings, entries }: HostKeyPolicy, family: KeyFamily | null): Algorithm[] {
  if (family !== null) return ALGORITHMS.filter((algorithm) => isOfFamily(algorithm, family))
  const types = new Set(knownTypes(entries, settings.hostKeyName, settings.port))
  const isKnown = (algorithm: Algorithm) =>
    types.has(algorithm) || (isOfFamily(algorithm, 'rsa') && types.has('ssh-rsa'))
  return [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((algorithm) => !isKnown(algorithm))]
}

export const fingerprintOf = (key: Buffer) =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

/** The name with which a key blob begins (RFC 4253 §6.6). */
export function typeOf(key: Buffer): string {
  if (key.length < 4) return 'unknown'
  const length = key.readUInt32BE(0)
  return length > 64 ? 'unknown' : key.toString('latin1', 4, 4 + length)
}

/** Null: it is the host. Else why it is not, to be told as it stands. */
export async function judgeHostKey(policy: HostKeyPolicy, key: Buffer): Promise<SshError | null> {
  const { settings, planned, entries, accepted } = policy
  const { endpoint, address, port, hostKeyName } = settings
  const [type, fingerprint] = [typeOf(key), fingerprintOf(key)]
  const shows = `${endpoint} (${address} port ${port}) shows the host key ${fingerprint} (${type})`
  const refuse = (words: string) => new SshError('host-key', `${shows}${words}`)
  const answer = lookUp(entries, hostKeyName, port, type, key)
  if (answer.kind === 'revoked') return refuse(`, which ${placeOf(answer.at)} calls revoked. Do not log in there.`)
  if (planned !== undefined)
    return planned === fingerprint
      ? null
      : refuse(
          `; the plan names ${planned}. Another machine answers there, or its keys were made anew; compare with ssh-keygen -lf /etc/ssh/ssh_host_…_key.pub on its console.`,
        )
  if (answer.kind === 'known') return null
  if (answer.kind === 'changed')
    return refuse(
      `, but ${placeOf(answer.at)} holds another of this type, ${fingerprintOf(answer.at.key)}. Another machine answers there, or it was installed anew. If that is so, remove this line: ssh-keygen -R '${hostKeyName}'${port === 22 ? '' : ` (as '[${hostKeyName}]:${port}')`} -f ${answer.at.file}`,
    )
  const host = `[${address}]:${port}`
  const before = accepted.get(host)
  if (before === fingerprint) return null
  if (before !== undefined)
    return refuse(`; ${before} was accepted before. Another machine answers there, or its keys were made anew.`)
  const why =
    answer.kind === 'authority'
      ? `: ${placeOf(answer.at)} names a certificate authority for it, which is not supported`
      : ''
  if (settings.unknownKey === 'refuse')
    return refuse(`, which known_hosts does not hold${why}; StrictHostKeyChecking is yes in the OpenSSH configuration.`)
  if (settings.unknownKey === 'ask') {
    const known = answer.kind === 'other' ? 'changed' : 'unknown'
    if (!(await policy.confirm({ endpoint, address, port, type, fingerprint, known })))
      return refuse(`, which was not confirmed${why}. Name it in the plan (hostKey), or log in once with ssh.`)
  }
  accepted.set(host, fingerprint)
  return null
}

const placeOf = ({ file, line }: KnownHost) => `${file} line ${line}`
