/** Counters of a tracker → the summary that is printed: rows one at a time, because there may be 200,000 of them. */
import { meaningOf, mssNote, stateOf } from '../../shared/capture-meaning.ts'
import { routersCrossed } from '../../shared/hop-words.ts'
import type { CaptureTotals, CapturedFlow, CapturedIcmp, CapturedSegment } from '../../shared/capture-summary.ts'
import { CAPTURE_STATES, type CaptureState } from '../../shared/capture-terms.ts'
import { icmpWords } from '../../shared/icmp-words.ts'
import { parseIp } from '../../shared/plan/ip-number.ts'
import type { CaptureFacts } from './capture-format.ts'
import {
  ANSWERED,
  COMPLETED,
  MIDSTREAM,
  ONE_WAY,
  REFUSED,
  REJECTED,
  STATES,
  TRACED,
  UNANSWERED,
} from './connection-table.ts'
import { SKIPS } from './decoded-packet.ts'
import type { FlowDetail, SegmentCount } from './flow-detail.ts'
import {
  BYTES,
  CLIENT,
  CLIENT_KNOWN,
  FAMILY,
  FINS,
  FIRST_SEEN,
  ICMP_ERRORS,
  LAST_SEEN,
  LATE_RSTS,
  PACKETS,
  PORT,
  REPEATS,
  RSTS,
  RTT_BACK,
  RTT_OUT,
  SERVER,
  STATE_COUNTS,
  SYNS,
  SYN_ACKS,
  SYN_REPEATS,
  TRACE_SYNS,
  UNSEEN_SYNS,
} from './flow-table.ts'
import type { FlowTracker } from './flow-tracker.ts'
import { optionNames } from './tcp-options.ts'

/** Milliseconds that Date knows. */
const LATEST = 8.64e15
const isoTime = (microseconds: number) =>
  Math.abs(microseconds / 1000) <= LATEST ? new Date(microseconds / 1000).toISOString() : null
const optional = (value: number) => (value < 0 ? null : value)
const ms = (microseconds: number) => Math.round(microseconds) / 1000

/** In the order in which they were first seen. */
function segments(head: SegmentCount | null | undefined): CapturedSegment[] {
  const rows: CapturedSegment[] = []
  for (let entry = head ?? null; entry !== null; entry = entry.next) {
    const { shape, count } = entry
    rows.unshift({
      ttl: shape.ttl,
      hops: routersCrossed(shape.ttl),
      window: optional(shape.window),
      mss: optional(shape.mss),
      windowScale: optional(shape.windowScale),
      options: optionNames(shape.options),
      count,
    })
  }
  return rows
}

function icmpRows(detail: FlowDetail | undefined): CapturedIcmp[] {
  return (detail?.icmp ?? []).map(({ family, type, code, reporter, ttl, aboutClient, mtu, quotedTtl, ...rest }) => {
    const version = family === 4 ? 4 : 6
    return {
      version,
      type,
      code,
      words: icmpWords(version, type, code),
      reporter,
      hops: routersCrossed(ttl),
      about: aboutClient ? 'source' : 'destination',
      mtu: mtu === 0 ? null : mtu,
      quotedTtl,
      quotedMss: optional(rest.quotedMss),
      count: rest.count,
    }
  })
}

/** Reads the columns of one flow. */
class Row {
  private readonly slab: Float64Array
  private readonly base: number

  constructor(
    private readonly tracker: FlowTracker,
    readonly flow: number,
  ) {
    this.slab = tracker.flows.slab(flow)
    this.base = tracker.flows.base(flow)
  }

  get(column: number): number {
    return this.slab[this.base + column] as number
  }

  side(of: 0 | 1): CapturedFlow['fromSource'] {
    return {
      packets: this.get(PACKETS + of),
      bytes: this.get(BYTES + of),
      fins: this.get(FINS + of),
      rsts: this.get(RSTS + of),
      repeats: this.get(REPEATS + of),
    }
  }

  span(at: number): CapturedFlow['rttMs']['toDestination'] {
    const samples = this.get(at)
    if (samples === 0) return null
    return { samples, min: ms(this.get(at + 2)), mean: ms(this.get(at + 1) / samples), max: ms(this.get(at + 3)) }
  }

  attempts(): CapturedFlow['attempts'] {
    const of = (state: number) => this.get(STATE_COUNTS + state)
    const midstream = of(MIDSTREAM)
    const all = STATES.reduce((sum, _, state) => sum + of(state), 0)
    return {
      total: all - midstream - of(TRACED),
      completed: of(COMPLETED),
      answered: of(ANSWERED),
      refused: of(REFUSED),
      rejected: of(REJECTED),
      unanswered: of(UNANSWERED),
      oneWay: of(ONE_WAY),
      traced: of(TRACED),
      unseenSyns: this.get(UNSEEN_SYNS),
    }
  }

  address(column: number): string {
    return this.tracker.tcp.addresses.text(this.get(FAMILY), this.get(column))
  }

  state(): CaptureState {
    return stateOf({ attempts: this.attempts(), fromSource: this.side(0), fromDestination: this.side(1) })
  }
}

/** Smallest MSS that was seen; null without one. */
function leastMss(list: readonly CapturedSegment[]): number | null {
  const found = list.flatMap(({ mss }) => (mss === null ? [] : [mss]))
  return found.length === 0 ? null : Math.min(...found)
}

/** Hop counts of the SYN-ACKs of each server, by {@link serverKey}. */
type Baselines = ReadonlyMap<number, ReadonlySet<number>>

/** Keys of both families are 32 bits. */
const serverKey = (family: number, key: number) => (family === 4 ? key : key + 2 ** 32)

/** Only of servers that refused something: nobody else's baseline is asked for. */
function baselinesOf(tracker: FlowTracker): Baselines {
  const { flows } = tracker
  const found = new Map<number, Set<number>>()
  const keyOf = (flow: number) => serverKey(flows.value(flow, FAMILY), flows.value(flow, SERVER))
  for (let flow = 0; flow < flows.count; flow += 1) {
    if (flows.details[flow]?.refusal) found.set(keyOf(flow), new Set())
  }
  if (found.size === 0) return found
  for (let flow = 0; flow < flows.count; flow += 1) {
    const head = flows.details[flow]?.synAck
    const hops = head ? found.get(keyOf(flow)) : undefined
    for (let entry = hops && head ? head : null; entry !== null; entry = entry.next)
      hops?.add(routersCrossed(entry.shape.ttl))
  }
  return found
}

const NOTHING: ReadonlySet<number> = new Set()

function rowOf(row: Row, tracker: FlowTracker, baselines: Baselines): CapturedFlow {
  const detail = tracker.flows.details[row.flow]
  const family = row.get(FAMILY) === 4 ? 4 : 6
  const [syn, synAck, icmp] = [segments(detail?.syn), segments(detail?.synAck), icmpRows(detail)]
  const [offered, answered] = [leastMss(syn), leastMss(synAck)]
  const facts = {
    source: row.address(CLIENT),
    destination: row.address(SERVER),
    port: row.get(PORT),
    clientKnown: row.get(CLIENT_KNOWN) === 1,
    state: row.state(),
    attempts: row.attempts(),
    midstream: row.get(STATE_COUNTS + MIDSTREAM),
    syns: row.get(SYNS),
    traceSyns: row.get(TRACE_SYNS),
    synRepeats: row.get(SYN_REPEATS),
    synSpacingMs: (detail?.repeatedSyns ?? []).map(({ after }) => ms(after)).filter(Number.isFinite),
    synAcks: row.get(SYN_ACKS),
    fromSource: row.side(0),
    fromDestination: row.side(1),
    syn,
    synAck,
    rstFromSource: segments(detail?.clientRst),
    refusals: segments(detail?.refusal),
    lateRstsFromDestination: segments(detail?.lateRst),
    lateRsts: row.get(LATE_RSTS),
    icmp,
    icmpErrors: row.get(ICMP_ERRORS),
    rttMs: { toDestination: row.span(RTT_OUT), toSource: row.span(RTT_BACK) },
    mss: { offered, answered, note: mssNote(family, offered, answered, icmp) },
    firstSeen: isoTime(row.get(FIRST_SEEN)),
    lastSeen: isoTime(row.get(LAST_SEEN)),
  }
  return { ...facts, meaning: meaningOf(facts, baselines.get(serverKey(family, row.get(SERVER))) ?? NOTHING) }
}

/** Every flow, failed handshakes first, then in the order in which they were first seen. */
export function* flowRows(tracker: FlowTracker): Generator<CapturedFlow> {
  for (const row of flowRowsInTurns(tracker)) if (row !== null) yield row
}

/** Flows that are put in order at once: some milliseconds. */
const FLOWS_IN_TURN = 2048

/** The same for a caller who lets others work in between: null where nothing is ready yet. */
export function* flowRowsInTurns(tracker: FlowTracker): Generator<CapturedFlow | null> {
  const baselines = baselinesOf(tracker)
  const byState = new Map<CaptureState, number[]>(CAPTURE_STATES.map((state) => [state, []]))
  for (let flow = 0; flow < tracker.flows.count; flow += 1) {
    byState.get(new Row(tracker, flow).state())?.push(flow)
    if (flow % FLOWS_IN_TURN === 0) yield null
  }
  for (const flows of byState.values()) {
    for (const flow of flows) yield rowOf(new Row(tracker, flow), tracker, baselines)
  }
}

/** One flow, at any time; null when nothing of it was seen. Its sentence knows nothing of other flows. */
export function flowRow(tracker: FlowTracker, source: string, destination: string, port: number): CapturedFlow | null {
  const [client, server] = [parseIp(source), parseIp(destination)]
  if (!client || !server || client.family !== server.family) return null
  const [from, to] = [client, server].map((ip) =>
    ip.family === 4 ? Number(ip.value) : tracker.tcp.addresses.find(ip.value),
  ) as [number, number]
  const flow = tracker.flows.find(client.family, from, to, port)
  return flow < 0 ? null : rowOf(new Row(tracker, flow), tracker, new Map())
}

function countStates(tracker: FlowTracker): CaptureTotals['byState'] {
  const byState: CaptureTotals['byState'] = {}
  for (let flow = 0; flow < tracker.flows.count; flow += 1) {
    const state = new Row(tracker, flow).state()
    byState[state] = (byState[state] ?? 0) + 1
  }
  return byState
}

/**
 * What holds for the capture as a whole. `facts`: of each file that was read.
 * @param byState flows of each state, where they were counted already
 */
export function totalsOf(
  tracker: FlowTracker,
  facts: readonly CaptureFacts[],
  byState: CaptureTotals['byState'] = countStates(tracker),
): CaptureTotals {
  const told = facts.flatMap(({ dropped }) => (dropped === null ? [] : [dropped]))
  return {
    formats: facts.map(({ format }) => format),
    packets: tracker.packets,
    bytes: tracker.bytes,
    tcpPackets: tracker.tcpPackets,
    icmpPackets: tracker.icmpPackets,
    firstFragments: tracker.firstFragments,
    skipped: Object.fromEntries(SKIPS.map((why, index) => [why, tracker.skipped[index] ?? 0])),
    unknownLinkTypes: Object.fromEntries(tracker.unknownLinkTypes),
    duplicateSyns: tracker.tcp.duplicateSyns,
    flows: tracker.flows.count,
    byState,
    packetsBeyond: tracker.tcp.packetsBeyond,
    dropped: told.length === 0 ? null : told.reduce((sum, n) => sum + n, 0),
    firstSeen: isoTime(tracker.firstTime),
    lastSeen: isoTime(tracker.lastTime),
    comments: facts.flatMap(({ comments }) => comments),
  }
}
