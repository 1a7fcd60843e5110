/** The channels of a link: a command's streams, a forwarded connection; and why one was not opened, told apart. */
import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import type { RemoteProcess } from '../../remote-process.ts'
import { SshError, cleanLine } from './ssh-error.ts'

/**
 * - `prohibited`: the server's policy (AllowTcpForwarding, PermitOpen): nothing was sent
 * - `failed`: the system there could not connect; `words` are its own (strerror)
 * - `shortage`: the server has no room for a channel · `lost`: the link broke before there was an answer
 */
export type ForwardFailure = 'prohibited' | 'failed' | 'shortage' | 'lost'

export class ForwardError extends Error {
  override readonly name = 'ForwardError'
  readonly reason: ForwardFailure

  constructor(reason: ForwardFailure, words: string) {
    super(words)
    this.reason = reason
  }
}

/** RFC 4254 §5.1. */
const REASONS: Record<number, ForwardFailure> = { 1: 'prohibited', 2: 'failed', 3: 'prohibited', 4: 'shortage' }
const LIBRARY_PREFIX = /^\(SSH\) Channel open failure: /
/** A session's slot is free when its channel is closed, which is seen only by whoever reads its output to the end. */
const SLOT_MS = 1000

/** An error of the channel itself, with the reason number that the server gave; none where the link broke. */
type OpenError = Error & { reason?: number | string }

export const isChannelRefusal = (error: unknown) =>
  error instanceof Error && typeof (error as OpenError).reason === 'number'

export function openForward(client: Client, address: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const fail = (error: OpenError) => {
      const words = cleanLine(error.message.replace(LIBRARY_PREFIX, ''))
      reject(new ForwardError(typeof error.reason === 'number' ? (REASONS[error.reason] ?? 'failed') : 'lost', words))
    }
    try {
      client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
        if (error) return fail(error)
        channel.on('error', ignore)
        resolve(channel)
      })
    } catch (error) {
      fail(error as Error)
    }
  })
}

/** `onFree` is called once, when the server counts the session no more. Rejects with the library's error. */
export function openProcess(client: Client, command: string, onFree: () => void): Promise<RemoteProcess> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error)
      resolve(processOf(client, channel, onFree))
    })
  })
}

function processOf(client: Client, channel: ClientChannel, onFree: () => void): RemoteProcess {
  let isFree = false
  const free = () => {
    if (!isFree) onFree()
    isFree = true
  }
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    let last: { code: number | null; signal: string | null } = { code: null, signal: null }
    const end = () => {
      client.off('close', end)
      free()
      resolve(last)
    }
    channel.on('exit', (code: number | null, signal?: string) => {
      last = { code, signal: signal === undefined ? null : cleanLine(signal, 20) }
      setTimeout(free, SLOT_MS).unref()
      resolve(last)
    })
    channel.once('close', end)
    client.once('close', end)
  })
  channel.on('error', ignore)
  channel.stderr.on('error', ignore)
  const end = () => {
    // Nobody reads any more: what still comes is thrown away, so that the end is seen.
    channel.resume()
    channel.stderr.resume()
    channel.destroy()
  }
  return { stdin: channel, stdout: channel, stderr: channel.stderr, exited, end }
}

/** A write after the other side has closed: whoever wrote learns it from `exited`, or from the end of the stream. */
function ignore(): void {}

export const noSession = (where: string, error: Error) =>
  new SshError(
    'refused',
    `${where} allows no session or no command: ${cleanLine(error.message.replace(LIBRARY_PREFIX, '')) || 'no reason was given'}.`,
  )
