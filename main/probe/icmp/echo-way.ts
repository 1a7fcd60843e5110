/** What every way of sending an ICMP echo has in common, so that a better one can take the place of a worse one. */
import type { EchoObservation } from '../../../shared/observation.ts'

export interface EchoRequest {
  /** A literal; link-local IPv6 with its zone. Nothing is sent anywhere else. */
  address: string
  /** Source address, where the kernel's own choice would be another one. */
  from?: string | undefined
  /** At most so many echoes, one after another, until the first answer. More than {@link MOST_PACKETS} are not sent. */
  packets: number
  /** For the answer to each, milliseconds. */
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
  /** Answers that are still awaited are awaited to their end. */
  close(): void
}

/** A way that cannot be used here, and why: a part of a sentence. */
export interface MissingWay {
  id: EchoObservation['by']
  why: string
}

/** Tries whether a way can be used on this machine, without sending anything. Never rejects. */
export type OpenWay = () => Promise<EchoWay | MissingWay>

type Seen = Pick<EchoObservation, 'result' | 'rttMs' | 'ttl' | 'detail'>

export const SILENCE: Seen = { result: 'silence', rttMs: null, ttl: null, detail: '' }
export const notTested = (detail: string): Seen => ({ result: 'not-tested', rttMs: null, ttl: null, detail })
export const errorSeen = (detail: string): Seen => ({ result: 'error', rttMs: null, ttl: null, detail })

/** Sends echo after echo until one is answered. @param once one echo and what came of it */
export async function echoUntilAnswered(
  by: EchoObservation['by'],
  { packets, signal }: EchoRequest,
  once: () => Promise<Seen>,
): Promise<EchoObservation> {
  let seen = notTested('the run was stopped')
  for (let sent = 0; sent < Math.min(packets, MOST_PACKETS); sent += 1) {
    if (signal?.aborted) break
    seen = await once()
    if (seen.result !== 'silence') break
  }
  return { observer: 'echo', by, ...seen }
}
