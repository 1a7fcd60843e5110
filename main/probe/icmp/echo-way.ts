/** What every way of sending an ICMP echo has in common, so that a better one can take the place of a worse one. */
import type { EchoObservation } from '../../../shared/observation.ts'

export interface EchoRequest {
  /** A literal; link-local IPv6 with its zone. Nothing is sent anywhere else. */
  address: string
  /** Source address, where the kernel's own choice would be another one. */
  from?: string | undefined
  /** From 1; more than {@link MOST_PACKETS} are not sent. */
  packets: number
  /** From one echo to the next, and after the last, milliseconds. With 3 × 1100 a router has time to find no neighbour (3.07 s). */
  waitMs: number
  signal?: AbortSignal | undefined
}

/** Echoes per destination: enough that 5 % loss each way seldom looks like silence (1 in 1000), too few to annoy. */
export const MOST_PACKETS = 3

export interface EchoWay {
  readonly id: EchoObservation['by']
  /** How it is done here, as a part of a sentence: "ping from iputils 20221126". */
  readonly words: string
  /** Never rejects. `not-tested`: this way cannot do it, another one may. */
  echo(request: EchoRequest): Promise<EchoObservation>
  /** What is still awaited ends as `not-tested`. */
  close(): void
}

/** A way that cannot be used here, and why: a part of a sentence. */
export interface MissingWay {
  id: EchoObservation['by']
  why: string
}

/** Tries whether a way can be used on this machine, without sending anything. Never rejects. */
export type OpenWay = () => Promise<EchoWay | MissingWay>

export type Seen = Pick<EchoObservation, 'result' | 'rttMs' | 'ttl' | 'detail'>

export const SILENCE: Seen = { result: 'silence', rttMs: null, ttl: null, detail: '' }
export const notTested = (detail: string): Seen => ({ result: 'not-tested', rttMs: null, ttl: null, detail })
const STOPPED = notTested('the run was stopped')
export const errorSeen = (detail: string): Seen => ({ result: 'error', rttMs: null, ttl: null, detail })

/** How long the answer to one echo is waited for, and when nobody wants it any more. */
export interface OnceOptions {
  waitMs: number
  signal: AbortSignal
}

/**
 * Sends echo after echo, a wait apart, until one is answered. Each is listened for until the wait of the last one ends: a round trip
 * longer than the wait is no silence, and neither is a router that takes 3 s to find no neighbour.
 * @param once one echo and what came of it
 */
export async function echoUntilAnswered(
  by: EchoObservation['by'],
  request: EchoRequest,
  once: (options: OnceOptions) => Promise<Seen>,
): Promise<EchoObservation> {
  const { waitMs, signal } = request
  const packets = Math.min(request.packets, MOST_PACKETS)
  const enough = new AbortController()
  const ended = signal ? AbortSignal.any([signal, enough.signal]) : enough.signal
  const seen = await new Promise<Seen>((resolve) => {
    if (ended.aborted) {
      resolve(STOPPED)
      return
    }
    let open = packets
    const send = async (sent: number) => {
      const one = await once({ waitMs: (packets - sent) * waitMs, signal: ended })
      open -= 1
      if (one.result !== 'silence') resolve(one)
      else if (open === 0) resolve(SILENCE)
    }
    const timers = Array.from({ length: packets }, (_, sent) => setTimeout(() => void send(sent), sent * waitMs))
    const stop = () => {
      for (const timer of timers) clearTimeout(timer)
      resolve(STOPPED)
    }
    ended.addEventListener('abort', stop, { once: true })
  })
  enough.abort()
  return { observer: 'echo', by, ...seen }
}
