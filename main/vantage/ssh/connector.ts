/** Makes one connection: TCP or through jump hosts, the host's key, the log-in. */
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'
import { type Deadlines, Handshake } from './handshake.ts'
import { type AcceptedKeys, type ConfirmHostKey, KEY_FAMILIES, type KeyFamily, type OnHostKey } from './host-key.ts'
import type { KeyRing } from './key-ring.ts'
import { readKnownHosts } from './openssh-files.ts'
import type { Secrets } from './secret.ts'
import type { SshSettings } from './settings.ts'
import { SshError, cleanLine } from './ssh-error.ts'

export interface ConnectMeans {
  keys: KeyRing
  secrets: Secrets
  accepted: AcceptedKeys
  confirm: ConfirmHostKey
  onHostKey: OnHostKey
  deadlines: Deadlines
}

/** Opens the bytes to a host: a TCP connection, or a channel of the jump host before it. */
type Reach = () => Promise<Duplex>

/** A person may take longer than the server waits for a log-in: its answer is known then, and the server is asked anew. */
const MOST_SLOW_ANSWERS = 3

export async function openClient(
  settings: SshSettings,
  planned: string | undefined,
  through: Client | null,
  means: ConnectMeans,
  signal: AbortSignal,
): Promise<Client> {
  const entries = await readKnownHosts(settings.knownHostsFiles)
  const { accepted, confirm } = means
  const policy = { settings, planned, entries, accepted, confirm }
  const reach: Reach = () =>
    through === null ? reachByTcp(settings, means.deadlines, signal) : reachThrough(through, settings)
  const attempt = async (family: KeyFamily | null) => {
    for (let slow = 0; ; slow += 1) {
      const handshake = new Handshake({ socket: await reach(), policy, family, ...means, signal })
      try {
        return await handshake.run()
      } catch (error) {
        const asking = handshake.stillAsking
        if (asking === null || slow >= MOST_SLOW_ANSWERS || !(error instanceof SshError) || error.kind !== 'lost')
          throw error
        await asking
      }
    }
  }
  return planned === undefined ? attempt(null) : byFingerprint(attempt)
}

/** A fingerprint does not tell the type of its key: a server that shows another one is asked for the other types too. */
async function byFingerprint(attempt: (family: KeyFamily | null) => Promise<Client>): Promise<Client> {
  let first: unknown
  for (const family of [null, ...KEY_FAMILIES]) {
    try {
      return await attempt(family)
    } catch (error) {
      first ??= error
      const isOther =
        error instanceof SshError && (error.kind === 'host-key' || (family !== null && error.kind === 'protocol'))
      if (!isOther) throw error
    }
  }
  throw first
}

function reachByTcp(
  { endpoint, address, port, connectMs }: SshSettings,
  deadlines: Deadlines,
  signal: AbortSignal,
): Promise<Duplex> {
  const where = `${endpoint} (${address} port ${port})`
  const ms = connectMs ?? deadlines.tcpMs
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, noDelay: true })
    const end = (error: SshError) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
      reject(error)
    }
    const onAbort = () => end(new SshError('closed', `${where}: the connection was given up`))
    const timer = setTimeout(
      () => end(new SshError('unreachable', `${where} did not answer: no TCP connection within ${ms / 1000} s.`)),
      ms,
    )
    socket.once('connect', () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      resolve(socket)
    })
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end(new SshError('unreachable', `${where}: ${tcpWords(error)}.`)),
    )
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
  })
}

function tcpWords({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED')
    return 'the connection was refused (ECONNREFUSED): no SSH server listens there, or a firewall refuses'
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return `there is no way to it (${code})`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `its name cannot be looked up (${code})`
  return `no TCP connection (${code ?? cleanLine(message)})`
}

function reachThrough(jump: Client, { endpoint, address, port }: SshSettings): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(
        new SshError(
          'unreachable',
          `${endpoint} (${address} port ${port}) cannot be reached through the jump host: ${cleanLine(error.message)}.`,
        ),
      )
    try {
      jump.forwardOut('127.0.0.1', 0, address, port, (error, channel) => (error ? fail(error) : resolve(channel)))
    } catch (error) {
      fail(error as Error)
    }
  })
}
