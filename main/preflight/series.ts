/**
 * One flow being asked: a series of attempts by the schedule, until the first definitive answer, until its silence is
 * believed, or until it is cancelled. Then, where the handshake was completed, one look at who answered.
 */
import type { FlowEvidence, IdentityObservation, NotAsked } from '../../shared/observation.ts'
import type { Pace } from '../../shared/plan/plan.ts'
import { isLocalShortage } from '../probe/connect.ts'
import { type ConnectAnswer, type Connection, type Dialled, LINK_LOST } from '../probe/dial.ts'
import { lookAtFarEnd } from '../probe/identity.ts'
import { describeAttempt } from './describe-attempt.ts'
import { observeStandIn } from '../standin/observe.ts'
import { type Pacer, SOCKETS_PER_FLOW } from './pace.ts'
import type { PathMemory, RunMemory } from './path-memory.ts'
import type { Place } from './place.ts'
import { nextStep, tailMs } from './schedule.ts'
import type { SeriesTarget } from './series-target.ts'

const IDENTITY_DEADLINE_MS = 2500
const LINGER_MS = 120
const LONGEST_LINGER_MS = 600
const GREETING_MS = 80
const MOST_SHORTAGES = 40
/** So many attempts without an answer are no chance any more, and the rest of the schedule is time enough to ask the sentinel. */
const SUSPICIOUS_SILENCE = 3

export interface SeriesSurroundings {
  place: Place
  pace: Pace
  pacer: Pacer
  run: RunMemory
  path: PathMemory
  sentinel: SilenceWatch | null
}

/** Told what this flow meets, so that a network that begins to shun us is noticed. */
export interface SilenceWatch {
  noteAnswer(path: PathMemory, port: number, connected: boolean): void
  noteSilence(path: PathMemory): void
}

/** Why asking ends before its time, in the words of a flow that was not asked. */
export type Stopped = Pick<NotAsked, 'why' | 'detail'>

export class Series {
  private readonly attempts: Dialled[] = []
  private readonly givenUp = new Map<Dialled, number>()
  private timer: NodeJS.Timeout | null = null
  private shortages = 0
  private answered = false
  private ended = false
  /** The pacer counts this flow as under way. */
  private entered = false
  private standIn: FlowEvidence['standIn']

  constructor(
    private readonly target: SeriesTarget,
    private readonly around: SeriesSurroundings,
    private readonly done: (evidence: FlowEvidence) => void,
  ) {}

  /** Waits for its turn, then asks. `done` is called exactly once, also when cancelled. */
  start(): void {
    const { pacer } = this.around
    pacer.enter(this.target.address, () => {
      if (this.ended) return pacer.leave()
      this.entered = true
      this.attempt()
    })
  }

  /** Ends the flow, unless it has ended: as `not-tested`, or, once the network shuns us, with the silence that it met. */
  cancel(stopped: Stopped): void {
    if (stopped.why !== 'shunned') return this.end(null, stopped)
    // Answered already, and its identity is being read: that ends by itself, and an end without it would be believed.
    if (this.answered) return
    this.end(null, this.attempts.length > 0 ? null : stopped)
  }

  private get firstAt(): number {
    return this.attempts[0]?.startedAt ?? performance.now()
  }

  private attempt(): void {
    if (this.isDone) return
    const alive = this.attempts.filter((a) => !this.givenUp.has(a))
    if (alive.length >= SOCKETS_PER_FLOW && alive[0]) return this.replace(alive[0])
    this.dialOnce()
  }

  /** The oldest attempt makes room; but its answer may be waiting in the kernel, or on the way from another machine's. */
  private replace(oldest: Dialled): void {
    const go = (known: boolean) => {
      if (this.isDone) return
      if (!known) return this.endLost()
      this.giveUp(oldest)
      this.dialOnce()
    }
    if (oldest.whenKnown) return oldest.whenKnown(performance.now() - oldest.startedAt, go)
    oldest.look?.()
    go(true)
  }

  private dialOnce(): void {
    const { place, sentinel, path } = this.around
    this.attempts.push(place.observers.dial(this.target, (attempt, answer) => this.onAnswer(attempt, answer)))
    if (this.attempts.length === SUSPICIOUS_SILENCE) sentinel?.noteSilence(path)
    this.plan()
  }

  private get isDone(): boolean {
    return this.answered || this.ended
  }

  private giveUp(attempt: Dialled): void {
    this.givenUp.set(attempt, performance.now())
    attempt.abandon()
  }

  /** Sets the alarm for the next step of the schedule; what is known by then decides again. */
  private plan(): void {
    if (this.ended) return
    const step = this.step()
    this.wake(step.at - performance.now())
  }

  private step() {
    const { pace, place, path, run } = this.around
    const lastAt = this.attempts.at(-1)?.startedAt ?? performance.now()
    return nextStep(pace, place.platform, { firstAt: this.firstAt, lastAt, attempts: this.attempts.length }, path, run)
  }

  private wake(ms: number): void {
    if (this.timer) clearTimeout(this.timer)
    // Timers run before sockets are read: after a stall an answer may be waiting in the kernel. Let it be read first.
    this.timer = setTimeout(() => setImmediate(() => this.onAlarm()), Math.max(0, ms))
  }

  private onAlarm(): void {
    if (this.answered || this.ended) return
    const step = this.step()
    if (performance.now() < step.at) return this.plan()
    if (step.do === 'finish') return this.finish(step.at)
    if (step.late) this.around.run.lateAttemptsLeft -= 1
    this.around.pacer.repeat(this.target.address, () => this.attempt())
  }

  /** Silence is believed; but an answer may be waiting in the kernel, when this machine is busy, or on the way from another machine's. */
  private finish(at: number): void {
    const last = this.attempts.at(-1)
    if (!last?.whenKnown) return this.finishNow()
    last.whenKnown(at - last.startedAt, (known) => {
      if (this.isDone) return
      if (!known) return this.endLost()
      const step = this.step()
      // It may have been sent later than it was asked for: then its time is not up.
      if (step.do === 'finish' && step.at <= at) this.finishNow()
      else this.plan()
    })
  }

  private finishNow(): void {
    for (const attempt of this.attempts) {
      if (!this.givenUp.has(attempt)) attempt.look?.()
      if (this.isDone) return
    }
    this.end(null)
  }

  private onAnswer(attempt: Dialled, answer: ConnectAnswer): void {
    if (this.answered || this.ended) return attempt.abandon()
    if (answer.kind === 'error' && answer.errno === LINK_LOST) return this.endLost()
    if (answer.kind === 'error' && isLocalShortage(answer.errno)) return this.onShortage(attempt, answer.errno)
    if (answer.kind === 'error' && answer.errno === 'ETIMEDOUT') return
    this.remember(attempt, answer)
    if (answer.kind === 'error') this.end(attempt)
    else if (this.target.isBrief) this.end(attempt)
    else void this.identify(attempt, answer.socket)
  }

  /** Nothing was sent: the attempt does not count, the oldest one makes room, and it is tried again later. */
  private onShortage(attempt: Dialled, errno: string): void {
    this.attempts.splice(this.attempts.indexOf(attempt), 1)
    const { localAddress } = this.target
    if (errno === 'EADDRNOTAVAIL' && localAddress && this.around.place.holds(localAddress) === false) {
      const detail = `the source address ${localAddress} was taken from the machine during the check`
      return this.end(null, { why: 'not-this-machine', detail })
    }
    this.shortages += 1
    if (this.shortages > MOST_SHORTAGES) {
      const { place } = this.around
      const who = 'lost' in place ? 'the host behind SSH, or its SSH server,' : 'this machine'
      const detail = `${who} had no resources left (${errno}, ${this.shortages} times)`
      return this.end(null, { why: 'resources', detail })
    }
    const oldest = this.attempts.find((a) => !this.givenUp.has(a))
    if (oldest && this.attempts.length > 1) this.giveUp(oldest)
    this.around.pacer.backOff()
    this.around.pacer.repeat(this.target.address, () => this.attempt())
  }

  private endLost(): void {
    const detail = 'the link to its source was lost before this flow was answered'
    this.end(null, { why: 'vantage-lost', detail })
  }

  private remember(attempt: Dialled, answer: ConnectAnswer): void {
    const { run, path } = this.around
    // Of the machine that asks: the delay of a link to it is no part of the path.
    const now = attempt.answeredAt ?? performance.now()
    const elapsedMs = now - attempt.startedAt
    // ICMP 3/3 becomes ECONNREFUSED too: a device said that, not the destination.
    const refused = answer.kind === 'error' && answer.errno === 'ECONNREFUSED' && attempt.icmp === null
    const resetAfterHandshake = answer.kind === 'error' && answer.errno === 'ECONNRESET'
    if (answer.kind === 'error' && !refused && !resetAfterHandshake) {
      run.noteError(path, now, now - this.firstAt, this.attempts.length)
      return
    }
    const waited = this.attempts
      .filter((a) => a.startedAt < attempt.startedAt)
      .map((a) => (this.givenUp.get(a) ?? now) - a.startedAt)
    run.noteAnswer(path, refused, { waited, elapsedMs })
    this.around.sentinel?.noteAnswer(path, this.target.port, !refused)
  }

  private async identify(attempt: Dialled, socket: Connection): Promise<void> {
    this.settle(attempt)
    await this.askHolder(attempt)
    const { path } = this.around
    const { identity, address, key } = this.target
    const asked = identity ?? 'listen'
    const roundTrips = 4 * tailMs(path)
    const deadlineMs =
      4 * (socket.delayMs ?? 0) +
      (identity === null
        ? Math.min(LONGEST_LINGER_MS, Math.max(LINGER_MS, roundTrips / 4))
        : IDENTITY_DEADLINE_MS + roundTrips)
    const at = performance.now() - this.firstAt
    // A greeting comes one round trip after the handshake.
    const greetingMs = Math.min(LONGEST_LINGER_MS, Math.max(GREETING_MS, roundTrips / 4))
    const { identity: seen, nonce } = await lookAtFarEnd({
      socket,
      address,
      asked,
      deadlineMs,
      at,
      ...(key ? { key: { greetingMs, ...key } } : {}),
    })
    if (attempt.errno === LINK_LOST) return this.endLost()
    if (key && nonce)
      this.standIn = observeStandIn({ state: 'listening', by: 'hand', answer: nonce, counts: null, name: key.name })
    this.end(attempt, null, seen)
  }

  /** Whether the destination's kernel holds this very connection, asked while it is open. */
  private async askHolder({ sourceAddress, sourcePort }: Dialled): Promise<void> {
    const { holder } = this.target
    if (!holder || sourceAddress === null || sourcePort === null) return
    const held = await holder.holds({ address: sourceAddress, port: sourcePort })
    const observed = observeStandIn({ state: 'taken', by: 'ssh', answer: null, counts: null, name: holder.name })
    this.standIn = { ...observed, held }
  }

  /** The answer is here: no more attempts, and those that still wait are given up. */
  private settle(answered: Dialled | null): void {
    this.answered = true
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    for (const attempt of this.attempts) if (attempt !== answered && !this.givenUp.has(attempt)) this.giveUp(attempt)
  }

  private end(
    answered: Dialled | null,
    stopped: Stopped | null = null,
    identity: IdentityObservation | null = null,
  ): void {
    if (this.ended) return
    this.ended = true
    this.settle(answered)
    answered?.abandon()
    if (this.entered) this.around.pacer.leave()
    this.done({
      attempts: this.attempts.map((attempt) =>
        describeAttempt(attempt, answered, this.firstAt, this.givenUp.get(attempt)),
      ),
      identity,
      route: this.around.path.route,
      notAsked: stopped ? { observer: 'none', ...stopped } : null,
      ...(this.standIn ? { standIn: this.standIn } : {}),
    })
  }
}
