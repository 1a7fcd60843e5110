/** Echoes by net-ping: the way that also tells the TTL of the answer, without starting a process for each. Needs privileges. */
import type { EchoObservation } from '../../../shared/observation.ts'
import type { Family } from '../../../shared/plan/ip-number.ts'
import {
  type EchoRequest,
  type EchoWay,
  type OnceOptions,
  type OpenWay,
  SILENCE,
  type Seen,
  echoUntilAnswered,
  errorSeen,
  notTested,
} from './echo-way.ts'
import {
  type LoadNetPing,
  type NetPing,
  type OpenSession,
  bareAddress,
  familyOf,
  loadNetPing,
  openSession,
  whyNoNetPing,
} from './net-ping-session.ts'

const DEFAULT_WAIT_MS = 1000
/** What net-ping says of an ICMP error, in the words of RFC 792 and RFC 4443. */
const ERROR_WORDS: Record<string, string> = {
  DestinationUnreachableError: 'destination unreachable',
  TimeExceededError: 'time exceeded',
  PacketTooBigError: 'packet too big',
  ParameterProblemError: 'parameter problem',
}
/** Told by the way; the echo itself went on. */
const NO_END = new Set(['RequestTimedOutError', 'RedirectReceivedError', 'SourceQuenchError'])

export function icmpErrorWords(error: Error): string | null {
  const words = ERROR_WORDS[error.name]
  const source = 'source' in error ? String(error.source) : ''
  return words ? `${source}: ${words}` : null
}

class NetPingWay implements EchoWay {
  readonly id = 'net-ping'
  readonly words = 'net-ping'
  readonly #netPing: NetPing
  readonly #sessions = new Map<Family, OpenSession>()
  #closed = false

  constructor(netPing: NetPing) {
    this.#netPing = netPing
    // The test whether raw sockets are allowed here; throws where they are not.
    this.#session(4)
  }

  #session(family: Family): OpenSession {
    const known = this.#sessions.get(family)
    if (known && known.broken() === null) return known
    const opened = openSession(this.#netPing, family, DEFAULT_WAIT_MS)
    this.#sessions.set(family, opened)
    return opened
  }

  async echo(request: EchoRequest): Promise<EchoObservation> {
    return echoUntilAnswered(this.id, request, (options) => this.#once(request, options))
  }

  async #once({ address, from }: EchoRequest, { waitMs }: OnceOptions): Promise<Seen> {
    if (from !== undefined) return notTested('net-ping cannot choose its source address')
    if (this.#closed) return notTested('net-ping was closed')
    try {
      return await this.#send(this.#session(familyOf(address)), address, waitMs)
    } catch (error) {
      return notTested(whyNoNetPing(error))
    }
  }

  #send({ session, arrival }: OpenSession, address: string, waitMs: number): Promise<Seen> {
    return new Promise((resolve) => {
      session.timeout = waitMs
      // net-ping's own times are whole milliseconds.
      const sentAt = performance.now()
      session.pingHost(address, (error) => {
        const rttMs = Math.round((performance.now() - sentAt) * 1000) / 1000
        if (error) resolve(seenOf(error))
        else resolve(replyOf(address, rttMs, arrival()))
      })
    })
  }

  /** (measured: with echoes under way this calls all of them back, and the process can end) */
  close(): void {
    this.#closed = true
    for (const { session } of this.#sessions.values()) session.close()
    this.#sessions.clear()
  }
}

function seenOf(error: Error): Seen {
  if (NO_END.has(error.name)) return SILENCE
  const words = icmpErrorWords(error)
  return words ? errorSeen(words) : notTested(`net-ping: ${error.message}`)
}

/** net-ping compares only its numbers: an answer from another machine would count as one of the destination. */
function replyOf(address: string, rttMs: number, arrival: ReturnType<OpenSession['arrival']>): Seen {
  if (arrival && arrival.source !== bareAddress(address)) return errorSeen(`the reply came from ${arrival.source}`)
  return { result: 'reply', rttMs, ttl: arrival?.ttl ?? null, detail: '' }
}

/** @param load gives the package, or rejects as `import` does where it is not installed */
export const openNetPing =
  (load: LoadNetPing = loadNetPing): OpenWay =>
  async () => {
    try {
      return new NetPingWay((await load()).default)
    } catch (error) {
      return { id: 'net-ping', why: whyNoNetPing(error) }
    }
  }
