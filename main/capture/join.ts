/** What a capture shows of a flow, as the observations that the judge knows. Pure. */
import type { CapturedFlow, CapturedSegment } from '../../shared/capture-summary.ts'
import type { IcmpError, SegmentObservation } from '../../shared/observation.ts'

/** Of one flow: source address, destination address and port. */
export interface CaptureEvidence {
  /** Answers to SYNs: SYN-ACKs, and RSTs that refused. Not the RSTs that came after a handshake. */
  segments: SegmentObservation[]
  /** Errors about packets of the source, each kind and reporter once. */
  errors: IcmpError[]
  /** SYNs that left, with all repetitions: 0 means that the machine itself sent none. */
  syns: number
}

/** The key by which flows are joined. */
export const captureKey = (source: string, destination: string, port: number) => `${source} ${destination} ${port}`

function segment(kind: SegmentObservation['kind'], found: CapturedSegment): SegmentObservation {
  const { ttl, hops, window, mss, options } = found
  // A window is missing only where the capture ended before it, and ours does not.
  return { observer: 'capture', kind, ttl, hops, window: window ?? 0, mss, options }
}

export function captureEvidence(flow: CapturedFlow): CaptureEvidence {
  return {
    segments: [
      ...flow.synAck.map((found) => segment('SYN-ACK', found)),
      ...flow.refusals.map((found) => segment('RST', found)),
    ],
    errors: flow.icmp
      .filter(({ about }) => about === 'source')
      .map(({ version, type, code, reporter }) => ({ version, type, code, reporter })),
    syns: flow.syns,
  }
}

/** By {@link captureKey}. */
export function evidenceByFlow(flows: Iterable<CapturedFlow>): Map<string, CaptureEvidence> {
  const found = new Map<string, CaptureEvidence>()
  for (const flow of flows) found.set(captureKey(flow.source, flow.destination, flow.port), captureEvidence(flow))
  return found
}
