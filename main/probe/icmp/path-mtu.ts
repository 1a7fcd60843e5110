/**
 * The largest packet that reaches a destination in one piece, by echoes that may not be fragmented. A path that swallows large packets
 * lets every handshake pass and stalls the first transfer: nothing else here would show it.
 */
import type { Environment } from '../../../shared/environment.ts'
import type { Family } from '../../../shared/plan/ip-number.ts'
import { familyOf } from './net-ping-session.ts'
import { pingCommand } from './ping-command.ts'
import type { PingReading } from './read-ping.ts'
import { type SystemPing, findPing, pingOnce } from './system-ping-way.ts'

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
/** Narrow links one behind the other that are believed: each saying costs an echo. */
const MOST_HINTS = 3
/** What every IPv4 host must take (RFC 1122 §3.3.2), and every IPv6 link (RFC 8200 §5). */
const LEAST = { 4: 576, 6: 1280 } as const
/** The length field of an IP packet; loopback has more. */
const MOST = 65_535

type Ask = (bytes: number) => Promise<PingReading | null>
type Found = Pick<PathMtu, 'bytes' | 'note'>

/**
 * Asks the full size first, since that is nearly always the answer, and halves the rest where it is not. Never rejects.
 * @param found from `findPing`, which a caller with many destinations asks once
 */
export async function pathMtu(request: PathMtuRequest, found?: SystemPing | { why: string }): Promise<PathMtu> {
  const { address, interfaceMtu, from, waitMs, signal } = request
  const base = { address, interfaceMtu }
  const ping = found ?? (await findPing())
  if ('why' in ping) return { ...base, bytes: null, note: `Not measured: ${ping.why}.` }
  if (!pingCommand(ping.dialect, { address, waitMs, packetBytes: interfaceMtu })) {
    const note = `Not measured: ${ping.words} cannot forbid fragments for IPv${familyOf(address)}.`
    return { ...base, bytes: null, note }
  }
  const ask: Ask = (packetBytes) => pingOnce(ping, { address, from, waitMs, packetBytes }, signal)
  return { ...base, ...(await searchPathMtu(Math.min(interfaceMtu, MOST), familyOf(address), ask)) }
}

/** What is known while the search goes on, in bytes. */
interface Search {
  full: number
  least: number
  /** Largest size that was answered; 0: none yet. */
  low: number
  /** Smallest size that was not. */
  high: number
  /** What somebody said that the next link takes, and who; null for this machine. */
  hint: { bytes: number; by: string | null } | null
  hints: number
  /** Of the full size. */
  silences: number
  leastAsked: boolean
}

/** The search without the sending. At most {@link MOST_ECHOES} are asked for. */
export async function searchPathMtu(full: number, family: Family, ask: Ask): Promise<Found> {
  const least = LEAST[family]
  const search: Search = { full, least, low: 0, high: full + 1, hint: null, hints: 0, silences: 0, leastAsked: false }
  for (let asked = 0; asked < MOST_ECHOES; asked += 1) {
    const bytes = asked === 0 ? full : nextSize(search)
    if (bytes === null) break
    const reading = await ask(bytes)
    if (reading?.kind === 'refused') return { bytes: null, note: `Not measured: ${reading.text}.` }
    if (reading?.kind !== 'reply') {
      learn(search, bytes, reading)
      continue
    }
    if (bytes === full) return { bytes, note: 'Packets of the full size of the interface arrive in one piece.' }
    if (search.hint?.bytes === bytes) return named(search.hint)
    search.low = bytes
    search.leastAsked ||= bytes === least
  }
  const { low, high } = search
  if (low === 0) return { bytes: null, note: 'Not measured: echoes of no size that was tried are answered.' }
  return { bytes: low, note: `Echoes of ${low} bytes are answered, those of ${high} bytes are not.` }
}

/** A size did not pass: silently, or with a word about what would. */
function learn(search: Search, bytes: number, reading: PingReading | null): void {
  const { full, least, low } = search
  search.high = Math.min(search.high, bytes)
  search.leastAsked ||= bytes === least
  if (bytes === full && reading?.kind === 'silence') search.silences += 1
  search.hint = null
  if (reading?.kind !== 'too-big' || reading.mtu === null || search.hints >= MOST_HINTS) return
  if (reading.mtu <= low || reading.mtu >= search.high) return
  search.hint = { bytes: reading.mtu, by: reading.by }
  search.hints += 1
}

/** Null: there is nothing left to ask. */
function nextSize({ full, least, low, high, hint, silences, leastAsked }: Search): number | null {
  if (hint) return hint.bytes
  if (low === 0) return leastAsked || least >= high ? null : least
  // One lost echo, or a neighbour that had to be found first, must not look like a narrow path: silence is asked twice.
  if (silences === 1) return full
  return high - low > 1 ? Math.ceil((low + high) / 2) : null
}

function named({ bytes, by }: NonNullable<Search['hint']>): Found {
  const who = by === null ? 'This machine has learnt' : `${by} said`
  return { bytes, note: `${who} that the path takes at most ${bytes} bytes, and echoes of that size are answered.` }
}
