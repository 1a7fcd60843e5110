/** One question for the time by SNTP v4 (RFC 4330) over UDP, bounded in packets and time. The clock of this machine is only read. */
import { randomBytes } from 'node:crypto'
import { type Socket, createSocket } from 'node:dgram'
import type { NtpSeen } from '../../../shared/field-checks/field-check.ts'
import { type NtpAnswer, ntpQuery, offsetOf, readNtpAnswer } from './ntp-message.ts'

const NTP_PORT = 123
/** With 5 % loss each way three queries stay without an answer once in a thousand. RFC 4330 §10 wants few. */
const QUERIES = 3
const GAP_MS = 1000
/** A sender of more is no time server, and is not listened to any longer. */
const MOST_IGNORED = 200
/** The network said so; any other error is this machine's own. */
const OF_THE_NETWORK = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN'])

export interface NtpRequest {
  /** A literal. */
  address: string
  from?: string | undefined
  port?: number
  signal: AbortSignal
}

const NOTHING: Omit<NtpSeen, 'result' | 'sent' | 'ignored'> = {
  observer: 'ntp',
  stratum: null,
  leap: null,
  referenceId: null,
  offsetMs: null,
  delayMs: null,
  errno: null,
  detail: '',
}

/** Never rejects; takes at most 3 s. */
export function askTime(request: NtpRequest): Promise<NtpSeen> {
  return new Promise((resolve) => {
    new Asking(request, resolve).start()
  })
}

interface Sent {
  nonce: Buffer
  /** By the clock, which may be set while we wait; and by one that only counts. */
  at: number
  monotonic: number
}

class Asking {
  private readonly socket: Socket
  private readonly queries: Sent[] = []
  private ignored = 0
  private timer: NodeJS.Timeout | undefined
  private readonly stop = () => this.end({ result: 'not-sent', detail: 'the run was stopped' })

  constructor(
    private readonly request: NtpRequest,
    private readonly done: (seen: NtpSeen) => void,
  ) {
    this.socket = createSocket(request.address.includes(':') ? 'udp6' : 'udp4')
  }

  start(): void {
    const { address, from, port = NTP_PORT, signal } = this.request
    if (signal.aborted) return this.stop()
    signal.addEventListener('abort', this.stop, { once: true })
    this.socket.on('error', (error: NodeJS.ErrnoException) => this.fail(error))
    this.socket.on('message', (message) => this.take(message))
    // Connected: the kernel gives us packets of this address and port only, and the ICMP errors about ours.
    const connect = () =>
      this.socket.connect(port, address, ((error?: NodeJS.ErrnoException) => {
        if (error) this.fail(error)
        else this.ask()
      }) as () => void)
    if (from === undefined) connect()
    else this.socket.bind({ address: from, port: 0 }, connect)
  }

  private ask(): void {
    if (this.queries.length === QUERIES) return this.end({ result: 'silence' })
    const query: Sent = { nonce: randomBytes(8), at: Date.now(), monotonic: performance.now() }
    this.queries.push(query)
    this.socket.send(ntpQuery(query.nonce), (error) => {
      if (error) this.fail(error)
    })
    this.timer = setTimeout(() => this.ask(), GAP_MS)
  }

  private take(message: Buffer): void {
    const elapsedUntil = performance.now()
    for (const query of this.queries) {
      const answer = readNtpAnswer(message, query.nonce)
      if (answer) return this.end(seenOf(answer, query.at, elapsedUntil - query.monotonic))
    }
    this.ignored += 1
    if (this.ignored >= MOST_IGNORED) this.end({ result: 'silence' })
  }

  private fail(error: NodeJS.ErrnoException): void {
    const errno = error.code ?? 'UNKNOWN'
    this.end({ result: OF_THE_NETWORK.has(errno) ? 'error' : 'not-sent', errno })
  }

  private end(seen: Partial<NtpSeen> & Pick<NtpSeen, 'result'>): void {
    clearTimeout(this.timer)
    this.request.signal.removeEventListener('abort', this.stop)
    this.socket.removeAllListeners()
    // A send that is under way may still fail: nobody wants to know.
    this.socket.on('error', () => {})
    try {
      this.socket.close()
    } catch {
      // It was never opened.
    }
    this.done({ ...NOTHING, sent: this.queries.length, ignored: this.ignored, ...seen })
  }
}

function seenOf(answer: NtpAnswer, askedAt: number, elapsedMs: number): Partial<NtpSeen> & Pick<NtpSeen, 'result'> {
  const { leap, stratum, referenceId } = answer
  // A refusal has no time in it.
  const time = stratum === 0 ? {} : offsetOf(answer, askedAt, elapsedMs)
  return { result: 'answered', leap, stratum, referenceId, ...time }
}
