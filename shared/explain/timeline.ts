/**
 * The evidence of one flow as a timeline in words: what was sent, what came back, and when; then what stands beside the clock, such as
 * a trace. Says what was seen and by whom, never what it means: that is the conclusion's to say.
 */
import type { TimelineEntry } from '../shapes.ts'
import type { AttemptObservation, FlowEvidence, HostEvidence } from '../observation.ts'
import type { FlowResult } from '../result.ts'
import { attemptEntries } from './timeline-attempts.ts'
import { beside, msWords } from './timeline-entry.ts'
import { identityEntries } from './timeline-identity.ts'
import { standInEntries } from './timeline-stand-in.ts'
import { traceEntries } from './timeline-traces.ts'
import { parts } from '../words/en/parts.ts'

type Entries = TimelineEntry[]

/** @param host what was seen of the destination from the same source; null: nothing, or it was not asked */
export function timelineOf(flow: FlowResult, host: HostEvidence | null): TimelineEntry[] {
  const { evidence } = flow
  if (evidence.notAsked) return [beside('not asked', `Not asked: ${evidence.notAsked.detail}.`)]
  const target = `${flow.address}:${flow.port}`
  return [
    ...routeEntries(evidence),
    ...attemptEntries(evidence.attempts, target),
    ...identityEntries(evidence.identity),
    ...retransmitEntries(evidence.attempts),
    ...distanceEntries(evidence, target),
    ...capturedEntries(evidence),
    ...standInEntries(evidence.standIn),
    ...doubtEntries(evidence, flow.address),
    ...(host ? hostEntries(host, flow.port) : []),
  ]
}

function routeEntries({ route }: FlowEvidence): Entries {
  if (!route) return []
  if (route.errno !== null)
    return [beside('route', `This machine has no way there: ${parts.errno(route.errno)}.`, 'error')]
  if (route.interface === null) return []
  const from = route.sourceAddress === null ? '' : `, from ${route.sourceAddress}`
  return [beside('route', `Out through ${route.interface}${from}.`)]
}

function retransmitEntries(attempts: readonly AttemptObservation[]): Entries {
  const repeated = attempts.reduce((sum, { retransmits = 0 }) => sum + retransmits, 0)
  if (repeated === 0) return []
  return [beside('kernel', `The kernel itself repeated ${repeated === 1 ? 'a SYN' : `SYNs ${repeated} times`}.`)]
}

const SEGMENT_BY = { raw: 'a raw socket', capture: 'a capture', 'min-ttl': 'asking for the least TTL' } as const

function distanceEntries({ segments = [], nearness }: FlowEvidence, target: string): Entries {
  const seen = segments.map(({ kind, hops, ttl, observer }) =>
    beside(
      'distance',
      `The ${kind} of ${target} crossed to here from ${parts.hopsAway(hops)} (TTL ${ttl}, by ${SEGMENT_BY[observer]}).`,
    ),
  )
  if (!nearness) return seen
  const { ttl, tries, saw, answeredAtTtl } = nearness
  const asked = `Asked with a TTL for ${parts.hopsNeeded(ttl)}, one fewer than the destination needs`
  const said = {
    handshake: 'a handshake was completed all the same',
    rst: 'a RST came all the same',
    hop: 'the router where it ended said so',
    silence: `nothing came (${tries} tries)`,
  }[saw]
  const at = answeredAtTtl === null ? '' : ` The least TTL that was answered: ${answeredAtTtl}.`
  return [...seen, beside('distance', `${asked}: ${said}.${at}`)]
}

function capturedEntries({ captured }: FlowEvidence): Entries {
  if (!captured) return []
  const { syns, whole } = captured
  const saw = syns === 0 ? 'no SYN' : syns === 1 ? 'a SYN' : `${syns} SYNs`
  const limit = whole ? '' : ' It may have missed some.'
  return [beside('capture', `A capture on this machine saw ${saw} of this flow leave.${limit}`)]
}

function doubtEntries({ doubt, unsettled, unmeasured, fellSilent }: FlowEvidence, address: string): Entries {
  const entries: Entries = []
  if (doubt)
    entries.push(
      beside(
        'doubt',
        `Meanwhile ${address}:${doubt.port}, which had answered, was silent too: silence here says nothing.`,
      ),
    )
  if (unsettled)
    entries.push(
      beside(
        'doubt',
        `It answered from ${parts.hopsAway(unsettled.hops)}, another answer of the address from ${parts.hopsAway(unsettled.farthest)}; there was no time to ask both again.`,
      ),
    )
  if (unmeasured) entries.push(beside('doubt', `${notMeasuredWords(unmeasured)}.`))
  if (fellSilent)
    entries.push(
      beside('asked again', `It had answered, and then left ${fellSilent.tries} SYNs without an answer.`, 'silence'),
    )
  return entries
}

function notMeasuredWords({ why }: NonNullable<FlowEvidence['unmeasured']>): string {
  const words = {
    time: 'there was no time left',
    tries: 'it was asked several times and not answered',
    link: 'the link to its source was lost',
    stopped: 'the check was stopped',
    shunned: 'the network had stopped answering',
  }
  return why === 'others'
    ? 'How far another answer of the address came was not found out, so there is nothing to compare with'
    : `How far its answer came was not found out: ${words[why]}`
}

function hostEntries(host: HostEvidence, port: number): Entries {
  const { address, controls, hops, rateLimited, echo, srttMs } = host
  const entries: Entries = controls
    .filter(({ result }) => result !== 'not-tested')
    .map((control) =>
      beside('control', `Port ${control.port} of ${address}, which nothing should serve: ${controlWords(control)}.`),
    )
  if (hops)
    entries.push(
      beside('distance', `The farthest answer of ${address} came from ${parts.hopsAway(hops.routers)} (${hops.from}).`),
    )
  if (srttMs !== null) entries.push(beside('round trip', `About ${msWords(srttMs)} to ${address} and back.`))
  entries.push(...traceEntries(host, port))
  if (echo && echo.result !== 'not-tested') entries.push(echoEntry(echo, address))
  if (rateLimited)
    entries.push(beside('errors', 'Devices on the way send ICMP errors at a limited rate: one may be missing here.'))
  return entries
}

function controlWords({ result, errno }: HostEvidence['controls'][number]): string {
  const by = errno === null ? '' : ` (${errno})`
  switch (result) {
    case 'open':
      return 'it completes a handshake too'
    case 'closed':
      return `refused${by}`
    case 'silent':
      return 'no answer'
    case 'unreachable':
      return `unreachable${by}`
    case 'not-tested':
      return 'not asked'
  }
}

function echoEntry(echo: NonNullable<HostEvidence['echo']>, address: string): TimelineEntry {
  const { result, rttMs, detail } = echo
  const because = detail === '' ? '' : `: ${detail}`
  switch (result) {
    case 'reply':
      return beside('echo', `${address} answers ICMP echo${rttMs === null ? '' : ` in ${msWords(rttMs)}`}.`, 'answer')
    case 'silence':
      return beside('echo', `No answer of ${address} to ICMP echo.`, 'silence')
    case 'error':
      return beside('echo', `ICMP echo to ${address} met an error${because}.`, 'error')
    case 'not-tested':
      return beside('echo', `ICMP echo was not asked${because}.`)
  }
}
