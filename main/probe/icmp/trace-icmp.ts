/**
 * Traceroute by ICMP echoes, through net-ping: the hops on the way where a firewall lets ICMP pass and TCP not. Privileged, IPv4
 * only: net-ping sets no hop limit for IPv6, and does not read the ICMPv6 errors that would come back.
 */
import type { IcmpTraceObservation } from '../../../shared/observation.ts'
import { icmpErrorWords } from './net-ping-way.ts'
import {
  type LoadNetPing,
  type OpenSession,
  familyOf,
  loadNetPing,
  openSession,
  whyNoNetPing,
} from './net-ping-session.ts'

export interface IcmpTraceRequest {
  address: string
  /** For the whole trace; the hop that is asked then is still waited for. */
  deadlineMs: number
  /** For each hop, milliseconds. */
  hopMs?: number
  /** Ends it with the next answer or the end of the wait for one. */
  signal?: AbortSignal
}

const MOST_HOPS = 20
const HOP_MS = 500
/** Hops in a row that are silent: nothing beyond them will speak either. */
const MOST_SILENT = 4

const notTested = (detail: string): IcmpTraceObservation => ({
  observer: 'icmp-trace',
  hops: [],
  end: 'not-tested',
  endTtl: null,
  detail,
})

/** Never rejects. One echo per hop, {@link MOST_HOPS} at most. */
export async function traceIcmp(
  request: IcmpTraceRequest,
  load: LoadNetPing = loadNetPing,
): Promise<IcmpTraceObservation> {
  if (familyOf(request.address) === 6) return notTested('net-ping traces IPv4 only')
  try {
    const { default: netPing } = await load()
    return await walk(openSession(netPing, 4, request.hopMs ?? HOP_MS), request)
  } catch (error) {
    return notTested(whyNoNetPing(error))
  }
}

function walk(
  { session, arrival }: OpenSession,
  { address, deadlineMs, signal }: IcmpTraceRequest,
): Promise<IcmpTraceObservation> {
  const startedAt = performance.now()
  let sentAt = startedAt
  let silent = 0
  const trace: IcmpTraceObservation = { observer: 'icmp-trace', hops: [], end: 'silence', endTtl: null, detail: '' }
  const onHop = (error: Error | null, _target: string, ttl: number): boolean => {
    const now = performance.now()
    const answered = error === null || icmpErrorWords(error) !== null
    if (error && !answered && error.name !== 'RequestTimedOutError') {
      Object.assign(trace, { end: 'not-tested', detail: `net-ping: ${error.message}` })
      return true
    }
    const source = answered ? arrival()?.source : undefined
    const rttMs = Math.round((now - sentAt) * 1000) / 1000
    trace.hops.push({ ttl, addresses: source === undefined ? [] : [{ address: source, rttMs }] })
    // The next echo is sent when this returns.
    sentAt = now
    silent = answered ? 0 : silent + 1
    if (answered && error?.name !== 'TimeExceededError') {
      Object.assign(trace, { end: error ? 'icmp' : 'reply', endTtl: ttl, detail: error ? icmpErrorWords(error) : '' })
    }
    return trace.end !== 'silence' || silent >= MOST_SILENT || now - startedAt >= deadlineMs || signal?.aborted === true
  }
  return new Promise((resolve) => {
    session.traceRoute(address, { ttl: MOST_HOPS, maxHopTimeouts: MOST_HOPS, startTtl: 1 }, onHop, () => {
      // Not inside the callback: net-ping still looks at the socket after it.
      setImmediate(() => {
        session.close()
        // Cut off while hops still answered, its last one is nothing to point at.
        const isCut = trace.end === 'silence' && silent < MOST_SILENT
        resolve(isCut ? { ...trace, end: 'not-tested', detail: `ended after ${trace.hops.length} hops` } : trace)
      })
    })
  })
}
