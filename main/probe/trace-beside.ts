/**
 * Where the SYNs of a port end, beside another port of the address that was traced before. Only the hops around that end are asked, because
 * routers send few errors; and silence counts only where the same router speaks for a port that works.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { TraceObservation } from '../../shared/observation.ts'
import { type LimitedAsk, askWithin } from './limited-ask.ts'

/** A SYN or its answer may get lost, and a router may have used up its errors: so often it is silent for this port and speaks for the other. */
const COMPARED = 2
/** Silent for both: it is asked again when Linux has given it another token (net.ipv4.icmp_ratelimit), so many times. */
const MOST_PAUSES = 4
const PAUSE_MS = 1050

export interface BesideRequest extends LimitedAsk {
  /** TTL at which the SYNs of the other port were last heard of. */
  lastTtl: number
  /** A port of the address that answers, and the least TTL that it needs. */
  workingPort: number
  endTtl: number
}

type Hop = TraceObservation['hops'][number]

/** Null where it cannot be told, or the port does answer. Never rejects. */
export async function traceBeside(request: BesideRequest): Promise<TraceObservation | null> {
  const hops = new Map<number, Hop>()
  const silent = new Set<number>()
  for (let ttl = request.lastTtl; ttl >= 1; ) {
    const heard = await hopAt(request, ttl)
    if (heard === null) return null
    if (heard === 'silent') {
      silent.add(ttl)
      ttl -= 1
    } else {
      hops.set(ttl, heard)
      ttl += 1
    }
    if (ttl > request.endTtl) return null
    if (hops.has(ttl) || silent.has(ttl)) return describe(request.port, hops)
  }
  return null
}

/** Who says that a TTL ended there; `silent` where the same is said for the working port alone; null where that is not known. */
async function hopAt(request: BesideRequest, ttl: number): Promise<Hop | 'silent' | null> {
  const { signal, workingPort } = request
  for (let [compared, pauses] = [0, 0]; ; ) {
    const answer = await askWithin(request, ttl)
    if (signal?.aborted) return null
    if (answer.kind === 'hop') return { ttl, addresses: [{ address: answer.address, rttMs: answer.rttMs }] }
    if (answer.kind !== 'silence') return null
    const beside = await askWithin({ ...request, port: workingPort }, ttl)
    if (signal?.aborted) return null
    if (beside.kind !== 'silence') {
      compared += 1
      if (compared >= COMPARED) return 'silent'
    } else if (pauses < MOST_PAUSES) {
      pauses += 1
      await pause(PAUSE_MS, undefined, { signal }).catch(() => {})
    } else return null
  }
}

function describe(port: number, heard: ReadonlyMap<number, Hop>): TraceObservation {
  const hops = [...heard.values()].toSorted((a, b) => a.ttl - b.ttl)
  return { observer: 'tcp-trace', port, hops, end: 'silence', endTtl: null, rounds: 1 }
}
