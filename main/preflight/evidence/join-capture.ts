/** What a capture beside the run saw, joined to the flows: where nothing else tells it, and whether a SYN left at all. */
import type { IcmpError, SegmentObservation } from '../../../shared/observation.ts'
import type { ProbedFlow } from '../ask-flow.ts'
import type { AskedPath } from './asked-path.ts'

/** A capture that is under way. */
export interface CaptureView {
  /** Null: no packet of that flow was seen. */
  evidence(
    source: string,
    destination: string,
    port: number,
  ): { segments: SegmentObservation[]; errors: IcmpError[]; syns: number } | null
}

/** Fills what is missing: segments of answered ports, ICMP errors behind an errno, and how many SYNs left. */
export function joinCapture(asked: AskedPath, capture: CaptureView): void {
  const { source, address } = asked.path
  const seen = (port: number) => capture.evidence(source, address, port)
  for (const port of asked.answered) {
    if (port.segments.length > 0) continue
    port.segments.push(...(seen(port.port)?.segments ?? []).filter(({ kind }) => kind === port.kind))
  }
  // Without the error queue, ICMP port-unreachable looks like a RST; the capture saw which of the two it was.
  for (const { port, kind, flow } of asked.answered) {
    const { segments = [], errors = [] } = seen(port) ?? {}
    if (!flow || kind !== 'RST' || segments.some((s) => s.kind === 'RST') || errors.length === 0) continue
    addError(flow, errors[0])
    asked.refused.push(flow)
    // It was no sign of life of the destination.
    asked.path.answered -= 1
    asked.path.errors += 1
  }
  asked.answered = asked.answered.filter(({ flow }) => !flow || !asked.refused.includes(flow))
  for (const item of asked.refused) addError(item, seen(item.flow.port)?.errors[0])
  // A capture that saw nothing of this path was not looking where its packets leave.
  const sawPath = [...asked.answered.map(({ port }) => port), ...asked.silent.map(({ flow }) => flow.port)].some(
    (port) => (seen(port)?.syns ?? 0) > 0,
  )
  if (!sawPath) return
  for (const item of asked.silent) {
    item.evidence = { ...item.evidence, captured: { syns: seen(item.flow.port)?.syns ?? 0 } }
  }
}

/** Once the capture has ended: what it saw leave until its end, and whether it saw all, which decides what its silence is worth. */
export function markCaptured(flows: readonly ProbedFlow[], capture: CaptureView, whole: boolean): void {
  for (const item of flows) {
    if (!item.evidence.captured || !item.path) continue
    const { source, address } = item.path
    const syns = capture.evidence(source, address, item.flow.port)?.syns ?? 0
    item.evidence = { ...item.evidence, captured: { syns, whole } }
  }
}

function addError(item: ProbedFlow, icmp: IcmpError | undefined): void {
  if (!icmp) return
  const attempts = item.evidence.attempts.map((attempt) =>
    attempt.result === 'error' && !attempt.icmp ? { ...attempt, icmp } : attempt,
  )
  item.evidence = { ...item.evidence, attempts }
}
