/**
 * How far each answer came: the farthest of an address is where the destination stands, and whatever answers from nearer is a device.
 * Seen by a raw socket where that is allowed; otherwise found by asking each port again with a least TTL.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { SegmentObservation } from '../../../shared/observation.ts'
import type { Asker, Patience } from '../../probe/ask-patiently.ts'
import { halfOpenSyn } from '../../probe/native/half-open.ts'
import { type LimitedAnswer, askWithin, isEnd } from '../../probe/limited-ask.ts'
import type { SegmentObserver } from '../../probe/native/raw-observer.ts'
import { returnDistance } from '../../probe/return-distance.ts'
import { tailMs } from '../schedule.ts'
import { isUnmeasured } from './unmeasured.ts'
import type { AnsweredPort, AskedPath } from './asked-path.ts'

/** Silence is a bound of the distance: as often asked as the schedule asks a flow, or nearly so. */
const TRIES = 5
const TRIES_UNDER_LOSS = 6
const GAP_MS = 45
const SHORTEST_WAIT_MS = 60
const LONGEST_WAIT_MS = 1000
/** Two, four and eight times as long as usual: three more rounds. */
const MOST_SLACK = 8
/** SYNs that ask a port without a distance whether it answers at all, and how many of them may go unanswered. */
const STEADY_ASKS = 8
const MOST_LOST = 1
/** At 15 % loss each way, more than these are lost in one of a hundred such ports. */
const MOST_LOST_UNDER_LOSS = 5
/**
 * How often what came from nearer, and the baseline, are asked again before that is believed. Where ways back differ in length, six
 * near answers beside six far ones come by chance in 1 of 924 (C(12, 6)); without raw sockets each distance rests on many SYNs itself.
 */
const CONFIRMATIONS = 2
const RAW_CONFIRMATIONS = 6

/** What a raw socket saw of the answers, joined to their ports. */
export function joinSegments({ path, answered }: AskedPath, source: SegmentObserver): void {
  for (const port of answered) {
    for (const { sourceAddress, sourcePort } of port.attempts) {
      if (sourceAddress === null || sourcePort === null) continue
      // What comes after the first answer may be another machine's: behind a SYN proxy the destination's own RST comes through.
      const [first] = source.segmentsOf(sourceAddress, sourcePort, path.address, port.port)
      if (first?.kind === port.kind) port.segments.push(first)
    }
  }
}

/** @param slack how many times as long as usual an answer is waited for */
export function patienceFor({ path }: AskedPath, lossy: boolean, slack = 1): Patience {
  const timeoutMs = Math.min(LONGEST_WAIT_MS, slack * tailMs(path, SHORTEST_WAIT_MS))
  return { tries: lossy ? TRIES_UNDER_LOSS : TRIES, gapMs: GAP_MS, timeoutMs }
}

/** One budget for all paths of a run. */
export class DistanceMeter {
  /** The TTL of the last path's answers: others in the same network mostly have the same. */
  private hint: number | undefined

  constructor(
    private readonly asker: Asker,
    private readonly lossy: boolean,
    private readonly raw: SegmentObserver | null,
    /** One port of a path after the other: at a gentle pace all of them at once would come to their ends together, after the time was up. */
    private readonly oneByOne: boolean,
  ) {}

  /** An open port, or the best there is, and a closed one that nobody planned: where the destination stands. */
  async measureFirst(asked: AskedPath): Promise<void> {
    const ports = unmeasured(asked)
    const control = ports.find(({ flow }) => !flow)
    const first = ports[0]
    if (!first) return
    await this.fill(asked, [first], this.hint ?? asked.path.later.echo?.ttl ?? undefined)
    this.hint = first.segments[0]?.ttl ?? this.hint
    if (control && control !== first) await this.fill(asked, [control], this.hint)
  }

  /** All other ports, as far as the time goes. */
  measureRest(asked: AskedPath): Promise<void> {
    const known = asked.answered.find(({ segments }) => segments.length > 0)
    return this.fill(asked, unmeasured(asked), known?.segments[0]?.ttl)
  }

  /** What is left, more patiently each time: a busy machine answers late, and a loss may meet all the questions of a round. */
  async measureAgain(asked: AskedPath): Promise<void> {
    const known = asked.answered.find(({ segments }) => segments.length > 0)?.segments[0]?.ttl
    for (let slack = 2; slack <= MOST_SLACK && !this.asker.signal.aborted; slack *= 2) {
      const left = asked.answered.filter(isUnmeasured)
      if (left.length === 0) return
      await this.fill(asked, left, known, slack)
    }
  }

  private async fill(
    asked: AskedPath,
    ports: readonly AnsweredPort[],
    expected: number | undefined,
    slack = 1,
  ): Promise<void> {
    const fillOne = async (port: AnsweredPort) => {
      const segment = await this.one(asked, port, expected, { slack })
      if (segment) port.segments.push(segment)
      else await this.askSteadiness(asked, port)
    }
    if (!this.oneByOne) return void (await Promise.all(ports.map(fillOne)))
    for (const port of ports) {
      if (this.asker.signal.aborted) return
      await fillOne(port)
    }
  }

  /** A port that answers at one time and not at another has no distance; one whose answers come over several ways has none either. */
  private async askSteadiness(asked: AskedPath, port: AnsweredPort): Promise<void> {
    const { gapMs, timeoutMs } = patienceFor(asked, this.lossy)
    const target = asked.path.target(port.port)
    const answers = await Promise.all(
      Array.from({ length: STEADY_ASKS }, async (_, i) => {
        await sleep(i * gapMs, undefined, { signal: this.asker.signal }).catch(() => undefined)
        return askWithin({ ...this.asker, ...target, timeoutMs }, undefined)
      }),
    )
    if (this.asker.signal.aborted) return
    const other = answers.find((answer) => isOtherKind(answer, port.kind))
    if (other) port.changed = nameOther(other)
    const unanswered = answers.filter(({ kind }) => kind === 'silence').length
    // Only ports that answer steadily tell a loss from a device that limits its answers.
    const isLossy = asked.answered.some(({ segments, attempts }) => segments.length > 0 && attempts.length > 1)
    if (unanswered > (isLossy ? MOST_LOST_UNDER_LOSS : MOST_LOST)) port.unanswered = unanswered
  }

  /** Asks again, from other source ports, what had been answered from nearer than the rest, and the farthest one. */
  async confirm(asked: AskedPath, ports: readonly AnsweredPort[]): Promise<void> {
    const rounds = this.raw ? RAW_CONFIRMATIONS : CONFIRMATIONS
    const before = new Map(ports.map((port) => [port, port.segments.length]))
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(
        ports.map(async (port) => {
          const again = this.raw
            ? await this.halfOpen(asked, port, this.raw)
            : await this.one(asked, port, port.segments[0]?.ttl, { isThorough: true })
          if (again) port.segments.push(again)
        }),
      )
    }
    const unheard = ports.filter((port) => port.segments.length === before.get(port))
    await Promise.all(unheard.map((port) => this.confirmOtherwise(asked, port)))
  }

  /** A half-open SYN that this machine's own firewall refuses is not sent at all; a connect is answered by it. */
  private async confirmOtherwise(asked: AskedPath, port: AnsweredPort): Promise<void> {
    const again = this.raw && (await this.one(asked, port, port.segments[0]?.ttl, { isThorough: true }))
    if (again) port.segments.push(again)
    else await this.askSteadiness(asked, port)
  }

  /** Where raw sockets are allowed: one SYN, and the answer itself. */
  private async halfOpen(
    asked: AskedPath,
    answered: AnsweredPort,
    raw: SegmentObserver,
  ): Promise<SegmentObservation | null> {
    const { address, source } = asked.path
    const { turn } = this.asker
    const { tries, timeoutMs } = patienceFor(asked, this.lossy)
    for (let tried = 0; tried < tries && !this.asker.signal.aborted; tried += 1) {
      await turn(address)
      const answer = await halfOpenSyn({ address, port: answered.port, localAddress: source }, raw, timeoutMs)
      if ('missing' in answer) return null
      if (answer.segment) return ofSameKind(answered, answer.segment)
    }
    return null
  }

  private async one(
    asked: AskedPath,
    answered: AnsweredPort,
    expected: number | undefined,
    { slack = 1, isThorough = false }: { slack?: number; isThorough?: boolean },
  ): Promise<SegmentObservation | null> {
    const target = asked.path.target(answered.port)
    const patience = patienceFor(asked, this.lossy || slack > 1, slack)
    const segment = await returnDistance({ asker: this.asker, target, patience, expected, isThorough })
    // Stopped in the middle, silence means nothing.
    if (this.asker.signal.aborted) return null
    return segment && ofSameKind(answered, segment)
  }
}

/** Another kind of answer than before: nothing is known of the one that counted, and the port contradicts itself. */
function ofSameKind(answered: AnsweredPort, segment: SegmentObservation): SegmentObservation | null {
  if (segment.kind === answered.kind) return segment
  answered.changed = segment.kind === 'RST' ? 'rst' : 'handshake'
  return null
}

/** An ICMP error, or the port's own answer of another kind. What was not sent, or not answered, is none. */
const isOtherKind = (answer: LimitedAnswer, kind: AnsweredPort['kind']) =>
  isEnd(answer) && answer.kind !== (kind === 'RST' ? 'rst' : 'handshake')

const nameOther = ({ kind }: LimitedAnswer) => (kind === 'rst' || kind === 'handshake' ? kind : 'icmp')

const unmeasured = ({ answered }: AskedPath) =>
  answered.filter(({ segments }) => segments.length === 0).toSorted((a, b) => rank(a) - rank(b))

/** Open ports first: a RST is more often forged. */
const rank = ({ kind, flow }: AnsweredPort) => (kind === 'SYN-ACK' ? 0 : flow ? 1 : 2)

/** The farthest answer of an address; null when no distance is known. */
export function farthest({ answered }: AskedPath): { routers: number; port: AnsweredPort } | null {
  let found: { routers: number; port: AnsweredPort } | null = null
  for (const port of answered.toSorted((a, b) => rank(a) - rank(b))) {
    for (const { hops } of port.segments) {
      if (!found || hops > found.routers) found = { routers: hops, port }
    }
  }
  return found
}

/** Asked again, it did not answer as before. */
export const isUnconfirmed = ({ segments }: AnsweredPort) => segments.length < 2

/** The ports that were answered from nearer than `routers`. */
export const nearer = ({ answered }: AskedPath, routers: number) =>
  answered.filter(({ segments }) => segments.length > 0 && segments.every((s) => s.hops < routers))
