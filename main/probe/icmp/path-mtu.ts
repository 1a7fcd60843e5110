/**
 * The largest packet that reaches a destination in one piece, by echoes that may not be fragmented. A path that swallows large packets
 * lets every handshake pass and stalls the first transfer: nothing else here would show it.
 */
import type { Environment } from '../../../shared/environment.ts'
import type { Family } from '../../../shared/plan/ip-number.ts'
import { familyOf } from './net-ping-session.ts'
import { pingCommand } from './ping-command.ts'
import type { PingReading } from './read-ping.ts'
import { type SystemPing, pingOnce } from './system-ping-way.ts'

export type PathMtu = Environment['pathMtu'][number]

export interface PathMtuRequest {
  address: string
  /** MTU of the interface through which the address is reached. */
  interfaceMtu: number
  from?: string | undefined
  /** For the answer to each echo, milliseconds. */
  waitMs: number
  signal?: AbortSignal | undefined
}

/** Echoes per destination. */
const MOST_ECHOES = 8
/** What every IPv4 host must take (RFC 1122 §3.3.2), and every IPv6 link (RFC 8200 §5). */
const LEAST = { 4: 576, 6: 1280 } as const
/** The length field of an IP packet; loopback has more. */
const MOST = 65_535

type Ask = (bytes: number) => Promise<PingReading | null>
type Found = Pick<PathMtu, 'bytes' | 'note'>

/** Asks the full size first, since that is nearly always the answer, and halves the rest where it is not. */
export async function pathMtu(ping: SystemPing, request: PathMtuRequest): Promise<PathMtu> {
  const { address, interfaceMtu, from, waitMs, signal } = request
  const base = { address, interfaceMtu }
  if (!pingCommand(ping.dialect, { address, waitMs, packetBytes: interfaceMtu })) {
    const note = `Not measured: ${ping.words} cannot forbid fragments for IPv${familyOf(address)}.`
    return { ...base, bytes: null, note }
  }
  const ask: Ask = (packetBytes) => pingOnce(ping, { address, from, waitMs, packetBytes }, signal)
  return { ...base, ...(await searchPathMtu(Math.min(interfaceMtu, MOST), familyOf(address), ask)) }
}

/** The search without the sending. At most {@link MOST_ECHOES} are asked for. */
export async function searchPathMtu(full: number, family: Family, ask: Ask): Promise<Found> {
  let left = MOST_ECHOES
  const next = (bytes: number) => {
    left -= 1
    return ask(bytes)
  }
  const first = await next(full)
  if (first?.kind === 'reply') return whole(full)
  if (first?.kind === 'too-big' && first.mtu !== null && first.mtu < full) {
    const hinted = await next(first.mtu)
    if (hinted?.kind === 'reply') return named(first.mtu, first.by)
    // A second narrow link behind the first.
    if (hinted?.kind === 'too-big' && hinted.mtu !== null && hinted.mtu < first.mtu) {
      const again = await next(hinted.mtu)
      if (again?.kind === 'reply') return named(hinted.mtu, hinted.by)
    }
  }
  if (first?.kind === 'refused') return { bytes: null, note: `Not measured: ${first.text}.` }
  return halve(full, LEAST[family], first, next, () => left > 0)
}

const whole = (bytes: number): Found => ({
  bytes,
  note: 'Packets of the full size of the interface arrive in one piece.',
})

function named(bytes: number, by: string | null): Found {
  const who = by === null ? 'This machine has learnt' : `${by} said`
  return { bytes, note: `${who} that the path takes at most ${bytes} bytes, and echoes of that size are answered.` }
}

async function halve(
  full: number,
  least: number,
  first: PingReading | null,
  ask: Ask,
  more: () => boolean,
): Promise<Found> {
  if (full <= least) return { bytes: null, note: 'Not measured: the destination does not answer echoes.' }
  const smallest = await ask(least)
  if (smallest?.kind !== 'reply') {
    return { bytes: null, note: 'Not measured: the destination answers neither large nor small echoes.' }
  }
  // One lost echo must not look like a narrow path: silence is asked twice.
  if (first?.kind === 'silence' && (await ask(full))?.kind === 'reply') return whole(full)
  let [low, high] = [least, full]
  while (more() && high - low > 1) {
    const middle = Math.ceil((low + high) / 2)
    if ((await ask(middle))?.kind === 'reply') low = middle
    else high = middle
  }
  return { bytes: low, note: `Echoes of ${low} bytes are answered, those of ${high} bytes are not.` }
}
