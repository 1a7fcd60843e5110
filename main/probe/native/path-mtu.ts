/**
 * How large a packet a path carries, by echo requests that may not be fragmented. A path that swallows large packets without a word is
 * what makes a port open and its service useless.
 */
import type { IcmpError } from '../../../shared/observation.ts'
import type { PingAnswer, Pinger } from './ping-socket.ts'

export interface PathMtuRequest {
  address: string
  localAddress?: string | undefined
  /** MTU of this machine's own interface: what is larger is refused here, and would look like a limit of the path. */
  most: number
  timeoutMs: number
  signal?: AbortSignal
}

export interface PathMtu {
  /** The largest packet that was answered; null where not even the smallest was. */
  mtu: number | null
  /** `told`: a router named a smaller MTU; `swallowed`: larger packets got lost without a word. */
  limit: 'none' | 'told' | 'swallowed'
  /** The router's error, for `told`. */
  icmp: IcmpError | null
}

/** What every path must carry (RFC 791, RFC 8200 §5). */
const LEAST = { 4: 576, 6: 1280 } as const
const TRIES = 3
/** Closer than this is not worth a packet. */
const EXACT = 8

/** Never rejects. At most some thirty packets. */
export async function findPathMtu(pinger: Pinger, request: PathMtuRequest): Promise<PathMtu> {
  const least = LEAST[request.address.includes(':') ? 6 : 4]
  let told: IcmpError | null = null
  let tooBig = request.most + 1
  // Each router on the way may name a smaller one.
  for (let size = request.most; size > least; ) {
    const answer = await ask(pinger, request, size)
    if (answer.result === 'reply') return { mtu: size, limit: told ? 'told' : 'none', icmp: told }
    tooBig = size
    if (answer.mtu === null || answer.mtu >= size || answer.mtu < least) break
    told = answer.icmp ?? told
    size = answer.mtu
  }
  if ((await ask(pinger, request, least)).result !== 'reply') return { mtu: null, limit: 'none', icmp: told }
  return { mtu: await largestAnswered(pinger, request, least, tooBig), limit: 'swallowed', icmp: told }
}

/** `answered` was, `tooBig` was not. */
async function largestAnswered(
  pinger: Pinger,
  request: PathMtuRequest,
  answered: number,
  tooBig: number,
): Promise<number> {
  let low = answered
  let high = tooBig
  while (high - low > EXACT && !request.signal?.aborted) {
    const middle = Math.floor((low + high) / 2)
    if ((await ask(pinger, request, middle)).result === 'reply') low = middle
    else high = middle
  }
  return low
}

/** Silence may be a loss, and is asked again. */
async function ask(pinger: Pinger, request: PathMtuRequest, size: number): Promise<PingAnswer> {
  const { address, localAddress, timeoutMs, signal } = request
  for (let tried = 1; ; tried += 1) {
    const answer = await pinger.ping({ address, localAddress, size }, timeoutMs, signal)
    if (answer.result !== 'silence' || tried >= TRIES || signal?.aborted) return answer
  }
}
