/**
 * ICMP echo by the best way that this machine allows: net-ping (privileged), Linux' ping sockets, the system's `ping`. Never a gate:
 * with none of them the echo is `not-tested`, and the note says what is missing.
 */
import type { ObserverState } from '../../../shared/environment.ts'
import type { EchoObservation } from '../../../shared/observation.ts'
import type { EchoRequest, EchoWay, MissingWay, OpenWay } from './echo-way.ts'
import { openNetPing } from './net-ping-way.ts'
import { openSystemPing } from './system-ping-way.ts'

export interface EchoOptions {
  netPing?: OpenWay
  /** Unprivileged ICMP sockets (Linux, through koffi); left out where they cannot be had. */
  pingSocket?: OpenWay
  systemPing?: OpenWay
}

export interface Echo {
  /** What can be done here and how, and why no better way is used. */
  readonly state: ObserverState
  /** The way that is asked first; null where there is none. */
  readonly best: EchoObservation['by'] | null
  /** Never rejects. A way that cannot do it hands over to the next one. */
  echo(request: EchoRequest): Promise<EchoObservation>
  close(): void
}

const WAY_NAMES: Record<EchoObservation['by'], string> = {
  'net-ping': 'net-ping',
  'ping-socket': 'ping sockets',
  ping: "the system's ping",
  'ssh-prober': 'the prober on the host',
}

/** Looks which ways there are; sends nothing. */
export async function openEcho(options: EchoOptions = {}): Promise<Echo> {
  const { netPing = openNetPing(), pingSocket, systemPing = openSystemPing() } = options
  const opened = await Promise.all([netPing, ...(pingSocket ? [pingSocket] : []), systemPing].map((open) => open()))
  const ways = opened.filter((way): way is EchoWay => 'echo' in way)
  const missing = opened.filter((way): way is MissingWay => 'why' in way)
  return {
    state: stateOf(opened),
    best: ways[0]?.id ?? null,
    echo: (request) => echoByBest(ways, missing, request),
    close: () => {
      for (const way of ways) way.close()
    },
  }
}

/** Better ways that are missing are named; that a worse one is missing too is nobody's loss. */
function stateOf(opened: readonly (EchoWay | MissingWay)[]): ObserverState {
  const at = opened.findIndex((way) => 'echo' in way)
  const best = opened.find((way): way is EchoWay => 'echo' in way)
  const lacking = opened
    .slice(0, best ? at : opened.length)
    .flatMap((way) => ('why' in way ? [`${WAY_NAMES[way.id]}: ${way.why}`] : []))
    .join('; ')
  if (!best) return { id: 'echo', available: false, note: `No ICMP echo can be sent: ${lacking}.` }
  return {
    id: 'echo',
    available: true,
    note: lacking === '' ? `By ${best.words}.` : `By ${best.words}. Missing here: ${lacking}.`,
  }
}

async function echoByBest(
  ways: readonly EchoWay[],
  missing: readonly MissingWay[],
  request: EchoRequest,
): Promise<EchoObservation> {
  const reasons = missing.map(({ id, why }) => `${WAY_NAMES[id]}: ${why}`)
  for (const way of ways) {
    const seen = await way.echo(request)
    if (seen.result !== 'not-tested') return seen
    reasons.push(`${WAY_NAMES[way.id]}: ${seen.detail}`)
  }
  const by = ways.at(-1)?.id ?? 'ping'
  return { observer: 'echo', by, result: 'not-tested', rttMs: null, ttl: null, detail: reasons.join('; ') }
}
