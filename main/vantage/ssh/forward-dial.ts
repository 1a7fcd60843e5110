/**
 * Dials from a host by its SSH server (direct-tcpip, RFC 4254 §7.2): no program runs there. The server tells the errno in words, no
 * ICMP error and no source port. Times include the round trip of the link. What connect() refuses at once there (no route) OpenSSH
 * tells as "open failed" only: UNKNOWN. (seen with 9.2)
 *
 * A channel that is being opened cannot be taken back: a silent port keeps it, and a descriptor there, until the system there gives up
 * (two minutes). So they are bounded, and what finds no room in time answers EAGAIN: nothing was sent, to be tried again later.
 */
import type { Duplex } from 'node:stream'
import { type ConnectTarget, type Dial, type Dialled, LINK_LOST, type OnAnswer } from '../../probe/dial.ts'
import { ForwardError } from './channels.ts'
import { knownAfter } from './known-after.ts'
import type { SshLink } from './link.ts'
import { errnoOf } from './strerror.ts'

/** The server's policy allows no forwarding to this target: nothing was sent. For the caller, who may ask in another way. */
export const FORWARDING_PROHIBITED = 'PSM_FORWARDING_PROHIBITED'

export interface ForwardDialled extends Dialled {
  /** The server's own words where the attempt failed. */
  readonly errorText: string | null
}

export interface ForwardDial {
  /** Never uses `localAddress`: the server's system chooses the source. */
  dial: Dial
  /** Channels that are being opened, also those that were given up here. */
  readonly pending: number
}

export interface ForwardLimits {
  /** sshd has 1,024 descriptors unless configured, and uses two or three itself. */
  mostPending: number
  /** Shorter than the gap between two attempts of a flow: what waits longer is no attempt. */
  queueMs: number
}

const LIMITS: ForwardLimits = { mostPending: 400, queueMs: 100 }

export function forwardDial(link: SshLink, limits: Partial<ForwardLimits> = {}): ForwardDial {
  const queue = new Queue(link, { ...LIMITS, ...limits })
  return {
    dial: (target, onAnswer) => queue.dial(target, onAnswer),
    get pending() {
      return queue.pending
    },
  }
}

class Queue {
  readonly #link: SshLink
  readonly #limits: ForwardLimits
  #waiting: ForwardAttempt[] = []
  pending = 0

  constructor(link: SshLink, limits: ForwardLimits) {
    this.#link = link
    this.#limits = limits
    // What waits when a broken link comes back goes at once.
    link.onState(({ state }) => state === 'ready' && this.#next())
  }

  dial(target: ConnectTarget, onAnswer: OnAnswer): ForwardDialled {
    const attempt = new ForwardAttempt(this.#link, target, onAnswer)
    this.#waiting.push(attempt)
    this.#next()
    if (!attempt.sent) attempt.wait(this.#limits.queueMs)
    return attempt
  }

  #next(): void {
    while (this.#link.state.state === 'ready' && this.pending < this.#limits.mostPending) {
      const attempt = this.#waiting.shift()
      if (!attempt) return
      if (attempt.ended) continue
      this.pending += 1
      void attempt.send().finally(() => {
        this.pending -= 1
        this.#next()
      })
    }
    this.#waiting = this.#waiting.filter((attempt) => !attempt.ended)
  }
}

class ForwardAttempt implements ForwardDialled {
  readonly observer = 'ssh-forward'
  readonly icmp = null
  readonly retransmits = null
  readonly kernelRttMs = null
  readonly sourcePort = null
  readonly sourceAddress = null
  answeredAt: number | null = null
  errno: string | null = null
  errorText: string | null = null
  readonly #link: SshLink
  readonly #target: ConnectTarget
  readonly #onAnswer: OnAnswer
  #channel: Duplex | null = null
  #sentAt: number | null = null
  #endedAt: number | null = null
  #timer: NodeJS.Timeout | undefined
  #begin: (word: Promise<number>) => void = () => {}
  /** The server has read the request. */
  readonly #begun = new Promise<number>((resolve) => {
    this.#begin = resolve
  })

  constructor(link: SshLink, target: ConnectTarget, onAnswer: OnAnswer) {
    this.#link = link
    this.#begun.catch(() => {})
    this.#target = target
    this.#onAnswer = onAnswer
  }

  /** Until it is sent, always now: what was not sent must not be taken for what waits for its answer. */
  get startedAt(): number {
    return this.#sentAt ?? this.#endedAt ?? performance.now()
  }

  get sent(): boolean {
    return this.#sentAt !== null
  }

  get ended(): boolean {
    return this.#endedAt !== null
  }

  wait(ms: number): void {
    this.#timer = setTimeout(() => this.#fail('EAGAIN', 'no channel was free'), ms)
  }

  /** Resolves when the server has answered, also where nobody waits for it any more. Never rejects. */
  async send(): Promise<void> {
    clearTimeout(this.#timer)
    this.#sentAt = performance.now()
    try {
      const opening = this.#link.forward(this.#target.address, this.#target.port)
      this.#begin(this.#link.roundTrip().then(() => performance.now()))
      const channel = await opening
      if (this.ended) return void channel.destroy()
      this.#channel = channel
      this.#endedAt ??= performance.now()
      this.answeredAt = performance.now()
      // The schedule reads and destroys it, as any stream.
      this.#onAnswer(this, { kind: 'connected', socket: channel })
    } catch (error) {
      this.#fail(...errnoOfFailure(error))
    }
  }

  /** The server may read the request late: its time counts from the server's next word, and ends with another one. */
  whenKnown(ms: number, then: (known: boolean) => void): void {
    void knownAfter(this.#link, this.#begun, ms).then(then)
  }

  abandon(): void {
    clearTimeout(this.#timer)
    this.#endedAt ??= performance.now()
    this.#channel?.destroy()
  }

  #fail(errno: string, text: string): void {
    if (this.ended) return
    this.#endedAt ??= performance.now()
    this.errno = errno
    this.errorText = text
    this.answeredAt = performance.now()
    this.#onAnswer(this, { kind: 'error', errno })
  }
}

/** A link that broke says nothing of the path. */
function errnoOfFailure(error: unknown): [errno: string, words: string] {
  if (!(error instanceof ForwardError)) return ['EAGAIN', String(error)]
  if (error.reason === 'prohibited') return [FORWARDING_PROHIBITED, error.message]
  if (error.reason === 'lost') return [LINK_LOST, error.message]
  return [error.reason === 'failed' ? errnoOf(error.message) : 'EAGAIN', error.message]
}
