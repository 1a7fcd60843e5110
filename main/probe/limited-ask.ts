/**
 * One question with a limited TTL, as a trace asks it: how far does a SYN to this port get, and who answers? Nothing of it needs
 * privileges; it needs a dial that tells the ICMP error.
 */
import type { IcmpError } from '../../shared/observation.ts'
import type { ConnectAnswer, Dialled, LimitedDial } from './dial.ts'

export interface LimitedAsk {
  dial: LimitedDial
  address: string
  port: number
  localAddress?: string | undefined
  /** Answers with a lower TTL are not seen. */
  minTtl?: number | undefined
  /** Resolves when one more SYN to the address may be sent; at once where nothing limits the pace. */
  turn?: ((address: string) => Promise<void>) | undefined
  /** How long an answer is waited for: some round trips; routers answer later than they forward. */
  timeoutMs: number
  /** Stops all asking; what was seen until then is the result. */
  signal?: AbortSignal | undefined
}

/** `unsent`: an error of this machine, nothing was asked. `below`: only what had a lower TTL than `minTtl` was answered. */
export type LimitedAnswer =
  | { kind: 'hop'; address: string; rttMs: number }
  | { kind: 'handshake' | 'rst'; rttMs: number }
  | { kind: 'icmp'; icmp: IcmpError; rttMs: number }
  | { kind: 'below' | 'silence' | 'unsent' }

/** How often the kernel is asked whether it turned an answer away: it tells nobody by itself. */
const LOOK_MS = 15

/** Asks once, from a new source port. Never rejects; a handshake that is completed is reset at once. */
export async function askWithin(ask: LimitedAsk, ttl: number | undefined): Promise<LimitedAnswer> {
  const { dial, address, port, localAddress, minTtl, timeoutMs, signal, turn } = ask
  if (signal?.aborted) return { kind: 'silence' }
  if (turn) await turnOrEnd(turn(address), signal)
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve({ kind: 'silence' })
    const finish = (answer: LimitedAnswer) => {
      clearTimeout(timer)
      clearInterval(looking)
      signal?.removeEventListener('abort', giveUp)
      dialled.abandon()
      resolve(answer)
    }
    const giveUp = () => finish({ kind: dialled.turnedAway?.() ? 'below' : 'silence' })
    const onTime = () => {
      if (dialled.whenKnown) {
        return dialled.whenKnown(timeoutMs, (known) => (known ? giveUp() : finish({ kind: 'unsent' })))
      }
      dialled.look?.()
      giveUp()
    }
    const dialled = dial({ address, port, localAddress, ttl, minTtl }, (seen, answer) =>
      finish(nameAnswer(seen, answer)),
    )
    // Timers run before sockets are read: after a stall an answer may be waiting in the kernel.
    const timer = setTimeout(() => setImmediate(onTime), timeoutMs)
    const looking = minTtl === undefined ? undefined : setInterval(watchTurnedAway(dialled, giveUp), LOOK_MS)
    signal?.addEventListener('abort', giveUp)
  })
}

/** Not at the first look: whatever answers from nearer, a little later than what was turned away, is to be seen as well. */
function watchTurnedAway(dialled: Dialled, then: () => void): () => void {
  let before = false
  return () => {
    const now = dialled.turnedAway?.() ?? false
    if (now && before) then()
    before = now
  }
}

/** A turn that comes after the end is not waited for. */
export async function turnOrEnd(turn: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return turn
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  signal.addEventListener('abort', end, { once: true })
  await Promise.race([turn, ended])
  signal.removeEventListener('abort', end)
}

/** Names what came. Time exceeded in transit is a hop; a RST is a refusal behind which there is no ICMP error. */
export function nameAnswer(seen: Dialled, answer: ConnectAnswer): LimitedAnswer {
  const rttMs = Math.round(((seen.answeredAt ?? performance.now()) - seen.startedAt) * 100) / 100
  // A reset of a connection: the handshake was completed before it.
  if (answer.kind === 'connected' || answer.errno === 'ECONNRESET') return { kind: 'handshake', rttMs }
  const { icmp } = seen
  if (icmp === null) {
    if (answer.errno === 'ECONNREFUSED') return { kind: 'rst', rttMs }
    return { kind: answer.errno === 'ETIMEDOUT' ? 'silence' : 'unsent' }
  }
  if (!isTimeExceeded(icmp)) return { kind: 'icmp', icmp, rttMs }
  return icmp.reporter === null ? { kind: 'silence' } : { kind: 'hop', address: icmp.reporter, rttMs }
}

/** ICMP 11/0 (RFC 792) or ICMPv6 3/0 (RFC 4443): the TTL ended on the way. */
const isTimeExceeded = ({ version, type, code }: IcmpError) => type === (version === 4 ? 11 : 3) && code === 0

/** Whether an answer ends a trace: the port's own, or an error about the packet. */
export const isEnd = ({ kind }: LimitedAnswer) => isOfPort({ kind }) || kind === 'icmp'

/** Whether the port itself answered, or something in its name. */
export const isOfPort = ({ kind }: Pick<LimitedAnswer, 'kind'>) => kind === 'handshake' || kind === 'rst'
