/** Traces of a destination, each as one line: "hop 1 10.77.10.1 · hop 2 10.77.11.2 · then silence". */
import { assertNever } from '../assert-never.ts'
import type { TimelineEntry } from '../shapes.ts'
import type { HostEvidence, IcmpTraceObservation, TraceObservation } from '../observation.ts'
import { beside, icmpShort } from './timeline-entry.ts'

type Hops = TraceObservation['hops']

/** Hops in a line; of a longer trace the first and the last say most. */
const MOST_HOPS = 8

/** The trace of this port; where it was not traced, those of other ports, which show the way too. */
export function traceEntries({ traces = [], icmpTrace, address }: HostEvidence, port: number): TimelineEntry[] {
  const own = traces.filter((trace) => trace.port === port)
  const shown = own.length > 0 ? own : traces
  const byTcp = shown.map((trace) =>
    beside('trace', `By SYNs to ${address}:${trace.port}: ${line(trace.hops, endOfTcp(trace))}`),
  )
  if (!icmpTrace || icmpTrace.end === 'not-tested') return byTcp
  return [...byTcp, beside('trace', `By ICMP echoes to ${address}: ${line(icmpTrace.hops, endOfIcmp(icmpTrace))}`)]
}

function line(hops: Hops, end: string): string {
  const heard = hops.filter(({ addresses }) => addresses.length > 0)
  const words = heard.map(({ ttl, addresses }) => `hop ${ttl} ${addresses.map((a) => a.address).join(' or ')}`)
  const left = words.length - MOST_HOPS
  const shown = left > 0 ? [...words.slice(0, MOST_HOPS / 2), `${left} more`, ...words.slice(-MOST_HOPS / 2)] : words
  return [...shown, shown.length === 0 && end === THEN_SILENCE ? 'no machine on the way was heard' : end].join(' · ')
}

const THEN_SILENCE = 'then silence'

function endOfTcp({ end, endTtl, icmp }: TraceObservation): string {
  const at = endTtl === null ? '' : ` at TTL ${endTtl}`
  switch (end) {
    case 'handshake':
      return `handshake${at}`
    case 'rst':
      return `RST${at}`
    case 'icmp':
      return icmp ? `${icmp.reporter ?? 'a machine that is not named'}: ${icmpShort(icmp)}` : `an ICMP error${at}`
    case 'silence':
      return THEN_SILENCE
    default:
      return assertNever(end)
  }
}

function endOfIcmp({ end, endTtl, detail }: IcmpTraceObservation): string {
  const at = endTtl === null ? '' : ` at TTL ${endTtl}`
  switch (end) {
    case 'reply':
      return `reply${at}`
    case 'icmp':
      return detail
    case 'silence':
      return THEN_SILENCE
    case 'not-tested':
      return 'not asked'
    default:
      return assertNever(end)
  }
}
